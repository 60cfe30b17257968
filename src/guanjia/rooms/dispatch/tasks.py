"""Offers not taken in time go to the next; ends of shifts move work; cases without anybody are tried again."""

from guanjia.rooms.dispatch import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("* * * * *")
def pass_offers_on() -> None:
    while services.sweep(at=now()):
        pass


@jobs.every("*/5 * * * *")
def hand_over() -> None:
    services.hand_over(at=now())


@jobs.every("*/5 * * * *")
def try_again() -> None:
    services.offer_left(at=now())
