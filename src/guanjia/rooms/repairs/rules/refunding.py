"""How much of a receipt may still be given back, and by whom."""

from collections.abc import Iterable
from uuid import UUID

from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop
from guanjia.shared.money import as_yuan


def left_of(total: int, given_back: Iterable[int]) -> int:
    """What of a receipt is not given back, nor asked for."""
    return total - sum(given_back)


def check_amount(amount: int, left: int) -> None:
    """Raises Refused where all of it is given back, Invalid for nothing, or more than is left."""
    if left <= 0:
        raise Refused("repairs.all_refunded", gettext_noop("All of this receipt is given back, or asked for."))
    if not 0 < amount <= left:
        message = gettext_noop("At most ¥%(left)s of this receipt can be given back.")
        raise Invalid("repairs.refund_amount", message, {"left": as_yuan(left)}, field="amount")


def check_two_people(asked_by: UUID, decides: UUID | None) -> None:
    """Raises Denied for who asked for it: somebody else decides.

    Source: handbook B25b.
    """
    if asked_by == decides:
        message = gettext_noop("You asked for this refund, so somebody else decides on it.")
        raise Denied("repairs.two_people", message)
