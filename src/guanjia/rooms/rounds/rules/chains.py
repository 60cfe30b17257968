"""Between which days each visit of a subject may lie, so that all of its others still find a place."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guanjia.rooms.rounds.rules.work import Owed, Settled, Span, Why, Work


@dataclass(slots=True)
class Chain:
    """The visits of one subject that can be laid, each between its earliest and its latest day, and those that
    can't, with the reason."""

    spans: dict[int, Span] = field(default_factory=dict)
    out: dict[int, Why] = field(default_factory=dict)


@dataclass(slots=True)
class OpenDays:
    """Days on which somebody who may go has room; the same for all subjects with the same stewards and closed days."""

    work: Work
    rooms: Mapping[str, frozenset[int]]
    _known: dict[tuple[tuple[str, ...], frozenset[int]], list[int]] = field(default_factory=dict)

    def of(self, owed: Owed) -> list[int]:
        """In order; none before the first day that can still be planned."""
        key = owed.stewards, owed.closed
        found = self._known.get(key)
        if found is None:
            days = frozenset().union(*(self.rooms.get(one, frozenset()) for one in owed.stewards)) - owed.closed
            found = self._known[key] = sorted(days)
        return found


def rooms_of(work: Work) -> dict[str, frozenset[int]]:
    """The days on which each steward has room, from the first that can still be planned."""
    days = range(work.begin(), work.period.last + 1)
    return {one.key: frozenset(day for day in days if work.room(one, day)) for one in work.stewards}


def chain_of(work: Work, owed: Owed, settled: Settled, days: Sequence[int]) -> Chain:
    """The earliest day of each comes from those before it, the latest from those after it.

    What finds no day even when all others lie as early as they can is out.
    """
    found, earliest = Chain(), {}
    before = max([*([] if owed.last is None else [owed.last]), *(visit.day for visit in settled.done)], default=None)
    for number in sorted(settled.left):
        first, last = owed.window_of(number)
        place = bisect_left(days, first if before is None else max(first, before + owed.apart))
        if place == len(days) or days[place] > last:
            found.out[number] = _why(work, owed, (first, last), days)
        else:
            before = earliest[number] = days[place]
    after = None
    for number in sorted(earliest, reverse=True):
        last = owed.window_of(number)[1]
        after = days[bisect_right(days, last if after is None else min(last, after - owed.apart)) - 1]
        found.spans[number] = earliest[number], after
    return found


def _why(work: Work, owed: Owed, window: Span, days: Sequence[int]) -> Why:
    first, last = window
    if bisect_left(days, first) < bisect_right(days, last):
        return Why.TOO_NEAR
    mine = range(max(first, work.begin()), min(last, work.period.last) + 1)
    open_at_all = bool(work.period.open_parts())
    free = open_at_all and any(day not in owed.closed and day not in work.period.quiet for day in mine)
    return Why.NOBODY if free else Why.NO_DAY
