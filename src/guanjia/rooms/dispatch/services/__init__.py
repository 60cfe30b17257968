"""The verbs of dispatch: offer, claim, take, decline, hand back, pass on, name by hand, ask for help, hand over."""

from guanjia.rooms.dispatch.services.answering import decline, finish_part, release, take
from guanjia.rooms.dispatch.services.claiming import claim
from guanjia.rooms.dispatch.services.ending import finish_case, keep_out, take_up_again
from guanjia.rooms.dispatch.services.handing_over import hand_over
from guanjia.rooms.dispatch.services.naming import ask_help, assign, pass_on, unassign
from guanjia.rooms.dispatch.services.offering import offer, offer_help, offer_left, sweep

__all__ = [
    "ask_help",
    "assign",
    "claim",
    "decline",
    "finish_case",
    "finish_part",
    "hand_over",
    "keep_out",
    "offer",
    "offer_help",
    "offer_left",
    "pass_on",
    "release",
    "sweep",
    "take",
    "take_up_again",
    "unassign",
]
