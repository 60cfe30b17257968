"""How counts become a score and a score a grade. No database, no clock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from guanjia.rooms.insights.types import Counts, Period
from guanjia.shared.errors import Invalid, gettext_noop


def together(parts: Iterable[Counts]) -> Counts:
    """The same sum over more promises: never an average of averages. Source: engine, "Score"."""
    met = late = missed = waived = void = red = 0
    weight = credit = 0.0
    for one in parts:
        met, late, missed = met + one.met, late + one.late, missed + one.missed
        waived, void, red = waived + one.waived, void + one.void, red + one.red_missed
        weight, credit = weight + one.weight, credit + one.credit
    return Counts(met, late, missed, waived, void, weight, credit, red)


def grade_of(
    rate: float | None, levels: Sequence[tuple[str, float]], *, red_missed: bool, cap: str
) -> tuple[str, bool]:
    """The code of the grade, and whether a missed red line caps it. `levels` run from best to worst.

    A red line caps the grade, not the score. Without a judged promise there is no grade: "".
    """
    if rate is None:
        return "", False
    reached = next((place for place, (_, least) in enumerate(levels) if rate >= least), len(levels) - 1)
    ceiling = next((place for place, (code, _) in enumerate(levels) if code == cap), 0)
    capped = red_missed and reached < ceiling
    return levels[ceiling if capped else reached][0], capped


def month_of(code: str, zone: ZoneInfo) -> Period:
    """The month named "2026-05". Raises Invalid for what names none."""
    try:
        first = date.fromisoformat(f"{code}-01")
    except ValueError as wrong:
        message = gettext_noop("“%(code)s” is not a month; write year and month such as 2026-05.")
        raise Invalid("insights.period", message, {"code": code[:20]}) from wrong
    ends = (datetime.combine(day, time(), zone) for day in (first, following(first)))
    return Period(code, first, *ends)


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_before(month: date, count: int) -> list[str]:
    """The codes of the `count` months up to and including `month`, oldest first."""
    last = month.year * 12 + month.month - 1
    return [f"{place // 12}-{place % 12 + 1:02}" for place in range(last - count + 1, last + 1)]


def heat_level(number: int, most: int) -> int:
    """0 to 4: how strongly a cell is coloured, against the fullest cell."""
    return 0 if not number else 1 + min(3, 4 * (number - 1) // max(most, 1))
