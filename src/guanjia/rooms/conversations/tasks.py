"""What conversations look at by themselves."""

from guanjia.rooms.conversations import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("*/5 * * * *")
def end_silent() -> None:
    """Remind residents who fell silent, close what stays silent."""
    while services.end_silent(at=now()):
        pass
