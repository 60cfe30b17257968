"""A calendar for a column of instants at a time: what `duty` and `due` say of one, said of many.

Only the form differs. The spans laid end to end, the dates and what is due on a date are those of `Duty` and `due_at`;
tests hold both forms against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from guanjia.rooms.promises.rules.due import due_at
from guanjia.rooms.promises.rules.duty import Duty, Line
from guanjia.rooms.promises.types import DAY, SECOND, Unit, Within

Ints = NDArray[np.int64]
"""Instants, lengths or places, one for each row."""

NEVER = (1 << 63) - 1
"""The end of a pause that nothing ends, and the due time of what it holds back."""

_MOST_STEPS = 1_000_000


def ints(values: Sequence[int]) -> Ints:
    """A column of them."""
    return np.array(values, np.int64)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A line of `Duty` as columns. Where all marks lie on steps of minutes, `table` says how many lie before each
    step's end, so that looking an instant up is a division; a step of 0: too fine for that."""

    line: Line
    starts: Ints
    passed: Ints
    marks: Ints
    rests: Ints
    runs: Ints
    step: int
    zero: int
    table: Ints

    @classmethod
    def of(cls, line: Line) -> "_Laid":
        marks = ints(line.marks)
        zero = line.low - DAY
        step = gcd(*(mark - zero for mark in line.marks))
        number = (line.high + 2 * DAY - zero) // step if step else 0
        if not 0 < number <= _MOST_STEPS:
            step = number = 0
        table = np.searchsorted(marks, zero + step * np.arange(number + 1), side="right")
        starts, passed, rests, runs = map(ints, (line.starts, line.passed, line.rests, line.runs))
        return cls(line, starts, passed, marks, rests, runs, step, zero, table)


class DutyColumns:
    """One calendar made ready for columns."""

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        self._laid: _Laid | None = None
        self._midnights: tuple[int, int, Ints] = (0, 0, ints([]))

    def _over(self, instants: Ints) -> _Laid:
        return self._as_laid(self.duty.laid_over(int(instants.min()), int(instants.max())))

    def _as_laid(self, line: Line) -> _Laid:
        if self._laid is None or self._laid.line is not line:
            self._laid = _Laid.of(line)
        return self._laid

    def passed(self, instants: Ints) -> Ints:
        """`Duty.passed` of each."""
        if not len(instants):
            return instants
        laid = self._over(instants)
        if laid.step:
            places = laid.table[(instants - laid.zero) // laid.step]
        else:
            places = np.searchsorted(laid.marks, instants, side="right")
        return laid.rests[places] + laid.runs[places] * instants

    def reach(self, positions: Ints) -> Ints:
        """`Duty.reach` of each; positions lie after the origin. Raises NoDutyHours."""
        if not len(positions):
            return positions
        self.duty.reach(int(positions.max()))
        laid = self._as_laid(self.duty.laid_over())
        places = np.searchsorted(laid.passed, positions, side="left") - 1
        return laid.starts[places] + positions - laid.passed[places]

    def dates(self, instants: Ints) -> Ints:
        """`Duty.date_of` of each."""
        line = self._over(instants).line
        first, last, midnights = self._midnights
        if (first, last) != (line.first, line.last):
            first, last = line.first, line.last
            midnights = ints([self.duty.midnight(day) for day in range(first, last)])
            self._midnights = (first, last, midnights)
        return first + np.searchsorted(midnights, instants, side="right") - 1

    def past(self, dues: Ints, at: Ints) -> Ints:
        """Duty time from each due time to each instant: 0 when it isn't after it, else at least 1."""
        found = np.zeros(len(dues), np.int64)
        after = np.flatnonzero(at > dues)
        if len(after):
            found[after] = np.maximum(1, self.passed(at[after]) - self.passed(dues[after]))
        return found


# Due times --------------------------------------------------------------------------------------------------------

Pauses = Sequence[tuple[Ints, Ints]]
"""The first pause of each row, the second …: from and to, in order and apart; `to` may be NEVER; empty where a row has
no further one."""


def due_column(duty: DutyColumns, within: Within, opened: Ints, pauses: Pauses = ()) -> Ints:
    """`due_at` of each, NEVER where that is None. Lengths in days are for rows without pauses. Raises NoDutyHours."""
    if within.unit is Unit.SPAN:
        return opened if within.length == 0 else _after_duty(duty, within.length, opened, pauses)
    return _by_date(duty, within, opened)


def _after_duty(duty: DutyColumns, length: int, opened: Ints, pauses: Pauses) -> Ints:
    passed = duty.passed(opened)
    if not pauses:
        return duty.reach(passed + length)
    here, left = opened, np.full(len(opened), length)
    going, held = np.ones(len(opened), bool), np.zeros(len(opened), bool)
    for start, end in pauses:
        counted = duty.passed(np.maximum(start, here)) - passed
        met = going & (end > here)
        used_up = met & (start > here) & (counted >= left)
        going &= ~used_up
        rests = met & ~used_up
        left = np.where(rests, left - counted, left)
        held |= rests & (end == NEVER)
        going &= ~held
        here = np.where(rests & ~held, end, here)
        passed = np.where(rests & ~held, duty.passed(here), passed)
    return np.where(held, NEVER, duty.reach(passed + left))


def _by_date(duty: DutyColumns, within: Within, opened: Ints) -> Ints:
    """What hangs on the local date of opening alone, or on whether a cutoff lay before it on that date."""
    one = duty.duty
    days, places = np.unique(duty.dates(opened), return_inverse=True)
    early = ints([due_at(one, within, one.midnight(day)) or 0 for day in days.tolist()])
    if within.cutoff is None:
        return early[places]
    cutoffs = ints([one.wall(day, within.cutoff // SECOND) for day in days.tolist()])
    late = ints([due_at(one, within, cutoff) or 0 for cutoff in cutoffs.tolist()])
    return np.where(opened >= cutoffs[places], late[places], early[places])
