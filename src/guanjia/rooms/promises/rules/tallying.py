"""What a replay tells of each standard: how many promises in each state, the worst ones, what stayed overdue."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from guanjia.rooms.promises.rules.batches import Batch
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.duty_columns import DutyColumns, Ints
from guanjia.rooms.promises.rules.judging import Column
from guanjia.rooms.promises.types import MINUTE, Owed, PromiseState

STATES = (
    PromiseState.MET,
    PromiseState.LATE,
    PromiseState.MISSED,
    PromiseState.RUNNING,
    PromiseState.PAUSED,
    PromiseState.VOID,
    PromiseState.WAIVED,
)
BROKEN = frozenset({PromiseState.LATE, PromiseState.MISSED})
QUARTER = 15 * MINUTE


class Worst(NamedTuple):
    """A promise far past due. `over` is the duty time past due; `who` did what ended it, or came last."""

    over: int
    case: str
    opened: int
    due: int
    ended: int | None
    state: PromiseState
    who: str


@dataclass(slots=True)
class Overdue:
    """How many promises were past due at once, by quarters of an hour; `together`: their duty time past due."""

    together: int = 0
    moved: Counter[int] = field(default_factory=Counter)

    def add(self, duty: Duty, due: int, until: int) -> None:
        """One promise, past due until then."""
        self.together += duty.passed(until) - duty.passed(due)
        self.moved[due // QUARTER] += 1
        self.moved[-(-until // QUARTER)] -= 1

    def add_column(self, duty: DutyColumns, dues: Ints, until: Ints) -> None:
        """Many promises past due."""
        self.together += int((duty.passed(until) - duty.passed(dues)).sum())
        for quarters, change in ((dues // QUARTER, 1), (-(-until // QUARTER), -1)):
            moved, counts = np.unique(quarters, return_counts=True)
            for quarter, number in zip(moved.tolist(), counts.tolist(), strict=True):
                self.moved[quarter] += change * number

    def merge(self, other: "Overdue") -> None:
        """Add what another part of the log left overdue."""
        self.together += other.together
        for quarter, change in other.moved.items():
            self.moved[quarter] += change

    def stretches(self) -> Iterator[tuple[int, int, int]]:
        """From, to, and how many at once, for every stretch in which something was past due."""
        level, begin = 0, 0
        for quarter in sorted(self.moved):
            if level:
                yield begin * QUARTER, quarter * QUARTER, level
            level, begin = level + self.moved[quarter], quarter

    def with_one_more(self, duty: Duty) -> int:
        """Duty time in which at least one promise was past due: what one more person would have covered."""
        return sum(duty.passed(end) - duty.passed(begin) for begin, end, _ in self.stretches())

    def most(self) -> int:
        """The most past due at once."""
        return max((level for _, _, level in self.stretches()), default=0)


@dataclass(slots=True)
class Tally:
    """One standard under one edition."""

    code: str
    most: int
    counts: Counter[PromiseState] = field(default_factory=Counter)
    worst: list[Worst] = field(default_factory=list)
    overdue: Overdue | None = None

    def add_column(self, batch: Batch, column: Column, duty: DutyColumns) -> None:
        """Promises of many cases."""
        for sketch, number, broken in column.counted():
            self.counts[sketch.kept] += number - broken
            self.counts[sketch.broken] += broken
        late = np.flatnonzero(column.over)
        if self.overdue is not None and len(late):
            self.overdue.add_column(duty, column.dues[late], column.ends[late])
        for place in self._worst_of(column.over, late).tolist():
            self._keep(_worst(batch, column, place))

    def _worst_of(self, over: Ints, late: Ints) -> Ints:
        """Those of the late ones that may be among the worst; with equal ones, all of them."""
        if not self.most:
            return late[:0]
        if len(self.worst) >= self.most:
            late = late[over[late] >= self.worst[0].over]
        if len(late) > self.most:
            late = late[over[late] >= np.partition(over[late], -self.most)[-self.most]]
        return late

    def add(self, duty: Duty, owed: Owed, as_of: int, until: int, who: str = "") -> None:
        """One promise that was folded by itself; `until` is when it ended, or the end of knowledge."""
        state = owed.at(as_of)
        self.counts[state] += 1
        if state in BROKEN and owed.due is not None:
            worst = Worst(0, owed.subject.id, owed.opened, owed.due, owed.ended, state, who)
            self._past_due(duty, worst, until)

    def _past_due(self, duty: Duty, one: Worst, until: int) -> None:
        if self.overdue is not None:
            self.overdue.add(duty, one.due, until)
        self._keep(one._replace(over=duty.past(one.due, until)))

    def _keep(self, one: Worst) -> None:
        if len(self.worst) < self.most:
            heapq.heappush(self.worst, one)
        elif self.most and one > self.worst[0]:
            heapq.heapreplace(self.worst, one)

    def merge(self, other: "Tally") -> None:
        """Add what another part of the log made of the standard."""
        self.counts.update(other.counts)
        self.worst = heapq.nlargest(self.most, [*self.worst, *other.worst])
        heapq.heapify(self.worst)
        if self.overdue is not None and other.overdue is not None:
            self.overdue.merge(other.overdue)

    def plain(self) -> dict[str, str | int]:
        """`code` and the number in each state."""
        return {"code": self.code, **{state.value: self.counts[state] for state in STATES}}


def _worst(batch: Batch, column: Column, place: int) -> Worst:
    """A late promise of a column."""
    sketch, case = column.sketch_of(place), int(column.cases[place])
    begin, end = int(batch.begins[case]), int(batch.begins[case + 1])
    stop = end - 1 if sketch.ended is None else begin + sketch.ended
    until = int(column.ends[place])
    ended = None if sketch.ended is None or sketch.broken is PromiseState.MISSED else until
    opened = int(batch.times[begin + sketch.opened])
    over, due = int(column.over[place]), int(column.dues[place])
    return Worst(over, batch.names[case], opened, due, ended, sketch.broken, batch.person(stop))


class Changed(NamedTuple):
    """A case whose promises by one standard come out otherwise under the second edition."""

    case: str
    code: str
    before: str
    after: str


@dataclass(slots=True)
class Changes:
    """The cases that change verdict: counted by standard and change, the first of each told."""

    most: int
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    told: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    tell: Callable[[Changed], object] | None = None
    """Called with every one of them."""

    def add(self, case: str, code: str, before: str, after: str) -> None:
        """One case."""
        key = (code, before, after)
        self.counts[key] += 1
        told = self.told.setdefault(key, [])
        if len(told) < self.most:
            told.append(case)
        if self.tell is not None:
            self.tell(Changed(case, code, before, after))

    def merge(self, other: "Changes") -> None:
        """Add the changes of another part of the log."""
        self.counts.update(other.counts)
        for key, cases in other.told.items():
            self.told[key] = sorted([*self.told.get(key, []), *cases])[: self.most]
