"""Routine work spread over its period: which day, which time of the day, who goes.

A pure core. Days are ordinals of the community's calendar, times of day minutes after midnight. What repeats is spread
evenly over the period, and things of one kind over each other: a hundred lifts don't all fall on the first of the
month. `phase`, from 0 to below 1, is where in its slot a thing stands.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

DAY = 24 * 60
Span = tuple[int, int]


def days_of(period: Span, acts: tuple[int, int], phase: float, today: int) -> list[int]:
    """The days of the acts still owed in a period, its last day included. `acts`: how many it asks for, how many of
    them are left. What was missed comes as soon as it can; what is done leaves the later places."""
    (first, last), (times, left) = period, acts
    length = max(1, last - first + 1)
    times = max(times, left)
    slots = [first + int((number + phase) * length / times) for number in range(times - left, times)]
    return [min(max(slot, today), max(last, today)) for slot in slots]


def minutes_of(allowed: Sequence[Span], many: int, phase: float) -> list[int]:
    """`many` times of a day, spread over the hours in which the act counts, each in the middle of its part moved by
    `phase`."""
    room = sum(end - start for start, end in allowed) or DAY
    spans = list(allowed) or [(0, DAY)]
    found = []
    for number in range(many):
        left = int((number + phase) * room / max(1, many)) % room
        for start, end in spans:
            if left < end - start:
                found.append(start + left)
                break
            left -= end - start
    return found


def taken_out(rests: Iterable[Span]) -> list[Span]:
    """The hours of a day that are left when these are taken away."""
    found, at = [], 0
    for start, end in sorted(rests):
        if start > at:
            found.append((at, start))
        at = max(at, end)
    return [*found, (at, DAY)] if at < DAY else found


def together(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap made one, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def common(one: Iterable[Span], other: Sequence[Span]) -> list[Span]:
    """The hours that lie in both."""
    met = [(max(first, start), min(last, end)) for first, last in one for start, end in other]
    return sorted(span for span in met if span[0] < span[1])


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody of a role with their shifts of a day, in minutes from midnight, and the buildings they look after."""

    key: str
    spans: tuple[Span, ...]
    buildings: frozenset[str] = frozenset()

    def there(self, minute: int) -> bool:
        """Whether a shift runs then."""
        return any(start <= minute < end for start, end in self.spans)


@dataclass(slots=True)
class Hands:
    """Who is there on one day, by role, and how much each has been given already."""

    by_role: dict[str, list[Hand]] = field(default_factory=dict)
    load: Counter[str] = field(default_factory=Counter)

    def choose(self, role: str, buildings: Iterable[str], minute: int | None, phase: float) -> tuple[str, int] | None:
        """Who goes and when: whoever looks after the buildings, else whoever has least. Without a `minute` it is one of
        their shift. None where nobody is there."""
        there = [one for one in self.by_role.get(role, ()) if minute is None or one.there(minute)]
        near = frozenset(buildings)
        mine = [one for one in there if near and near & one.buildings]
        found = min(mine or there, key=lambda one: (self.load[one.key], one.key), default=None)
        if found is None:
            return None
        self.load[found.key] += 1
        start, end = found.spans[0]
        return found.key, minute if minute is not None else min(start + int(phase * (end - start)), DAY - 1)


def shade_of(days: int | None, limits: Sequence[int], *, due_in: int | None) -> int:
    """How strong a place stands in the map: the more of the limits have passed since somebody was there, the stronger.
    Where nobody was yet, the more of them the nearest act owed lies within; light where it is far, 0 where none is."""
    if days is not None:
        return sum(days >= limit for limit in limits)
    return 0 if due_in is None else max(1, sum(due_in <= limit for limit in limits))
