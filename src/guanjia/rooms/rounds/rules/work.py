"""What the planner of rounds is given and what it gives back, in the words of the trade.

Days are ordinals of the community's calendar (`date.toordinal`), as in `promises.rules.duty`; hours are minutes after
midnight. Nothing here has a default that weighs: what a broken wish or a walk to another building counts is data of the
caller, who has it from the handbook.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Span = tuple[int, int]
WHOLE_DAY: tuple[Span, ...] = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class Period:
    """The days planned for, the last included. `quiet`: festivals, on which nobody is called on.

    `parts` are the hours in which visits begin, such as morning, afternoon and evening; a part that lies wholly in the
    `rests` isn't used.
    """

    first: int
    last: int
    quiet: frozenset[int] = frozenset()
    parts: tuple[Span, ...] = WHOLE_DAY
    rests: tuple[Span, ...] = ()

    def open_parts(self) -> tuple[int, ...]:
        """The parts in which something is left when the rest hours are taken away."""
        return tuple(number for number, part in enumerate(self.parts) if _left(part, self.rests))

    def days(self) -> range:
        """All of its days."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """When a resident would be visited (one of the visits on one of these days), or, `against`, never.

    Without `parts` any hour of the day is meant. `strength`: what it counts when it is broken; a wish against counts
    for each visit that is laid there.
    """

    days: frozenset[int]
    strength: int
    parts: frozenset[int] = frozenset()
    against: bool = False

    def holds(self, day: int, part: int) -> bool:
        """Whether a visit at that time is one this wish speaks of."""
        return day in self.days and (not self.parts or part in self.parts)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed to one subject: `times` in each of the windows, which follow each other and don't overlap.

    `apart`: the fewest days from one visit to the next (`days_apart` has it from the quota); `last`: the day of the
    last one before the period. `closed`: days on which nobody can come at all. `stewards`: who may go.
    """

    key: str
    building: str
    floor: int
    place: int
    stewards: tuple[str, ...]
    times: int
    windows: tuple[Span, ...]
    apart: int = 0
    last: int | None = None
    closed: frozenset[int] = frozenset()
    wishes: tuple[Wish, ...] = ()

    def window_of(self, number: int) -> Span:
        """The window of the visit with this number; a visit more than was owed belongs to the last one."""
        return self.windows[min(number // max(1, self.times), len(self.windows) - 1)]


@dataclass(frozen=True, slots=True)
class Steward:
    """Who goes: on which days they are on shift and not on leave, and how many visits a day they can make.

    `taken`: places of a day that other rounds have. `load`: what they have on hand beside the plan, in visits; it
    counts where work is shared out between stewards.
    """

    key: str
    days: frozenset[int]
    capacity: int
    leave: frozenset[int] = frozenset()
    taken: Mapping[int, int] = field(default_factory=dict)
    load: int = 0

    def room(self, day: int) -> int:
        """How many visits this day holds."""
        if day not in self.days or day in self.leave:
            return 0
        return max(0, self.capacity - self.taken.get(day, 0))


@dataclass(frozen=True, slots=True)
class Weights:
    """What each trouble of a plan counts (`costing.cost` says how); whole numbers, so that sums are exact."""

    weeks: int
    stewards: int
    building: int
    floor: int
    move: int
    short: int


@dataclass(frozen=True, slots=True)
class Done:
    """A visit that was made and counts."""

    key: str
    day: int
    steward: str
    part: int = 0


class Standing(StrEnum):
    """How firm a visit stands in the plan."""

    PLANNED = "planned"
    BY_HAND = "by_hand"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the plan. `number` counts those of a subject from 0; `part`: in which hours of the day."""

    key: str
    number: int
    day: int
    steward: str
    part: int = 0
    standing: Standing = Standing.PLANNED

    @property
    def name(self) -> tuple[str, int]:
        """Which visit it is, wherever it is laid."""
        return self.key, self.number


class Why(StrEnum):
    """Why a visit has no place."""

    NO_DAY = "no_day"
    NOBODY = "nobody"
    TOO_NEAR = "too_near"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Short:
    """A visit foretold as missing. `certain`: the first day on which nothing the plan may do can help any more; the
    first day still to be planned where that is so already."""

    key: str
    number: int
    why: Why
    certain: int


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Visits by day and steward in the order of the walk, and what has no place."""

    visits: tuple[Visit, ...]
    short: tuple[Short, ...] = ()

    def day_of(self, steward: str, day: int) -> tuple[Visit, ...]:
        """One steward's day in walking order."""
        return tuple(visit for visit in self.visits if visit.day == day and visit.steward == steward)


@dataclass(frozen=True, slots=True)
class Work:
    """All the planner is told; each subject is owed something once. `today`: the first day that can still be planned;
    `done`: what was done in the period; `before`: the plan that stood until now, of which as much as possible stays.
    What was done or planned for a subject that is owed nothing any more is passed over."""

    period: Period
    owed: tuple[Owed, ...]
    stewards: tuple[Steward, ...]
    weights: Weights
    today: int | None = None
    done: tuple[Done, ...] = ()
    before: tuple[Visit, ...] = ()

    def begin(self) -> int:
        """The first day on which something may be laid."""
        return max(self.period.first, self.today or self.period.first)

    def room(self, steward: Steward, day: int) -> int:
        """How many visits a steward's day holds; none on a quiet day, and none where all hours are rest hours."""
        return 0 if day in self.period.quiet or not self.period.open_parts() else steward.room(day)


@dataclass(slots=True)
class Settled:
    """Which visits of a subject are done already, and which numbers are still to be laid, with where they stood."""

    done: list[Visit] = field(default_factory=list)
    left: dict[int, Visit | None] = field(default_factory=dict)


def settle(work: Work) -> Iterator[tuple[Owed, Settled]]:
    """For each subject what is done and what is left, window by window.

    What was done takes the first numbers of its window, and what was done beyond them the numbers after the last.
    Visits that stood in the plan keep their numbers as far as they can, by day; what was missed has no place to keep.
    """
    done: dict[str, list[Done]] = {}
    for act in work.done:
        done.setdefault(act.key, []).append(act)
    stood: dict[str, list[Visit]] = {}
    for visit in work.before:
        if visit.standing is not Standing.DONE and visit.day >= work.begin():
            stood.setdefault(visit.key, []).append(visit)
    for owed in work.owed:
        yield owed, _settled(owed, done.get(owed.key, []), stood.get(owed.key, []))


def _settled(owed: Owed, acts: list[Done], stood: list[Visit]) -> Settled:
    found, beyond = Settled(), owed.times * len(owed.windows)
    acts, stood = sorted(acts, key=lambda act: act.day), sorted(stood, key=lambda visit: (visit.day, visit.number))
    for window, (first, last) in enumerate(owed.windows):
        mine = [act for act in acts if first <= act.day <= last]
        for place, act in enumerate(mine):
            number, beyond = (window * owed.times + place, beyond) if place < owed.times else (beyond, beyond + 1)
            found.done.append(Visit(owed.key, number, act.day, act.steward, act.part, Standing.DONE))
        left = range(window * owed.times + min(len(mine), owed.times), (window + 1) * owed.times)
        kept = [visit for visit in stood if first <= visit.day <= last][-len(left) :] if left else []
        found.left.update(dict.fromkeys(left))
        found.left.update(_kept(left, kept))
    outside = [act for act in acts if not any(first <= act.day <= last for first, last in owed.windows)]
    for place, act in enumerate(outside):
        found.done.append(Visit(owed.key, beyond + place, act.day, act.steward, act.part, Standing.DONE))
    return found


def _kept(left: range, stood: list[Visit]) -> Iterator[tuple[int, Visit]]:
    """By day, each under its own number where that is left and in order, else under the next."""
    number = left.start - 1
    for place, visit in enumerate(stood):
        number = min(max(visit.number, number + 1), left.stop - len(stood) + place)
        yield number, visit


def week_of(day: int) -> int:
    """The calendar week, Monday first, in which a day lies."""
    return (day - 1) // 7


def days_apart(least: int) -> int:
    """The fewest days between two visits for a quota's `least`, which is in microseconds.

    The hour of a visit isn't known yet, and 90 days later by the calendar may be an hour less than 90 days: one more.
    """
    day = 86_400_000_000
    return -(-least // day) + 1 if least else 0


def _left(part: Span, rests: tuple[Span, ...]) -> bool:
    begin, end = part
    for first, last in sorted(rests):
        if first > begin:
            break
        begin = max(begin, last)
    return begin < end
