"""Hours in which nobody is disturbed."""

from datetime import datetime

from guanjia.rooms.promises.rules.duty import Duty

_SECOND = 1_000_000


def quiet_until(duty: Duty, at: datetime) -> datetime | None:
    """When the quiet hours that run at `at` end, on the calendar's own clock; None while nobody is disturbed."""
    instant = int(at.timestamp() * _SECOND)
    today = duty.date_of(instant)
    spans = sorted(span for day in range(today - 1, today + 2) for span in duty.spans(day))
    end = None
    for start, stop in spans:
        if start <= instant < stop or start == end:  # what runs, and what follows without a gap
            end = stop
    return None if end is None else datetime.fromtimestamp(end / _SECOND, duty.zone)


def disturbs(duty: Duty, start: datetime, end: datetime) -> bool:
    """Whether some of the time between these instants lies in the quiet hours."""
    first, last = int(start.timestamp() * _SECOND), int(end.timestamp() * _SECOND)
    days = range(duty.date_of(first) - 1, duty.date_of(last) + 2)
    return any(begin < last and first < stop for day in days for begin, stop in duty.spans(day))


def rests_all(duty: Duty, day: int) -> bool:
    """Whether a whole local date is rest, such as a festival."""
    at, end = duty.midnight(day), duty.midnight(day + 1)
    for start, stop in sorted(span for one in (day - 1, day) for span in duty.spans(one)):
        if start > at:
            return False
        at = max(at, stop)
    return at >= end
