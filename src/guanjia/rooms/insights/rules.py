"""How counts become a score and a score a grade. No database, no clock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guanjia.rooms.insights.types import Counts, Period, PeriodKind
from guanjia.shared.errors import Invalid, gettext_noop

DAY = timedelta(days=1)
QUARTERS = ("-Q1", "-Q2", "-Q3", "-Q4")


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


def period_named(code: str, zone: ZoneInfo) -> Period:
    """The week "2026-W18", month "2026-05", quarter "2026-Q2" or year "2026". Raises Invalid for what names none."""
    try:
        kind, first = _begin(code)
    except ValueError as wrong:
        message = gettext_noop("“%(code)s” is no period; write 2026-05, 2026-W18, 2026-Q2 or 2026.")
        raise Invalid("insights.period", message, {"code": code[:20]}) from wrong
    after = _after(kind, first)
    start, end = (datetime.combine(day, time(), zone) for day in (first, after))
    return Period(code, first, after - DAY, start, end, kind)


def _begin(code: str) -> tuple[PeriodKind, date]:
    year, part = code[:4], code[4:]
    if part.startswith("-W") and len(part) == 4:
        return PeriodKind.WEEK, date.fromisocalendar(int(year), int(part[2:]), 1)
    if part in QUARTERS:
        return PeriodKind.QUARTER, date(int(year), 3 * QUARTERS.index(part) + 1, 1)
    if not part:
        return PeriodKind.YEAR, date.fromisoformat(f"{year}-01-01")
    return PeriodKind.MONTH, date.fromisoformat(f"{code}-01")


def _after(kind: PeriodKind, first: date) -> date:
    if kind is PeriodKind.WEEK:
        return first + 7 * DAY
    months = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[kind]
    for _ in range(months):
        first = following(first)
    return first


def period_holding(kind: PeriodKind, day: date, zone: ZoneInfo) -> Period:
    """The period of a length in which a day lies."""
    week = day.isocalendar()
    codes = {
        PeriodKind.WEEK: f"{week.year:04}-W{week.week:02}",
        PeriodKind.MONTH: f"{day.year:04}-{day.month:02}",
        PeriodKind.QUARTER: f"{day.year:04}{QUARTERS[(day.month - 1) // 3]}",
        PeriodKind.YEAR: f"{day.year:04}",
    }
    return period_named(codes[kind], zone)


def before(period: Period, zone: ZoneInfo) -> Period:
    """The period of the same length that ends where this one begins."""
    return period_holding(period.kind, period.first - DAY, zone)


def after(period: Period, zone: ZoneInfo) -> Period:
    """The period of the same length that begins where this one ends."""
    return period_holding(period.kind, period.last + DAY, zone)


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
