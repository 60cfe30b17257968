"""The verbs of a case; they own the transaction, and only here its state changes."""

from guanjia.rooms.cases.services.classing import change_urgency, classify, name_about, pass_on
from guanjia.rooms.cases.services.closing import (
    accept,
    answer_on_the_spot,
    archive_owed_nothing,
    close,
    close_by_word,
    merge,
    refuse,
    reopen,
    settle_silence,
    withdraw,
)
from guanjia.rooms.cases.services.counter import take_down
from guanjia.rooms.cases.services.dockets import (
    answer_docket,
    docket_contacted,
    move_docket,
    open_docket,
    return_docket,
)
from guanjia.rooms.cases.services.evidence import add_photo, photo_file
from guanjia.rooms.cases.services.ground import refresh_due
from guanjia.rooms.cases.services.intake import open_case, register
from guanjia.rooms.cases.services.learning import learned_from, recognised
from guanjia.rooms.cases.services.messages import Heard, take_in_message
from guanjia.rooms.cases.services.talking import (
    PROGRESS,
    RESULT,
    escalate,
    give_feedback,
    hurry,
    note,
    raised_to,
    transfer,
)
from guanjia.rooms.cases.services.telling import tell_resident
from guanjia.rooms.cases.services.work import (
    accept_quote,
    agree_appointment,
    arrive,
    contain,
    depart,
    dispatched,
    done,
    nobody_found,
    pause,
    quote,
    released,
    resume,
    taken_on,
)

__all__ = [
    "PROGRESS",
    "RESULT",
    "Heard",
    "accept",
    "accept_quote",
    "add_photo",
    "agree_appointment",
    "answer_docket",
    "answer_on_the_spot",
    "archive_owed_nothing",
    "arrive",
    "change_urgency",
    "classify",
    "close",
    "close_by_word",
    "contain",
    "depart",
    "dispatched",
    "docket_contacted",
    "done",
    "escalate",
    "give_feedback",
    "hurry",
    "learned_from",
    "merge",
    "move_docket",
    "name_about",
    "nobody_found",
    "note",
    "open_case",
    "open_docket",
    "pass_on",
    "pause",
    "photo_file",
    "quote",
    "raised_to",
    "recognised",
    "refresh_due",
    "refuse",
    "register",
    "released",
    "reopen",
    "resume",
    "return_docket",
    "settle_silence",
    "take_down",
    "take_in_message",
    "taken_on",
    "tell_resident",
    "transfer",
    "withdraw",
]
