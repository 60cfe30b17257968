"""What channels do after they answered, and what they look at by themselves."""

from uuid import UUID

from guanjia.rooms.channels import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.light_job
def take_in(*, inbound_id: str) -> None:
    """Bring a kept body into its conversation."""
    services.take_in(UUID(inbound_id), at=now())


@jobs.job
def send(*, outgoing_id: str) -> None:
    """Send what waits."""
    services.send(UUID(outgoing_id), at=now())


@jobs.job
def fetch_picture(*, picture_id: str) -> None:
    """Fetch a picture somebody sent."""
    services.fetch_picture(UUID(picture_id), at=now())


@jobs.every("* * * * *")
def fetch_again() -> None:
    """Try again what could not be fetched."""
    services.fetch_again(at=now())


@jobs.every("* * * * *")
def take_again() -> None:
    """Try again what was not taken in."""
    while services.take_again(at=now()):
        pass


@jobs.every("* * * * *")
def send_again() -> None:
    """Try again what could not be sent."""
    services.send_due(at=now())


@jobs.every("*/30 * * * *")
def forget_signatures() -> None:
    """Forget signatures that are too old anyway."""
    while services.forget_signatures(at=now()):
        pass
