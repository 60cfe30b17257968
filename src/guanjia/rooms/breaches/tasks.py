"""Papers about breaches are made by a worker."""

from uuid import UUID

from guanjia.rooms.breaches import services
from guanjia.shared import jobs


@jobs.job
def print_paper(*, paper_id: str) -> None:
    services.make_paper(UUID(paper_id))
