"""The planner's lists: each visit that is to be laid, by number instead of by name, so that the search is fast."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guanjia.rooms.rounds.rules.chains import OpenDays, chain_of, rooms_of
from guanjia.rooms.rounds.rules.hopes import Hour, hours_of
from guanjia.rooms.rounds.rules.work import Owed, Settled, Span, Standing, Visit, Why, Work, settle

Ints = NDArray[np.int64]
NEVER = 1 << 50
"""Dearer than anything a plan can cost: a day that can't be."""
POSSIBLE = NEVER >> 1
"""What costs less than this can be; sums of costs stay far from it."""
FINE = 64
"""Costs are whole numbers; so many steps finer, days of the same cost are told apart by chance."""


@dataclass(slots=True, eq=False)
class Call:
    """One visit to be laid, with where it hangs now. Days are counted from the first of the period; -1: nowhere.

    `stood`: where it was in the plan before, `anchor`: the same by numbers; `held`: put there by hand.
    """

    index: int
    home: int
    number: int
    building: int
    floor: int
    stewards: tuple[int, ...]
    earliest: int
    latest: int
    rank: int
    stood: Visit | None = None
    anchor: tuple[int, int] | None = None
    held: bool = False
    day: int = -1
    steward: int = -1


@dataclass(slots=True)
class Home:
    """A subject with its visits in order, and what its wishes say of each day."""

    owed: Owed
    calls: list[Call] = field(default_factory=list)
    hours: dict[int, Hour] = field(default_factory=dict)
    dear: Ints | None = None
    """What a visit costs on each day by the wishes against it; None where there are no wishes and no closed days."""
    gains: dict[int, Ints] = field(default_factory=dict)
    """For each wish what a visit on each day saves when no other fulfils it."""
    met: dict[int, int] = field(default_factory=dict)
    """For each wish how many visits fulfil it."""


class Lists:
    """All homes and visits of a work, what was done, and what is out of reach from the first."""

    def __init__(self, work: Work) -> None:
        self.work, self.first = work, work.period.first
        self.stewards = {one.key: number for number, one in enumerate(work.stewards)}
        self.homes: list[Home] = []
        self.calls: list[Call] = []
        self.done: list[Visit] = []
        self.out: dict[tuple[str, int], Why] = {}
        buildings = {name: number for number, name in enumerate(sorted({one.building for one in work.owed}))}
        stairs: list[dict[int, int]] = [{} for _ in buildings]
        self.places: dict[str, tuple[int, int]] = {}
        """The building and floor of each subject."""
        for one in work.owed:
            building = buildings[one.building]
            self.places[one.key] = building, stairs[building].setdefault(one.floor, len(stairs[building]))
        self.floors = [len(floors) for floors in stairs]
        """How many floors each building has."""
        open_days = OpenDays(work, rooms_of(work))
        for owed, settled in settle(work):
            self._enter(owed, settled, open_days.of(owed))

    @property
    def out_of_reach(self) -> int:
        """How many visits no day can hold, whatever the others do."""
        return len(self.out)

    def _enter(self, owed: Owed, settled: Settled, days: Sequence[int]) -> None:
        self.done += settled.done
        chain = chain_of(self.work, owed, settled, days)
        self.out.update({(owed.key, number): why for number, why in chain.out.items()})
        home = Home(owed, hours={day - self.first: hour for day, hour in hours_of(self.work, owed).items()})
        if owed.wishes or owed.closed:
            self._wishes(home, settled, days)
        for number, span in sorted(chain.spans.items()):
            call = self._call(home, number, span, settled.left[number])
            home.calls.append(call)
            self.calls.append(call)
        self.homes.append(home)

    def _call(self, home: Home, number: int, span: Span, stood: Visit | None) -> Call:
        building, floor = self.places[home.owed.key]
        call = Call(
            index=len(self.calls),
            home=len(self.homes),
            number=number,
            building=building,
            floor=floor,
            stewards=tuple(self.stewards[one] for one in home.owed.stewards if one in self.stewards),
            earliest=span[0] - self.first,
            latest=span[1] - self.first,
            rank=len(home.calls),
        )
        if stood is not None:
            call.stood = stood
            call.anchor = stood.day - self.first, self.stewards.get(stood.steward, -1)
            call.held = stood.standing is Standing.BY_HAND
        return call

    def _wishes(self, home: Home, settled: Settled, open_days: Sequence[int]) -> None:
        days = len(self.work.period.days())
        home.dear = np.full(days, NEVER, np.int64)
        home.dear[[day - self.first for day in open_days]] = 0
        for day, hour in home.hours.items():
            home.dear[day] += FINE * hour.against
        for number, wish in enumerate(home.owed.wishes):
            if not wish.against:
                home.met[number] = sum(wish.holds(visit.day, visit.part) for visit in settled.done)
                gain = home.gains[number] = np.zeros(days, np.int64)
                gain[[day for day, hour in home.hours.items() if number in hour.fulfils]] = FINE * wish.strength
