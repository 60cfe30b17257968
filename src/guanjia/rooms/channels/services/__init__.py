"""Verbs of channels."""

from guanjia.rooms.channels.services.accounts import connect, set_up_account
from guanjia.rooms.channels.services.arriving import arrive, confirm, forget_signatures
from guanjia.rooms.channels.services.pictures import fetch_again, fetch_picture
from guanjia.rooms.channels.services.sending import send, send_again, send_due, send_out, tell_contact
from guanjia.rooms.channels.services.taking import take_again, take_in

__all__ = [
    "arrive",
    "confirm",
    "connect",
    "fetch_again",
    "fetch_picture",
    "forget_signatures",
    "send",
    "send_again",
    "send_due",
    "send_out",
    "set_up_account",
    "take_again",
    "take_in",
    "tell_contact",
]
