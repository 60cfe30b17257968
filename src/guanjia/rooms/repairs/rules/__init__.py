"""Decisions of paid repair: prices and quotes, what is on a van, warranty, amounts in words."""

from guanjia.rooms.repairs.rules.capitals import Capitals, in_capitals
from guanjia.rooms.repairs.rules.quoting import (
    check_answerable,
    check_may_pay,
    check_offer,
    in_force,
    lines_of,
    number_of,
    total_of,
)
from guanjia.rooms.repairs.rules.stocking import check_back, check_counted, check_enough, check_taken
from guanjia.rooms.repairs.rules.warranty import covers_of, warranty_until

__all__ = [
    "Capitals",
    "check_answerable",
    "check_back",
    "check_counted",
    "check_enough",
    "check_may_pay",
    "check_offer",
    "check_taken",
    "covers_of",
    "in_capitals",
    "in_force",
    "lines_of",
    "number_of",
    "total_of",
    "warranty_until",
]
