"""What a quote is made of, and when it may be answered or paid. Money is whole fen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.repairs.types import FREE_LINE, Cover, ItemKind, Line, Listed, QuoteState, Wanted
from guanjia.shared.errors import Invalid, Refused, gettext_noop

LINES_MOST, COUNT_MOST, FEN_MOST = 40, 999, 100_000_000
"""More than any repair has; beyond it somebody mistyped."""
PAYABLE = frozenset({CaseState.IN_HAND, CaseState.DONE, CaseState.ACCEPTED, CaseState.CLOSED})
"""States of a case in which what was agreed can be paid."""


def in_force(rows: Iterable[tuple[Listed, bool]], day: date) -> list[Listed]:
    """The list as it holds on `day`: of each code the newest version that is valid by then and still on the list."""
    newest: dict[str, tuple[Listed, bool]] = {}
    for item, on_list in sorted(rows, key=lambda one: one[0].valid_from or date.min):
        if item.valid_from is None or item.valid_from <= day:
            newest[item.code] = (item, on_list)
    return sorted((item for item, on_list in newest.values() if on_list), key=lambda one: (one.kind, one.code))


def lines_of(prices: Mapping[str, Listed], wanted: Sequence[Wanted], covers: Mapping[str, Cover]) -> list[Line]:
    """The lines of a quote at today's prices; what an earlier repair still stands for is free.

    Raises Invalid for a code that is not on the list, a count or a price out of bounds, and for nothing at all.
    """
    lines = [_line(prices, one, covers) for one in wanted if one.count]
    if not lines or len(lines) > LINES_MOST:
        message = gettext_noop("Choose what is done and which materials it takes, at least one line.")
        raise Invalid("repairs.no_lines", message)
    return lines


def _line(prices: Mapping[str, Listed], one: Wanted, covers: Mapping[str, Cover]) -> Line:
    if not 0 < one.count <= COUNT_MOST:
        raise Invalid("repairs.count", gettext_noop("The number must be from 1 to %(most)s."), {"most": COUNT_MOST})
    if one.code == FREE_LINE:
        title = one.title.strip()
        if not title or not 0 < one.price <= FEN_MOST:
            message = gettext_noop("A line that is not on the list needs a name and a price.")
            raise Invalid("repairs.free_line", message, field="other_title")
        return Line(code=FREE_LINE, kind=ItemKind.MATERIAL, title=title[:60], price=one.price, count=one.count)
    found = prices.get(one.code)
    if found is None:
        message = gettext_noop("%(code)s is not on the price list of today.")
        raise Invalid("repairs.not_listed", message, {"code": one.code})
    return Line(
        code=found.code,
        kind=found.kind,
        title=found.title,
        title_en=found.title_en,
        unit=found.unit,
        unit_en=found.unit_en,
        price=found.price,
        count=one.count,
        warranty_days=found.warranty_days,
        covered_by=covers[found.code].number if found.code in covers else "",
    )


def total_of(lines: Iterable[Line]) -> int:
    """What all lines cost, in fen."""
    return sum(line.amount for line in lines)


def check_offer(total: int, *, paid: bool) -> None:
    """Raises Refused when it is paid for already, Invalid for a sum beyond all bounds."""
    if paid:
        raise Refused("repairs.paid_already", gettext_noop("This case is paid for already; its receipt stands."))
    if total > FEN_MOST:
        raise Invalid("repairs.too_much", gettext_noop("This sum is too large; look at the numbers again."))


def check_answerable(state: QuoteState, valid_until: datetime, at: datetime) -> None:
    """Raises Refused for a quote that waits no longer: replaced, answered, or out of time."""
    if state is QuoteState.OFFERED and at <= valid_until:
        return
    if state in (QuoteState.OFFERED, QuoteState.EXPIRED):
        raise Refused("repairs.expired", gettext_noop("This price holds no longer. Ask for a new one."))
    if state is QuoteState.REPLACED:
        raise Refused("repairs.replaced", gettext_noop("There is a newer price. Look at it first."))
    raise Refused("repairs.answered", gettext_noop("This price was answered already."))


def check_may_pay(state: CaseState, agreed: bool) -> None:
    """Raises Refused unless a price was agreed to and the case stands where it can be paid."""
    if not agreed:
        raise Refused("repairs.not_agreed", gettext_noop("No price was agreed to, so there is nothing to pay."))
    if state not in PAYABLE:
        raise Refused("repairs.not_payable", gettext_noop("This case can't be paid as it stands now."))


def number_of(pattern: str, day: date, number: int) -> str:
    """The receipt's number by the handbook's pattern."""
    return pattern.format(year=day.year, month=day.month, day=day.day, number=number)
