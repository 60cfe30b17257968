"""What the trade decides about a case: which verb leads where, who may, and what a message is about."""

from guanjia.rooms.cases.rules.complaints import (
    check_not_involved,
    closed_to,
    department_about,
    hidden_from,
    is_closed_to,
)
from guanjia.rooms.cases.rules.features import Sight
from guanjia.rooms.cases.rules.learned import (
    Learned,
    See,
    digest_kept,
    kept,
    learn,
    learn_lessons,
    read_back,
    teaches,
    written,
)
from guanjia.rooms.cases.rules.learning import Layer
from guanjia.rooms.cases.rules.moves import (
    MOVES,
    Verb,
    check_about,
    check_at,
    check_move,
    check_order,
    check_others_wait,
    check_reopen,
    check_worker,
    counts_again,
    leads_to,
    open_verbs,
    verbs_for,
)
from guanjia.rooms.cases.rules.recognition import is_emergency, recognise, seer, title_of
from guanjia.rooms.cases.rules.registry import number_of, number_period

__all__ = [
    "MOVES",
    "Layer",
    "Learned",
    "See",
    "Sight",
    "Verb",
    "check_about",
    "check_at",
    "check_move",
    "check_not_involved",
    "check_order",
    "check_others_wait",
    "check_reopen",
    "check_worker",
    "closed_to",
    "counts_again",
    "department_about",
    "digest_kept",
    "hidden_from",
    "is_closed_to",
    "is_emergency",
    "kept",
    "leads_to",
    "learn",
    "learn_lessons",
    "number_of",
    "number_period",
    "open_verbs",
    "read_back",
    "recognise",
    "seer",
    "teaches",
    "title_of",
    "verbs_for",
    "written",
]
