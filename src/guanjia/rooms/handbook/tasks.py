"""What the handbook leaves to a worker."""

from uuid import UUID

from guanjia.rooms.handbook import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.job
def print_book(*, printed_id: str) -> None:
    """Make a PDF that was asked for."""
    services.make_print(UUID(printed_id), at=now())
