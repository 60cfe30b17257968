"""What a replay tells of each standard: how many promises in each state, the worst ones, what stayed overdue."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.log_rows import Case
from guanjia.rooms.promises.rules.patterns import Sketch, past
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

    def add_column(self, cases: Sequence[Case], sketch: Sketch, over: Sequence[int], as_of: int) -> None:
        """The same promise of many cases."""
        broken = sum(map((0).__lt__, over))
        self.counts[sketch.kept] += len(over) - broken
        if not broken:
            return
        self.counts[sketch.broken] += broken
        if self.overdue is None and len(self.worst) >= self.most and max(over) < self.worst[0].over:
            return
        for case, one in zip(cases, over, strict=True):
            if one > 0:
                self._broken(case, sketch, one, as_of)

    def _broken(self, case: Case, sketch: Sketch, over: int, as_of: int) -> None:
        if self.overdue is None and len(self.worst) >= self.most and over < self.worst[0].over:
            return
        due = sketch.due(case.times)
        if due is None:
            return
        ended = None if sketch.ended is None or sketch.broken is PromiseState.MISSED else case.times[sketch.ended]
        until = as_of if sketch.ended is None else case.times[sketch.ended]
        who = case.who[-1 if sketch.ended is None else sketch.ended]
        self._past_due(
            sketch.rule.duty, Worst(over, case.name, case.times[sketch.opened], due, ended, sketch.broken, who), until
        )

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
        one = one._replace(over=past(duty, one.due, until))
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
