"""The planner's board: visits are hung up and taken off, and the cost follows.

Its figures are those of `costing.cost`. It keeps, for each steward, what one visit more would cost on each day of the
period as a column of numbers, so that the best of all days is found in a few sums over columns.
"""

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np

from guanjia.rooms.rounds.rules.calls import FINE, NEVER, POSSIBLE, Call, Ints, Lists
from guanjia.rooms.rounds.rules.costing import Shares, cost, fair_shares, off
from guanjia.rooms.rounds.rules.work import RoundPlan, Span, Visit, Why, Work, week_of

_CHANCES = 1 << 14


def _noise(chance: Random, count: int) -> Ints:
    """So many chances; `chance` goes on behind them. Drawn once for all boards of a seed: to draw them takes longer
    than to lay a plan that changes little."""
    noise, after = _drawn(chance.getstate(), count)
    chance.setstate(after)
    return noise


@lru_cache(4)
def _drawn(before: tuple[Any, ...], count: int) -> tuple[Ints, tuple[Any, ...]]:
    chance = Random()  # noqa: S311 - a search, not a secret
    chance.setstate(before)
    noise: Ints = np.array([chance.randrange(FINE) for _ in range(count)], np.int64)
    noise.flags.writeable = False
    return noise, chance.getstate()


class Week:
    """One steward's week: how many visits hang in it, what each further one costs, and its days."""

    __slots__ = ("beyond", "count", "first", "steps")

    def __init__(self, steps: Sequence[int], first: int) -> None:
        self.steps, self.first, self.beyond, self.count = steps, first, first, 0


