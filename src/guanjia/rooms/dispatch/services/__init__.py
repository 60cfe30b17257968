"""The verbs of dispatch: offer, take, decline, assign by hand, take back, sweep."""

from guanjia.rooms.dispatch.services.answering import decline, release, take
from guanjia.rooms.dispatch.services.ending import finish_case, keep_out, take_up_again
from guanjia.rooms.dispatch.services.offering import assign, offer, offer_help, offer_left, sweep

__all__ = [
    "assign",
    "decline",
    "finish_case",
    "keep_out",
    "offer",
    "offer_help",
    "offer_left",
    "release",
    "sweep",
    "take",
    "take_up_again",
]
