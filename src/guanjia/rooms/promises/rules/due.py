"""Every length of engine.md §2: when a promise is due, when to warn, and whether the answer is provisional.

Pauses come sorted and apart from each other (`union`); each is half-open [from, to), `to` None while nothing ends it.
"""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from guanjia.rooms.promises.rules.duty import Duty, NoDutyHours, clock_seconds
from guanjia.rooms.promises.types import DAY, HOUR, MINUTE, SECOND, Pause, Unit, Within

_SPANS = {"seconds": SECOND, "minutes": MINUTE, "hours": HOUR}
_COUNTED = {"days": Unit.DAYS, "workdays": Unit.WORKDAYS, "months": Unit.MONTHS}
_NO_DATE_COUNTS = 4000  # dates tried before we say that no date of this calendar ever counts


def natural(spec: Mapping[str, object]) -> int:
    """Microseconds of natural time of {"days": 7}, {"hours": 4} …; a month counts 30 days, a year 365."""
    units = {**_SPANS, "days": DAY, "months": 30 * DAY, "years": 365 * DAY}
    return sum(units[unit] * int(str(count)) for unit, count in spec.items())


def read_within(spec: Mapping[str, object], warn: Mapping[str, object] | None = None) -> Within:
    """A length from its plain data, with its warning: {"at": 0.8} of the duty time, {"before": {"hours": 4}}.

    Raises ValueError for a form engine.md §2 doesn't know, or n < 1 for days, workdays and months.
    """
    share, before = (warn or {}).get("at"), (warn or {}).get("before")
    lead = natural(before) if isinstance(before, Mapping) else None
    for name, unit in _COUNTED.items():
        if name in spec:
            n = int(str(spec[name]))
            if n < 1:
                raise ValueError(name)
            return Within(
                unit,
                n=n,
                close=spec.get("until") == "close",
                roll=bool(spec.get("roll")),
                lead=lead,
            )
    if spec.get("same_day"):
        cutoff = spec.get("cutoff")
        return Within(
            Unit.SAME_DAY,
            cutoff=None if cutoff is None else clock_seconds(str(cutoff)) * SECOND,
            late_until=clock_seconds(str(spec.get("late_until", "24:00"))) * SECOND,
            lead=lead,
        )
    if "at_field" in spec:
        return Within(Unit.AT_FIELD, field=str(spec["at_field"]), lead=lead)
    if not spec or set(spec) - set(_SPANS):
        raise ValueError(str(dict(spec)))
    length = natural(spec)
    warned = None if share is None else int(Fraction(str(share)) * length) // SECOND * SECOND
    return Within(Unit.SPAN, length=length, warn_length=warned)


def union(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses in order, overlapping ones made one; empty ones fall away."""
    found: list[Pause] = []
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is not None and end <= start:
            continue
        if found:
            before, until = found[-1]
            if until is None:
                break
            if start <= until:
                found[-1] = (before, None if end is None else max(until, end))
                continue
        found.append((start, end))
    return found


def before(pauses: Sequence[Pause], at: int) -> list[Pause]:
    """What was paused before the instant: a pause in force there ends there, later ones don't exist."""
    return [(start, at if end is None else min(end, at)) for start, end in pauses if start < at]


def matters(pause: Pause, opened: int, due: int | None) -> bool:
    """Whether a pause could move the due time of what was opened then: it overlaps the time between."""
    return (pause[1] is None or pause[1] > opened) and (due is None or pause[0] < due)


def due_at(duty: Duty, within: Within, opened: int, pauses: Sequence[Pause] = ()) -> int | None:
    """When a promise that began at `opened` is due; None while a pause without end holds it back.

    An `at field` length has its instant as `opened`. Raises NoDutyHours.
    """
    match within.unit:
        case Unit.SPAN:
            return _after_duty(duty, within.length, opened, pauses)
        case Unit.SAME_DAY:
            return _same_day(duty, within, opened)
        case Unit.AT_FIELD:
            return opened
        case _:
            return _after_dates(duty, within, opened, pauses)


def warn_at(duty: Duty, within: Within, opened: int, pauses: Sequence[Pause] = ()) -> int | None:
    """When to warn, reckoned by itself: it may be known while the due time is not."""
    if within.warn_length is not None:
        return _after_duty(duty, within.warn_length, opened, pauses)
    if within.lead is None:
        return None
    due = due_at(duty, within, opened, pauses)
    return None if due is None else due - within.lead


def provisional(duty: Duty, due: int | None) -> bool:
    """Whether the last second before due lies in a year whose holidays aren't known yet."""
    known = duty.calendar.tables_until
    return due is not None and known is not None and duty.year_of(due - 1) > known


def _after_duty(duty: Duty, length: int, opened: int, pauses: Sequence[Pause]) -> int | None:
    if length == 0:
        return opened
    here, left = opened, length
    passed = duty.passed(here)
    for start, end in pauses:
        if end is not None and end <= here:
            continue
        if start > here:
            counted = duty.passed(start) - passed
            if counted >= left:
                break
            left -= counted
        if end is None:
            return None
        here, passed = end, duty.passed(end)
    return duty.reach(passed + left)


def _same_day(duty: Duty, within: Within, opened: int) -> int:
    day = duty.date_of(opened)
    if within.cutoff is not None and opened >= duty.wall(day, within.cutoff // SECOND):
        return duty.wall(day + 1, within.late_until // SECOND)
    return duty.midnight(day + 1)


def _after_dates(duty: Duty, within: Within, opened: int, pauses: Sequence[Pause]) -> int | None:
    first = duty.date_of(opened)
    if pauses:
        return _dates_counted(duty, within, first, pauses)
    key = (within, first)
    if key not in duty.counted:
        duty.counted[key] = _dates_counted(duty, within, first, pauses)
    return duty.counted[key]


def _dates_counted(duty: Duty, within: Within, first: int, pauses: Sequence[Pause]) -> int | None:
    workdays = within.unit is Unit.WORKDAYS
    left = _days_of_months(first, within.n) if within.unit is Unit.MONTHS else within.n
    for day in range(first + 1, first + _NO_DATE_COUNTS + left):
        on_duty = bool(duty.spans(day))
        if workdays and not on_duty:
            continue
        ends = duty.close(day) if within.close else duty.midnight(day + 1)
        paused, for_good = _paused_before(pauses, ends)
        if paused:
            if for_good:
                return None
            continue
        left -= 1
        if left <= 0 and (on_duty or not within.roll):
            return ends
    raise NoDutyHours(duty.calendar.name)


def _paused_before(pauses: Sequence[Pause], at: int) -> tuple[bool, bool]:
    """Whether the last second before the instant is paused, and by a pause without end."""
    for start, end in pauses:
        if start < at and (end is None or end >= at):
            return True, end is None
    return False, False


def _days_of_months(day: int, n: int) -> int:
    opened = date.fromordinal(day)
    years, month = divmod(opened.month - 1 + n, 12)
    year, month = opened.year + years, month + 1
    last = months.monthrange(year, month)[1]
    return date(year, month, min(opened.day, last)).toordinal() - day
