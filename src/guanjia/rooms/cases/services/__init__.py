"""The verbs of a case; they own the transaction, and only here its state changes."""

from guanjia.rooms.cases.services.appointments import agree_appointment, choose_window
from guanjia.rooms.cases.services.classing import change_urgency, classify, name_about, pass_on
from guanjia.rooms.cases.services.closing import (
    accept,
    accept_signed,
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
from guanjia.rooms.cases.services.complaints import answer_offer, decide, note_facts, talk_through
from guanjia.rooms.cases.services.counter import join_call, take_down
from guanjia.rooms.cases.services.dockets import (
    answer_docket,
    docket_contacted,
    move_docket,
    open_docket,
    return_docket,
)
from guanjia.rooms.cases.services.evidence import add_photo, photo_file
from guanjia.rooms.cases.services.filing import ask_for_file, file_of, forget_files, make_file
from guanjia.rooms.cases.services.ground import (
    check_acts,
    check_acts_on,
    check_acts_under,
    refresh_due,
    refresh_due_under,
)
from guanjia.rooms.cases.services.intake import open_case, register
from guanjia.rooms.cases.services.joining import join, leave_join, tell_joined
from guanjia.rooms.cases.services.learning import learned_from, recognised
from guanjia.rooms.cases.services.messages import Heard, take_in_message
from guanjia.rooms.cases.services.raising import bring_up_money, escalate, money_decided, see_to
from guanjia.rooms.cases.services.remedies import (
    ask_compensation,
    decide_compensation,
    give_compensation,
    set_action,
)
from guanjia.rooms.cases.services.sound import add_recording, recording_file
from guanjia.rooms.cases.services.spot import accept_quote, quote, start, unquote
from guanjia.rooms.cases.services.taking_back import take_back
from guanjia.rooms.cases.services.talking import (
    PROGRESS,
    RESULT,
    give_feedback,
    hurry,
    note,
    raised_to,
    transfer,
)
from guanjia.rooms.cases.services.telling import tell_resident
from guanjia.rooms.cases.services.work import (
    arrive,
    check_taker,
    contain,
    depart,
    dispatched,
    done,
    may_take,
    nobody_found,
    part_done,
    pause,
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
    "accept_signed",
    "add_photo",
    "add_recording",
    "agree_appointment",
    "answer_docket",
    "answer_offer",
    "answer_on_the_spot",
    "archive_owed_nothing",
    "arrive",
    "ask_compensation",
    "ask_for_file",
    "bring_up_money",
    "change_urgency",
    "check_acts",
    "check_acts_on",
    "check_acts_under",
    "check_taker",
    "choose_window",
    "classify",
    "close",
    "close_by_word",
    "contain",
    "decide",
    "decide_compensation",
    "depart",
    "dispatched",
    "docket_contacted",
    "done",
    "escalate",
    "file_of",
    "forget_files",
    "give_compensation",
    "give_feedback",
    "hurry",
    "join",
    "join_call",
    "learned_from",
    "leave_join",
    "make_file",
    "may_take",
    "merge",
    "money_decided",
    "move_docket",
    "name_about",
    "nobody_found",
    "note",
    "note_facts",
    "open_case",
    "open_docket",
    "part_done",
    "pass_on",
    "pause",
    "photo_file",
    "quote",
    "raised_to",
    "recognised",
    "recording_file",
    "refresh_due",
    "refresh_due_under",
    "refuse",
    "register",
    "released",
    "reopen",
    "resume",
    "return_docket",
    "see_to",
    "set_action",
    "settle_silence",
    "start",
    "take_back",
    "take_down",
    "take_in_message",
    "taken_on",
    "talk_through",
    "tell_joined",
    "tell_resident",
    "transfer",
    "unquote",
    "withdraw",
]
