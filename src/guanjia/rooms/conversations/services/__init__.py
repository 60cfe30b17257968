"""Verbs of conversations."""

from guanjia.rooms.conversations.services.answering import (
    answer,
    barred_by,
    check_unanswered,
    delivered,
    note,
    take_contact,
)
from guanjia.rooms.conversations.services.ending import busy_by, close, end_silent, rate
from guanjia.rooms.conversations.services.intake import bring_in, receive, take_in
from guanjia.rooms.conversations.services.machine import (
    ask_person,
    auto_answer,
    greet_contact,
    join,
    tell,
    tell_contact,
)
from guanjia.rooms.conversations.services.pictures import keep_picture, picture_file

__all__ = [
    "answer",
    "ask_person",
    "auto_answer",
    "barred_by",
    "bring_in",
    "busy_by",
    "check_unanswered",
    "close",
    "delivered",
    "end_silent",
    "greet_contact",
    "join",
    "keep_picture",
    "note",
    "picture_file",
    "rate",
    "receive",
    "take_contact",
    "take_in",
    "tell",
    "tell_contact",
]
