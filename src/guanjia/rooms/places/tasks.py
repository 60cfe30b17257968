"""Homes whose occupancy the journal doesn't know yet are told: those that were there before it was asked."""

from guanjia.rooms.places import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("*/10 * * * *")
def tell_homes() -> None:
    while services.tell_homes(at=now()):
        pass
