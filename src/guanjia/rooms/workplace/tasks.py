"""Jobs of places at work."""

from guanjia.rooms.workplace import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("57 * * * *")
def forget_old() -> None:
    """What nobody came back to is not kept."""
    services.forget_old(at=now())
