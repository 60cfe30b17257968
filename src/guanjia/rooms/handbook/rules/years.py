"""Calendars with the year tables filled in."""

from collections.abc import Iterable, Mapping

from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.calendars import Calendar, ResolvedCalendar, YearTable


def newest(tables: Iterable[YearTable]) -> list[YearTable]:
    """For each table and year its newest version, by year."""
    best: dict[tuple[str, int], YearTable] = {}
    for one in tables:
        known = best.get((one.table, one.year))
        if known is None or known.version < one.version:
            best[one.table, one.year] = one
    return sorted(best.values(), key=lambda one: (one.table, one.year))


def resolved_calendar(calendar: Calendar, zone: str, tables: Iterable[YearTable]) -> ResolvedCalendar:
    """A calendar in a zone, with the holidays and make-up workdays of the tables it uses.

    `tables_until` is the last year without a gap before it: after it due times are provisional. A calendar whose
    table is not known at all is provisional everywhere.
    """
    if not calendar.uses_year_table:
        return ResolvedCalendar(zone=zone, week=calendar.week)
    mine = [one for one in newest(tables) if one.table == calendar.uses_year_table]
    return ResolvedCalendar(
        zone=zone,
        week=calendar.week,
        holidays=tuple(day.day for one in mine for day in one.holidays),
        workdays=tuple(day.day for one in mine for day in one.workdays),
        workday_like=calendar.workday_like,
        holiday_spans=calendar.holiday_spans,
        tables_until=_until([one.year for one in mine]),
    )


def _until(years: list[int]) -> int:
    if not years:
        return 0
    last = years[0]
    for year in years[1:]:
        if year != last + 1:
            break
        last = year
    return last


def resolved_calendars(
    content: HandbookContent, zone: str, tables: Iterable[YearTable]
) -> Mapping[str, ResolvedCalendar]:
    """Every calendar of a handbook in a zone."""
    known = list(tables)
    return {code: resolved_calendar(one, zone, known) for code, one in content.calendars.items()}
