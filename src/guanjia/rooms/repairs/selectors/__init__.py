"""Reads of paid repair: the price list of a day, what belongs to a case, what is on a van."""

from guanjia.rooms.repairs.selectors.of_case import (
    agreed_lines,
    covers,
    is_paid,
    receipt,
    repair_of,
    repair_on,
    said_capitals,
    used_from,
    warranty_of,
)
from guanjia.rooms.repairs.selectors.orders import order_of
from guanjia.rooms.repairs.selectors.prices import VersionRow, open_prices, price_list, prices_of, versions
from guanjia.rooms.repairs.selectors.refunds import refund, refund_reasons, refunds
from guanjia.rooms.repairs.selectors.vans import on_van, van, vans

__all__ = [
    "VersionRow",
    "agreed_lines",
    "covers",
    "is_paid",
    "on_van",
    "open_prices",
    "order_of",
    "price_list",
    "prices_of",
    "receipt",
    "refund",
    "refund_reasons",
    "refunds",
    "repair_of",
    "repair_on",
    "said_capitals",
    "used_from",
    "van",
    "vans",
    "versions",
    "warranty_of",
]
