"""What the coming weeks of a community are planned with: its homes, who is there on which day, what they have."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.planning import PlanTerms
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import HomeRow
from guanjia.rooms.rounds.rules.attending import days_there
from guanjia.rooms.rounds.rules.work import Steward

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody who goes on rounds: the buildings they look after, and the days on which they are there."""

    key: str
    role: str
    buildings: frozenset[str]
    days: frozenset[int]


@dataclass(slots=True)
class Weeks:
    """The weeks planned, from `today` to `end`, and beyond to `far`, the last day on which something is due."""

    community_id: UUID
    at: datetime
    zone: ZoneInfo
    today: int
    end: int
    terms: PlanTerms
    homes: Mapping[UUID, tuple[int, HomeRow]] = field(default_factory=dict)
    walkers: list[Walker] = field(default_factory=list)
    busy: dict[tuple[str, int], Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    """The part of a day that somebody's stops take, by person and day."""
    wishes: Mapping[UUID, frozenset[int]] = field(default_factory=dict)
    """The weekdays on which households would be visited."""
    limits: dict[str, int] = field(default_factory=dict)
    """How many stops of a standard a day holds, where somebody said."""
    _days: dict[datetime, int] = field(default_factory=dict)
    """Of the instants asked about: thousands of homes share a few."""
    _teams: dict[tuple[str, str, int, int], tuple[str, ...]] = field(default_factory=dict)

    def day_of(self, at: datetime) -> int:
        """The day of the place's calendar on which an instant lies."""
        found = self._days.get(at)
        if found is None:
            found = self._days[at] = at.astimezone(self.zone).toordinal()
        return found

    def last_of(self, due_at: datetime) -> int:
        """The last day on which what is due then is done in time."""
        return self.day_of(due_at - _INSTANT)

    def take(self, staff: str, day: int, standard: str) -> None:
        """Somebody's day holds one stop more."""
        limit = self.limits.get(standard)
        if limit:
            self.busy[staff, day] += Fraction(1, limit)

    def there(self, staff: str) -> Collection[int]:
        """The days on which somebody is there, whatever their role."""
        return frozenset().union(*(one.days for one in self.walkers if one.key == staff))

    def team(self, role: str, building: str, first: int, last: int) -> tuple[str, ...]:
        """Who looks after a building and is there in time; where nobody is, everybody of the role."""
        asked = role, building, first, last
        found = self._teams.get(asked)
        if found is None:
            fit = [one for one in self.walkers if one.role == role]
            mine = [one for one in fit if building in one.buildings]
            ready = [one.key for one in mine if any(first <= day <= last for day in one.days)]
            found = self._teams[asked] = tuple(ready or [one.key for one in fit])
        return found

    def stewards(self, role: str, capacity: int | None, most: int) -> tuple[Steward, ...]:
        """The people of a role with what their days still hold of a standard; `most`: where nobody said how many."""
        return tuple(
            Steward(
                one.key,
                frozenset(day for day in one.days if self.today <= day <= self.end),
                capacity or most,
                taken=self._taken(one, capacity),
            )
            for one in self.walkers
            if one.role == role
        )

    def _taken(self, one: Walker, capacity: int | None) -> dict[int, int]:
        if capacity is None:
            return {}
        return {
            day: math.ceil(self.busy[one.key, day] * capacity)
            for day in range(self.today, self.end + 1)
            if self.busy.get((one.key, day))
        }


def weeks_from(community_id: UUID, *, at: datetime) -> Weeks:
    """The weeks from `at` on. No query beside the handbook."""
    terms = handbook.edition_in_force(community_id, at).terms.round.plan
    zone = ZoneInfo(places.community(community_id).zone)
    today = at.astimezone(zone).toordinal()
    return Weeks(community_id, at, zone, today, today + terms.ahead.in_days() - 1, terms)


def weeks_ahead(community_id: UUID, *, at: datetime) -> Weeks:
    """The same with the homes of the community. One query more."""
    weeks = weeks_from(community_id, at=at)
    weeks.homes = {home.id: (place, home) for place, home in enumerate(places.all_homes(community_id))}
    return weeks


def attend(weeks: Weeks, roles: Iterable[str], far: int) -> None:
    """Say who is there until the day `far`. Two light queries."""
    like = weeks.terms.roster_like.in_days()
    starts, ends = (midnight(weeks.zone, day) for day in (weeks.today - like, far + 1))
    found = people.walkers(weeks.community_id, sorted(set(roles)), starts, ends)
    written = max((weeks.day_of(at) for *_, times in found for at in times), default=weeks.today)
    leaves: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for key, first, last in people.away([key for key, *_ in found], starts, ends):
        leaves[key].append((weeks.day_of(first), weeks.last_of(last)))
    for key, role, buildings, times in found:
        shifts = {weeks.day_of(at) for at in times}
        days = days_there(shifts, written, like, (weeks.today, far), leaves[key])
        weeks.walkers.append(Walker(str(key), role, buildings, days))


def midnight(zone: ZoneInfo, day: int) -> datetime:
    """When a day of the place's calendar begins."""
    return datetime.combine(date.fromordinal(day), time(), zone)
