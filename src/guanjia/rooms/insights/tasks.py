"""Insights by themselves."""

from guanjia.rooms.insights import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("10 3 * * *")
def keep_scores() -> None:
    services.keep_scores(at=now())


@jobs.every("40 3 * * *")
def keep_targets() -> None:
    """Keep what targets came to, and what late facts made of them."""
    services.keep_all_targets(at=now())
