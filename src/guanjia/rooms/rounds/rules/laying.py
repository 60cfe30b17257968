"""Laying out days: who goes to which home when, out of what is owed.

A first, plain way behind one small function. What is due first goes first, then building by building and floor by
floor. What has time is spread: each day takes its share of what is left until it is due, and no more than a day holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import Any
from uuid import UUID

WEEK, WORKDAYS = 7, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One act owed to a home: not before `earliest`, by `latest`. `order` is the home's place in the community;
    `capacity` is how many acts of its kind a day holds, None where nobody said."""

    home: UUID
    kind: str
    role: str
    building: str
    order: int
    earliest: date
    latest: date
    capacity: int | None = None
    acts: int = 1
    """How many acts are owed to it until then, this one and those that come later."""
    key: Any = None
    """What the caller knows it by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """Somebody who goes: the buildings they look after, the days they are there, and what those days hold already, by
    day and kind."""

    staff: UUID
    role: str
    buildings: frozenset[str]
    days: frozenset[date]
    taken: Mapping[tuple[date, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Laid:
    """An act in somebody's day; `place` is its place in the day's walk."""

    owed: Owed
    day: date
    staff: UUID
    place: int


def lay(owed: Iterable[Owed], days: Sequence[date], people: Sequence[Walker]) -> list[Laid]:
    """Lay what is owed into these days of these people. What finds no room is left out."""
    shares: dict[tuple[str, str, UUID], list[Owed]] = defaultdict(list)
    for one in sorted(owed, key=lambda one: (one.latest, one.order)):
        walker = _who(one, people)
        if walker is not None:
            shares[one.kind, one.role, walker].append(one)
    by_id = {(one.staff, one.role): one for one in people}
    walks: dict[tuple[date, UUID], list[Owed]] = defaultdict(list)
    for (kind, role, staff), mine in sorted(shares.items(), key=lambda pair: (pair[0][0], str(pair[0][2]))):
        for day, chosen in _spread(mine, days, by_id[staff, role], kind):
            walks[day, staff].extend(chosen)
    return [
        Laid(one, day, staff, place)
        for (day, staff), chosen in walks.items()
        for place, one in enumerate(sorted(chosen, key=lambda one: one.order))
    ]


def _who(one: Owed, people: Sequence[Walker]) -> UUID | None:
    """Who looks after the home; where nobody does, or they aren't there in time, whoever is, building by building."""
    fit = [walker for walker in people if walker.role == one.role]
    mine = [walker for walker in fit if one.building in walker.buildings and _in_time(one, walker)]
    others = mine or [walker for walker in fit if _in_time(one, walker)] if _presses(one, fit) else mine
    if not others:
        return None
    return sorted(others, key=lambda walker: str(walker.staff))[hash_of(one.building) % len(others)].staff


def _presses(one: Owed, fit: Sequence[Walker]) -> bool:
    """Whether somebody else must go: nobody looks after the building, or it is due before who does is there."""
    mine = [walker for walker in fit if one.building in walker.buildings]
    return not mine or one.latest <= min((min(walker.days) for walker in fit if walker.days), default=date.max)


def _in_time(one: Owed, walker: Walker) -> bool:
    return any(one.earliest <= day <= one.latest for day in walker.days)


def hash_of(text: str) -> int:
    """A number from a text, the same in every process."""
    return sum(map(ord, text))


def _spread(mine: Sequence[Owed], days: Sequence[date], walker: Walker, kind: str) -> Iterable[tuple[date, list[Owed]]]:
    left = list(mine)
    for day in sorted(set(days) & walker.days):
        ready = [one for one in left if one.earliest <= day <= one.latest]
        room = _room(ready, day) - walker.taken.get((day, kind), 0)
        chosen = ready[: max(0, room)]
        taken = {id(one) for one in chosen}
        left = [one for one in left if id(one) not in taken]
        yield day, chosen


def _room(ready: Sequence[Owed], day: date) -> int:
    """How many of them this day takes: all that end today, and of the others their share of the workdays left."""
    if not ready:
        return 0
    share = sum(one.acts / _workdays(day, one.latest) for one in ready)
    most = min((one.capacity for one in ready if one.capacity is not None), default=len(ready))
    return min(most, ceil(share - 1e-9))


def _workdays(first: date, last: date) -> int:
    """About how many days of work lie between two days, both counted."""
    return max(1, ((last - first) // timedelta(days=1) + 1) * WORKDAYS // WEEK)
