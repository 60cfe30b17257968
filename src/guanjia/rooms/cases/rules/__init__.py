"""What the trade decides about a case: which verb leads where, who may, and what a message is about."""

from guanjia.rooms.cases.rules.moves import (
    MOVES,
    Verb,
    check_about,
    check_at,
    check_move,
    check_order,
    check_reopen,
    check_worker,
    leads_to,
    open_verbs,
    verbs_for,
)
from guanjia.rooms.cases.rules.recognition import is_emergency, recognise, title_of
from guanjia.rooms.cases.rules.registry import number_of, number_period

__all__ = [
    "MOVES",
    "Verb",
    "check_about",
    "check_at",
    "check_move",
    "check_order",
    "check_reopen",
    "check_worker",
    "is_emergency",
    "leads_to",
    "number_of",
    "number_period",
    "open_verbs",
    "recognise",
    "title_of",
    "verbs_for",
]
