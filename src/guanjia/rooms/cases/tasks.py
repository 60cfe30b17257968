"""What time alone does to a case: silence is settled, what is owed nothing is filed; and files made on paper."""

from uuid import UUID

from guanjia.rooms.cases import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("*/10 * * * *")
def settle_silence() -> None:
    while services.settle_silence(at=now()):
        pass


@jobs.every("17 * * * *")
def archive_owed_nothing() -> None:
    while services.archive_owed_nothing(at=now()):
        pass


@jobs.job
def make_file(*, file_id: str) -> None:
    """Make a file that was asked for."""
    services.make_file(UUID(file_id), at=now())


@jobs.every("57 * * * *")
def forget_files() -> None:
    """Files of cases are not kept for longer than their day."""
    services.forget_files(at=now())
