"""How much of what is owed is laid in the coming weeks, and in which days of them.

A year isn't planned day by day: what is due within the weeks planned is laid whole, of the rest the share that keeps
pace until it is due. Who has least time left comes first, then home by home as one walks.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from guanjia.rooms.rounds.rules.work import Span

_ROUNDING = 1e-9  # portions are sums of fractions


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`left` acts owed to a home from day `first` to day `last`, `apart` days between them at least.

    `team`: who may go; `order`: the home's place in the walk; `stands`: how many the plan has already; `since`: the day
    of the last act, 0 for none known.
    """

    key: str
    team: tuple[str, ...]
    order: int
    first: int
    last: int
    left: int
    apart: int = 0
    stands: int = 0
    since: int = 0

    @property
    def slack(self) -> int:
        """The last day for the first of them."""
        return self.last - self.apart * (self.left - 1)


@dataclass(slots=True)
class Hands:
    """The days on which each of the people is there."""

    days: Mapping[str, Collection[int]]
    _sorted: dict[str, list[int]] = field(default_factory=dict)

    def given(self, team: Sequence[str], first: int, last: int) -> int:
        """How many days of work a team has from one day to another."""
        found = 0
        for one in team:
            mine = self._sorted.get(one)
            if mine is None:
                mine = self._sorted[one] = sorted(self.days.get(one, ()))
            found += max(0, bisect_right(mine, last) - bisect_left(mine, first))
        return found


def reached(claims: Sequence[Claim], hands: Hands, end: int) -> list[int]:
    """How many acts of each claim are laid until the day `end`."""
    found = [one.left if one.last <= end else min(one.left, one.stands) for one in claims]
    teams: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(claims):
        if one.last > end:
            teams[one.team].append(number)
    for numbers in teams.values():
        portions = {number: _portion(claims[number], hands, end) for number in numbers}
        wanted = ceil(sum(portions.values()) - _ROUNDING) - sum(found[number] for number in numbers)
        for number in sorted(numbers, key=lambda number: _haste(claims[number])):
            if wanted <= 0:
                break
            more = min(wanted, max(0, ceil(portions[number] - _ROUNDING) - found[number]))
            found[number] += more
            wanted -= more
    return found


def _haste(one: Claim) -> tuple[int, int, int]:
    return one.slack, one.since, one.order


def _portion(one: Claim, hands: Hands, end: int) -> float:
    """The share of a claim that falls into the days until `end`, by how much its team is there."""
    whole = hands.given(one.team, one.first, one.last)
    return one.left * hands.given(one.team, one.first, end) / whole if whole and one.first <= end else 0.0


def windows(one: Claim, count: int, end: int) -> tuple[Span, ...]:
    """The days from its first to its last, or to `end`, cut into so many parts as there are acts to lay; fewer where
    there are fewer days."""
    last = min(one.last, end)
    days = last - one.first + 1
    count = min(count, days)
    cuts = [one.first + days * part // count for part in range(count + 1)] if count > 0 else []
    return tuple((begin, after - 1) for begin, after in pairwise(cuts))
