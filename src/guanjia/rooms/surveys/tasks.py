"""What can't be reached is settled."""

from guanjia.rooms.surveys import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("*/5 * * * *")
def settle_unreached() -> None:
    while services.settle_unreached(at=now()):
        pass