class Board:
    """All that is laid, all that is not, and what it costs, in steps of `FINE`."""

    def __init__(self, work: Work, lists: Lists, chance: Random) -> None:
        self.work, self.chance = work, chance
        self.homes, self.calls = lists.homes, lists.calls
        self.floors = lists.floors
        self.days = len(work.period.days())
        self.per_building, self.per_floor = FINE * work.weights.building, FINE * work.weights.floor
        self.noise = _noise(chance, _CHANCES + self.days)
        self.unplaced = {call.index: call for call in self.calls}
        self.hung: list[list[list[Call]]] = [[[] for _ in range(self.days)] for _ in work.stewards]
        """By steward and day."""
        self.walk: dict[tuple[int, int], Ints] = {}
        """By steward and building, for each floor and day: what the walk costs one who isn't there yet."""
        self.entered: dict[tuple[int, int, int], int] = {}
        self.climbed: dict[tuple[int, int, int, int], int] = {}
        self._known: dict[tuple[int, Span], Sequence[int]] = {}
        self.done_at_all = len(lists.done)
        self._shares(fair_shares(work))
        for visit in lists.done:
            self._hang_done(visit, lists)
        at_first = cost(work, RoundPlan(tuple(lists.done))).total
        self.cost = FINE * (at_first + work.weights.short * (len(self.calls) + lists.out_of_reach))

    def _shares(self, shares: Shares) -> None:
        work = self.work
        gone = work.begin() - work.period.first
        self.rooms = [[work.room(one, day) for day in work.period.days()] for one in work.stewards]
        self.load = [[0] * self.days for _ in work.stewards]
        self.weeks = [self._weeks(one.key, shares) for one in work.stewards]
        """By steward and day."""
        self.side: list[Ints] = []
        """What a visit more costs a steward on each day, but for the walk: their week, and NEVER where it's full."""
        for rooms, weeks in zip(self.rooms, self.weeks, strict=True):
            more = [
                week.steps[0] + (0 if room and day >= gone else NEVER)
                for day, (week, room) in enumerate(zip(weeks, rooms, strict=True))
            ]
            self.side.append(np.array(more, np.int64))
        self.counts = [0] * len(work.stewards)
        self.steps = [self._steps(work.weights.stewards, shares.stewards[one.key]) for one in work.stewards]

    def _steps(self, weight: int, share: Span) -> Sequence[int]:
        """What the first visit of a share costs, what the second, and so on."""
        key = weight, share
        if key not in self._known:
            most = len(self.calls) + self.done_at_all + 1
            self._known[key] = [FINE * weight * (off(count + 1, share) - off(count, share)) for count in range(most)]
        return self._known[key]

    def _weeks(self, steward: str, shares: Shares) -> list[Week]:
        found: dict[int, Week] = {}
        numbers = [week_of(day) for day in self.work.period.days()]
        for day, number in enumerate(numbers):
            if number not in found:
                share = shares.weeks.get((steward, number), (0, 0))
                found[number] = Week(self._steps(self.work.weights.weeks, share), day)
            found[number].beyond = day + 1
        return [found[number] for number in numbers]

    def best(self, call: Call, span: Span | None = None) -> tuple[int, int] | None:
        """The day and steward that cost least, chance deciding between equals; None where no place is left.

        `span`: the days that may be, where they aren't those between its neighbours.
        """
        low, high = span or self._between(call)
        if low > high:
            return None
        high += 1
        start = self.chance.randrange(_CHANCES)
        own = self._own(call, low, high, self.noise[start : start + high - low])
        least, found = NEVER, None
        for steward in call.stewards:
            column = self.side[steward][low:high] + self._walk(steward, call.building)[call.floor, low:high]
            column += own
            if call.anchor is not None and call.anchor[1] == steward and low <= call.anchor[0] < high:
                column[call.anchor[0] - low] -= FINE * self.work.weights.move
            day = int(column.argmin())
            worth = int(column[day])
            if worth < POSSIBLE:
                worth += self.steps[steward][self.counts[steward]]
                if worth < least:
                    least, found = worth, (low + day, steward)
        return found

    def may(self, call: Call, day: int, steward: int) -> bool:
        """Whether a visit may hang there."""
        if not any(low <= day <= high for low, high in self.gaps(call)):
            return False
        if steward not in call.stewards or self.side[steward][day] >= POSSIBLE:
            return False
        dear = self.homes[call.home].dear
        return dear is None or bool(dear[day] < POSSIBLE)

    def _own(self, call: Call, low: int, high: int, noise: Ints) -> Ints:
        home = self.homes[call.home]
        if home.dear is None:
            return noise
        own = home.dear[low:high] + noise
        for number, gain in home.gains.items():
            if not home.met[number]:
                own -= gain[low:high]
        return own

    def _between(self, call: Call) -> Span:
        """The days left between its neighbours that hang, with room for those that don't yet."""
        low, high, calls = call.earliest, call.latest, self.homes[call.home].calls
        apart = self.homes[call.home].owed.apart
        if not apart or len(calls) == 1:
            return low, high
        for step in range(1, call.rank + 1):
            other = calls[call.rank - step]
            if other.day >= 0:
                low = max(low, other.day + apart * step)
                break
        for step in range(1, len(calls) - call.rank):
            other = calls[call.rank + step]
            if other.day >= 0:
                high = min(high, other.day - apart * step)
                break
        return low, high

    def gaps(self, call: Call) -> list[Span]:
        """The days of its window that are far enough from its neighbours, in whatever order they come."""
        home = self.homes[call.home]
        window, apart = home.owed.window_of(call.number), home.owed.apart
        mine = [one for one in home.calls if home.owed.window_of(one.number) == window]
        low, high = min(one.earliest for one in mine), max(one.latest for one in mine)
        hung = sorted(one.day for one in home.calls if one.day >= 0) if apart else []
        starts, ends = [low, *(day + apart for day in hung)], [*(day - apart for day in hung), high]
        spans = [(max(low, start), min(high, end)) for start, end in zip(starts, ends, strict=True)]
        return [span for span in spans if span[0] <= span[1]]

    def hindrance(self, call: Call) -> Why:
        """Why a visit hangs nowhere: its neighbours leave no day, or all days between them are full."""
        for low, high in self.gaps(call):
            if any(self._open(call, day) for day in range(low, high + 1)):
                return Why.FULL
        return Why.TOO_NEAR

    def _open(self, call: Call, day: int) -> bool:
        dear = self.homes[call.home].dear
        open_day = dear is None or dear[day] < POSSIBLE
        return bool(open_day and any(self.rooms[steward][day] for steward in call.stewards))

    def hang(self, call: Call, day: int, steward: int) -> None:
        """Lay a visit on a day of a steward."""
        call.day, call.steward = day, steward
        self.hung[steward][day].append(call)
        self.cost += self._put(steward, day, call.building, call.floor) + self._change(call, 1)
        self.unplaced.pop(call.index, None)

    def take(self, call: Call) -> None:
        """Take a visit off its day."""
        day, steward = call.day, call.steward
        self.hung[steward][day].remove(call)
        self.cost -= self._lift(steward, day, call.building, call.floor) + self._change(call, -1)
        call.day = call.steward = -1
        self.unplaced[call.index] = call

    def _change(self, call: Call, by: int) -> int:
        """What a visit on its day adds beyond walk and shares: its wishes, and that it isn't short or moved."""
        weigh = self.work.weights
        found = -weigh.short
        if call.anchor == (call.day, call.steward):
            found -= weigh.move
        home = self.homes[call.home]
        hour = home.hours.get(call.day)
        if hour is not None:
            found += hour.against
            for number in hour.fulfils:
                first = home.met[number] == (0 if by > 0 else 1)
                home.met[number] += by
                found -= home.owed.wishes[number].strength * first
        return FINE * found

    def _put(self, steward: int, day: int, building: int, floor: int) -> int:
        """One visit more on a day; returns what it adds by shares and walk."""
        added = self._counted(steward, day, 1)
        self.load[steward][day] += 1
        if self.load[steward][day] == self.rooms[steward][day]:
            self.side[steward][day] += NEVER
        walk = self._walk(steward, building)
        seen = self.climbed.get((steward, building, floor, day), 0)
        self.climbed[steward, building, floor, day] = seen + 1
        if not seen:
            added += self.per_floor
            walk[floor, day] -= self.per_floor
            inside = self.entered.get((steward, building, day), 0)
            self.entered[steward, building, day] = inside + 1
            if not inside:
                added += self.per_building
                walk[:, day] -= self.per_building
        return added

    def _lift(self, steward: int, day: int, building: int, floor: int) -> int:
        """One visit less on a day; returns what it had added by shares and walk."""
        added = -self._counted(steward, day, -1)
        if self.load[steward][day] == self.rooms[steward][day]:
            self.side[steward][day] -= NEVER
        self.load[steward][day] -= 1
        seen = self.climbed[steward, building, floor, day] = self.climbed[steward, building, floor, day] - 1
        if not seen:
            walk = self._walk(steward, building)
            added += self.per_floor
            walk[floor, day] += self.per_floor
            inside = self.entered[steward, building, day] = self.entered[steward, building, day] - 1
            if not inside:
                added += self.per_building
                walk[:, day] += self.per_building
        return added

    def _counted(self, steward: int, day: int, by: int) -> int:
        """Count a visit in its week and with its steward; returns by how much the cost of their shares changes."""
        week, steps = self.weeks[steward][day], self.steps[steward]
        before = week.count
        week.count = after = before + by
        turn = week.steps[after] - week.steps[before]
        if turn:
            self.side[steward][week.first : week.beyond] += turn
        count = self.counts[steward]
        self.counts[steward] = count + by
        if by > 0:
            return week.steps[before] + steps[count]
        return -week.steps[after] - steps[count - 1]

    def _walk(self, steward: int, building: int) -> Ints:
        found = self.walk.get((steward, building))
        if found is None:
            shape = self.floors[building], self.days
            found = self.walk[steward, building] = np.full(shape, self.per_building + self.per_floor, np.int64)
        return found

    def _hang_done(self, visit: Visit, lists: Lists) -> None:
        """What was done takes its place on the board for good."""
        steward, day = lists.stewards.get(visit.steward), visit.day - self.work.period.first
        if steward is not None and 0 <= day < self.days:
            self._put(steward, day, *lists.places[visit.key])
