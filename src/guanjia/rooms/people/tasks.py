"""Jobs of people."""

from guanjia.rooms.people import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("17 3 * * *")
def forget_failures() -> None:
    """Failed sign-ins that no longer count are not kept."""
    services.forget_failures(at=now())
