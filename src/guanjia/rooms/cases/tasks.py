"""What time alone does to a case: silence is settled, what is owed nothing is filed."""

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
