"""The windows residents may choose from: the duty hours of the handbook's calendar, cut into its length."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guanjia.rooms.cases.types import Window
from guanjia.rooms.handbook.types.calendars import ResolvedCalendar, Spans
from guanjia.rooms.handbook.types.editions import Book

MIDNIGHT = "24:00"
DAY = timedelta(days=1)


def windows_offered(book: Book, at: datetime) -> list[Window]:
    """From `at` on, for the handbook's days; what is left of a span and shorter than a window is not offered."""
    terms = book.terms.case
    if terms.appointment_calendar is None:
        return []
    hours = book.calendar(terms.appointment_calendar)
    long = timedelta(seconds=terms.appointment_window.in_seconds())
    soonest = at + timedelta(seconds=terms.appointment_notice.in_seconds())
    today = at.astimezone(ZoneInfo(hours.zone)).date()
    days = (today + timedelta(days=number) for number in range(terms.appointment_days))
    return [one for day in days for one in cut(hours, day, long) if one.start >= soonest]


def cut(hours: ResolvedCalendar, day: date, long: timedelta) -> Iterator[Window]:
    """The hours of a date cut into windows; what is left of a span and shorter than one is none."""
    zone = ZoneInfo(hours.zone)
    for opens, closes in spans_of(hours, day):
        start, last = _at(day, opens, zone), _at(day, closes, zone)
        if last <= start:  # over midnight: nobody is visited in the night
            last = _at(day, MIDNIGHT, zone)
        while start + long <= last:
            yield Window(start, start + long)
            start += long


def spans_of(hours: ResolvedCalendar, day: date) -> Spans:
    """The duty hours of a date: of its weekday, of a make-up workday, or of a holiday."""
    if day.isoformat() in hours.workdays:
        return hours.week.get(str(hours.workday_like), ())
    if day.isoformat() in hours.holidays:
        return hours.holiday_spans
    return hours.week.get(str(day.isoweekday()), ())


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == MIDNIGHT:
        return datetime.combine(day + DAY, time(), zone)
    return datetime.combine(day, time.fromisoformat(clock), zone)
