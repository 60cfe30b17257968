"""Cases of many patterns judged together: the due times of a column of promises, reckoned at once.

`patterns` says which promises a row of events makes, in places; here the places become instants, for every case with
such a row, and one standard's promises of all patterns lie in one column.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanjia.rooms.promises.rules.batches import Alike, Batch
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.duty_columns import NEVER, DutyColumns, Ints, due_column, ints
from guanjia.rooms.promises.rules.patterns import Pattern, Sketch
from guanjia.rooms.promises.types import Unit

Found = Mapping[int, Pattern]
"""Patterns by the group of cases they are for."""


class Duties(dict[int, DutyColumns]):
    """The calendars of an edition in columns, each made when first asked for."""

    def of(self, duty: Duty) -> DutyColumns:
        """The columns of a calendar."""
        found = self.get(id(duty))
        if found is None:
            found = self[id(duty)] = DutyColumns(duty)
        return found


@dataclass(frozen=True, slots=True)
class Column:
    """Promises of one standard with the same limits and equally many pauses.

    Those of sketch n are the promises `bounds[n]` to before `bounds[n + 1]`, in the order of its group's cases. By
    promise: `cases` (places in the batch), `dues` (NEVER: in time), `ends` (the end of knowledge for open ones), and
    `over`, the duty time past due: 0 in time, at least 1 past due. `groups` are those of the sketches.
    """

    sketches: Sequence[Sketch]
    groups: Sequence[int]
    bounds: Ints
    cases: Ints
    dues: Ints
    ends: Ints
    over: Ints

    def counted(self) -> Iterator[tuple[Sketch, int, int]]:
        """Of each sketch, how many promises there are, and how many of them past due."""
        broken = np.add.reduceat(self.over > 0, self.bounds[:-1], dtype=np.int64)
        yield from zip(self.sketches, np.diff(self.bounds).tolist(), broken.tolist(), strict=True)

    def sketch_of(self, place: int) -> Sketch:
        """The sketch of a promise."""
        return self.sketches[int(np.searchsorted(self.bounds, place, side="right")) - 1]


class Instants:
    """The events of a batch, with the duty passed before each by calendar."""

    def __init__(self, batch: Batch, as_of: int, duties: Duties) -> None:
        self.batch, self.as_of, self._duties = batch, as_of, duties
        self._times = np.append(batch.times, as_of)
        self._passed: dict[int, Ints] = {}

    def duty(self, duty: Duty) -> DutyColumns:
        """The columns of a calendar, laid over everything the batch holds, so that one origin holds for all."""
        duty.laid_over(int(self.batch.times.min()), self.as_of)
        return self._duties.of(duty)

    def at(self, places: Ints) -> Ints:
        """When the events at the places happened; after the last one lies the end of knowledge."""
        return self._times[places]

    def passed(self, duty: Duty) -> Ints:
        """Duty passed before each event, and last before the end of knowledge."""
        found = self._passed.get(id(duty))
        if found is None:
            found = self._passed[id(duty)] = self.duty(duty).passed(self._times)
        return found


def allowed(batch: Batch, alike: Alike, found: Found) -> NDArray[np.bool_]:
    """By case: whether no pause of it used up its cap, so that its pattern holds."""
    fine = np.ones(len(batch), bool)
    for group, pattern in found.items():
        cases = alike.cases(group)
        starts = batch.begins[cases]
        for guard in pattern.guards:
            used = [batch.times[starts + end] - batch.times[starts + start] for start, end in guard.pauses]
            fine[cases] &= np.sum(used, axis=0) < guard.cap
    return fine


def columns(instants: Instants, alike: Alike, found: Found) -> Iterator[Column]:
    """What the patterns owe, in columns of one standard, one row of limits, one row of pauses. Raises NoDutyHours."""
    sheets: dict[tuple[object, ...], list[tuple[int, Sketch]]] = {}
    for group, pattern in found.items():
        if alike.begins[group] < alike.begins[group + 1]:
            for sketch in pattern.sketches:
                limits = tuple((change, row) for change, _, row in sketch.legs)
                rests = tuple(-1 if cap is None else len(cap.before) for cap in sketch.caps)
                sheets.setdefault((sketch.rule.code, limits, rests), []).append((group, sketch))
    for told in sheets.values():
        yield _column(instants, alike, [group for group, _ in told], [sketch for _, sketch in told])


class _Promises:
    """The promises of some sketches: by promise its sketch (`which`), its case, and where its events lie."""

    def __init__(self, instants: Instants, alike: Alike, groups: Sequence[int], sketches: Sequence[Sketch]) -> None:
        self.instants, self.sketches = instants, sketches
        sizes = alike.begins[ints(groups) + 1] - alike.begins[groups]
        self.bounds = np.concatenate([[0], np.cumsum(sizes)])
        self.which = np.repeat(np.arange(len(sketches)), sizes)
        self.cases = alike.order[np.arange(self.bounds[-1]) + (alike.begins[groups] - self.bounds[:-1])[self.which]]
        self._starts, self._last = instants.batch.begins[self.cases], len(instants.batch.times)
        self.opened = self.placed([one.opened for one in sketches])
        self.ended = self.placed([one.ended for one in sketches])

    def placed(self, given: Sequence[int | None]) -> Ints:
        """The place in the batch of an event each sketch names; one past the last where it names none."""
        inside = ints([-1 if one is None else one for one in given])[self.which]
        return np.where(inside < 0, self._last, self._starts + inside)

    def pauses(self) -> list[tuple[Ints, Ints]]:
        """Their first pauses, second …: from and to, NEVER where nothing ended one."""
        return [self._pause(nth) for nth in range(len(self.sketches[0].pauses))]

    def _pause(self, nth: int) -> tuple[Ints, Ints]:
        spans = [one.pauses[nth] for one in self.sketches]
        starts, ends = (self.placed(list(side)) for side in zip(*spans, strict=True))
        begun = self.instants.at(starts)
        until = np.where(ends < self._last, self.instants.at(ends), NEVER)
        caps = [cap for one in self.sketches if (cap := one.caps[nth]) is not None]
        if caps:
            left = ints([cap.length for cap in caps])[self.which]
            for spans_before in zip(*(cap.before for cap in caps), strict=True):
                first, last = (self.instants.at(self.placed(list(side))) for side in zip(*spans_before, strict=True))
                left = left - (last - first)
            until = np.minimum(until, begun + np.maximum(0, left))
        return begun, until


def _column(instants: Instants, alike: Alike, groups: list[int], sketches: list[Sketch]) -> Column:
    promises = _Promises(instants, alike, groups, sketches)
    dues, ends = _dues(instants, promises), instants.at(promises.ended)
    over = instants.duty(sketches[0].rule.duty).past(dues, ends)
    return Column(sketches, groups, promises.bounds, promises.cases, dues, ends, over)


def _dues(instants: Instants, promises: _Promises) -> Ints:
    """The due times of what may be past due; of others, NEVER."""
    sketches = promises.sketches
    rule, legs, pauses = sketches[0].rule, sketches[0].legs, promises.pauses()
    within = rule.limits[legs[0][2]]
    duty, dues = instants.duty(rule.duty), np.full(len(promises.cases), NEVER)
    if within.unit is not Unit.SPAN and pauses:
        for place, (sketch, case) in enumerate(zip(promises.which.tolist(), promises.cases.tolist(), strict=True)):
            due = sketches[sketch].due(instants.batch.case(case).times)
            dues[place] = NEVER if due is None else due
        return dues
    opened = instants.at(promises.opened)
    chosen: Ints | slice = slice(None)
    if within.unit is Unit.SPAN and within.length and len(legs) == 1:
        passed = instants.passed(rule.duty)
        used = passed[promises.ended] - passed[promises.opened]
        for start, end in pauses:  # one after the due time leaves enough before it
            last = np.minimum(end, instants.as_of)
            used -= duty.passed(np.maximum(last, opened)) - duty.passed(np.maximum(start, opened))
        chosen = np.flatnonzero(used >= within.length)
    given = [(start[chosen], end[chosen]) for start, end in pauses]
    found = dues[chosen]
    for nth, (change, _, row) in enumerate(legs):
        begun = instants.at(promises.placed([one.legs[nth][1] for one in sketches]))[chosen]
        found = _JOINED[change](found, due_column(duty, rule.limits[row], begun, given))
    dues[chosen] = found
    return dues


_JOINED: Mapping[str, Callable[[Ints, Ints], Ints]] = {
    "set": lambda before, due: due,
    "raised": np.minimum,
    "lowered": np.maximum,
}
"""As in `reckoning.combined`."""


# Variants ---------------------------------------------------------------------------------------------------------


def parted(instants: Instants, alike: Alike, variants: Mapping[int, Sequence[Pattern]]) -> Ints:
    """By case, which variant of its group's pattern holds: the one whose questions have the answers of the case."""
    which = np.zeros(len(instants.batch), np.int64)
    for group, patterns in variants.items():
        cases = alike.cases(group)
        for place, pattern in enumerate(patterns if len(patterns) > 1 and len(cases) else ()):
            holds = np.ones(len(cases), bool)
            for question, answer in pattern.asked:
                holds &= (_column(instants, alike, [group], [question]).over > 0) == answer
            which[cases[holds]] = place
    return which
