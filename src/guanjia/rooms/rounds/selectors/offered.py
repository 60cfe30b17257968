"""The times that can be agreed with a household for a visit that is planned.

What is only planned makes room: a day is full when what is agreed, put there by hand or done fills it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.selectors import ActBounds
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.rules.booking import Hours, Slot
from guanjia.rooms.rounds.rules.work import days_apart
from guanjia.rooms.rounds.selectors.owed import quota_of
from guanjia.rooms.rounds.selectors.weeks import attend, weeks_from
from guanjia.shared.riding import ask


def slots_of(stop: Stop, *, at: datetime) -> list[Slot]:
    """The times still free, the nearest first; none where the handbook books nothing. Five light queries."""
    book = handbook.edition_in_force(stop.community_id, at)
    hours = hours_of(book, stop.standard)
    weeks = weeks_from(stop.community_id, at=at)
    bounds = promises.act_bounds(stop.community_id, stop.standard, stop.due_at, weeks.today, at=at)
    if hours is None or bounds is None:
        return []
    terms = book.terms.round
    first = max(weeks.today + terms.visit_booked_ahead.in_days(), weeks.day_of(bounds.opens))
    last = min(weeks.last_of(stop.due_at), weeks.today + terms.visit.offered_for.in_days())
    attend(weeks, {bounds.role}, max(last, weeks.end))
    there, near = weeks.there(str(stop.staff_id)), _near(stop, first, last, bounds)
    taken = _taken(stop, book, first, last)
    days = [day for day in range(first, last + 1) if day in there and day not in near]
    room = [date.fromordinal(day) for day in days if taken.parts.get(day, Fraction()) + _part(bounds) <= 1]
    ahead = terms.visit_booked_ahead
    soonest = at if ahead.in_days() else at + timedelta(seconds=ahead.in_seconds())
    every = (one for day in room for one in hours.slots(day) if one.start > soonest)
    return [one for one in every if taken.begins[one.start] < terms.visit.each]


def hours_of(book: Book, standard: str) -> Hours | None:
    """When visits of a standard may begin; None where the handbook books nothing."""
    terms, quota = book.terms.round.visit, quota_of(book, standard)
    if terms.calendar is None or quota is None:
        return None
    quiet = book.calendar(quota.not_in) if quota.not_in else None
    return Hours(open=book.calendar(terms.calendar), quiet=quiet, long=timedelta(seconds=terms.window.in_seconds()))


def _home_of(stop: Stop) -> list[object]:
    """What the other stops at its home are asked for by."""
    return [stop.community_id, stop.home_id, stop.kind, stop.pk]


def _part(bounds: ActBounds) -> Fraction:
    return Fraction(1, bounds.capacity) if bounds.capacity else Fraction()


_AT_HOME = """
select day, state = 'done' or booked_from is not null from rounds_stop
 where community_id = %s and home_id = %s and kind = %s and id <> %s and day between %s and %s
   and state in ('done', 'planned')
"""


def _near(stop: Stop, first: int, last: int, bounds: ActBounds) -> frozenset[int]:
    """The days too near to another act at the home that is done or agreed, and those on which one is planned."""
    apart = max(1, days_apart(bounds.apart))
    reach = timedelta(days=apart)
    span = [date.fromordinal(first) - reach, date.fromordinal(last) + reach]
    others = [(day.toordinal(), apart if firm else 1) for day, firm in ask(_AT_HOME, [*_home_of(stop), *span])]
    return frozenset(day for other, apart in others for day in range(other - apart + 1, other + apart))


@dataclass(frozen=True, slots=True)
class _Taken:
    """What fills somebody's days: the part of each that firm stops take, and how many visits begin when."""

    parts: Mapping[int, Fraction]
    begins: Counter[datetime]


def crowds(stop: Stop, *, at: datetime) -> bool:
    """Whether others that are only planned must make room for a stop on its day: the day holds more than it takes, or
    one of the home lies too near. Three light queries."""
    book = handbook.edition_in_force(stop.community_id, at)
    today = weeks_from(stop.community_id, at=at).today
    bounds = promises.act_bounds(stop.community_id, stop.standard, stop.due_at, today, at=at)
    if bounds is None:
        return True
    rows = ask(_OF_DAY, [stop.staff_id, stop.day])
    filled = sum((part_of(book, standard) for (standard,) in rows), Fraction())
    reach = timedelta(days=max(1, days_apart(bounds.apart)) - 1)
    near = ask(_WAITS_AT_HOME, [*_home_of(stop), stop.day - reach, stop.day + reach])
    return filled > 1 or bool(near)


def part_of(book: Book, standard: str) -> Fraction:
    """The part of a day that a stop of a standard takes; none where nobody said how many a day holds."""
    quota = quota_of(book, standard)
    return Fraction(1, quota.capacity_per_day) if quota is not None and quota.capacity_per_day else Fraction()


_OF_DAY = """
select standard from rounds_stop where staff_id = %s and day = %s and state not in ('moved', 'dropped')
"""
_WAITS_AT_HOME = """
select 1 from rounds_stop where community_id = %s and home_id = %s and kind = %s and id <> %s
   and day between %s and %s and state = 'planned' and booked_from is null limit 1
"""
_FIRM_OF_STAFF = """
select day, standard, booked_from from rounds_stop where staff_id = %s and id <> %s and day between %s and %s
   and (booked_from is not null or by_hand or state <> 'planned') and state not in ('moved', 'dropped')
"""


def _taken(stop: Stop, book: Book, first: int, last: int) -> _Taken:
    span = [date.fromordinal(first), date.fromordinal(last)]
    begins: Counter[datetime] = Counter()
    found: dict[int, Fraction] = defaultdict(Fraction)
    for day, standard, begin in ask(_FIRM_OF_STAFF, [stop.staff_id, stop.pk, *span]):
        found[day.toordinal()] += part_of(book, standard)
        if begin is not None:
            begins[begin] += 1
    return _Taken(found, begins)
