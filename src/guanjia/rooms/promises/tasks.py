"""What runs by itself: the sweep, and the seal. Each asks what there is to do, never what is due in this tick."""

from uuid import UUID

from guanjia.rooms.promises import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("* * * * *")
def sweep() -> None:
    """Tell warnings, misses and steps of the ladder."""
    while services.sweep(at=now()):
        pass


@jobs.every("* * * * *")
def seal() -> None:
    """Seal what was recorded."""
    while services.seal(at=now()):
        pass


@jobs.every("20 * * * *")
def reckon_again() -> None:
    """Reckon due times again that hung on holidays not yet announced."""
    while services.reckon_again(at=now()):
        pass


@jobs.every("5 * * * *")
def draw() -> None:
    """Begin the periods of draws, end those that are over, and draw what their floors still ask for."""
    services.begin_periods(at=now())
    while services.end_periods(at=now()):
        pass


@jobs.every("7 * * * *")
def fold_sums() -> None:
    """Fold what changed in the sums of days that are over."""
    services.fold_sums(at=now())


@jobs.job
def reckon_year(*, community_id: str, year: int) -> None:
    """Reckon anew what hangs on the holidays of a year that has been announced."""
    after = services.reckon_year(UUID(community_id), year)
    while after is not None:
        after = services.reckon_year(UUID(community_id), year, after=after)
