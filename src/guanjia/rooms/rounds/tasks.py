"""The day's rounds are laid out of what is owed, again each hour: what joined meanwhile finds its place."""

from guanjia.rooms.rounds import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("7 * * * *")
def lay_rounds() -> None:
    services.lay_everywhere(at=now())
