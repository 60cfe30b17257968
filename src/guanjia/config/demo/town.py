"""One community's days: a queue of acts in order of time, and the clock that goes with it."""

import heapq
import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.shared import time
from guanjia.shared.actor import Actor
from guanjia.shared.errors import GuanjiaError

Act = Callable[[datetime], None]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff with the spans of their shifts, in order."""

    id: UUID
    role: str
    actor: Actor
    shifts: tuple[tuple[datetime, datetime], ...]

    def next_on(self, at: datetime) -> datetime | None:
        """The first instant from `at` on at which this person is on duty."""
        number = bisect_right(self.shifts, at, key=lambda shift: shift[1])
        return max(self.shifts[number][0], at) if number < len(self.shifts) else None


@dataclass
class Town:
    """The people of one community and what they are about to do."""

    community_id: UUID
    code: str
    seed: int
    habits: dict[str, list[float]]
    shares: dict[str, float]
    staff: dict[str, list[Worker]] = field(default_factory=dict)
    at: datetime = LONG_AGO
    waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    told_no: int = 0
    _count: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}:{self.code}")  # noqa: S311 - a demo's draw, to be repeated

    def start(self, at: datetime) -> None:
        """Let this process run on the town's clock from `at` on, with ids that repeat."""
        self.at = at
        time.use_clock(lambda: self.at, seed=f"{self.seed}:{self.code}")

    def later(self, at: datetime, act: Act) -> None:
        """Do `act` at `at`, cut to the second; acts of one second keep their order."""
        self._count += 1
        heapq.heappush(self.waiting, (max(time.whole_second(at), self.at), self._count, act))

    def acts(self, until: datetime) -> Iterator[Act]:
        """The acts up to `until`, each with the clock set to its time."""
        while self.waiting and self.waiting[0][0] <= until:
            at, _, act = heapq.heappop(self.waiting)
            self.at = max(self.at, at)
            yield act

    def after(self, habit: str, at: datetime | None = None) -> datetime:
        """When somebody with this habit gets to it: a long-tailed delay."""
        median, spread = self.habits[habit]
        return (at or self.at) + timedelta(seconds=math.exp(self.chance.gauss(math.log(median), spread)))

    def happens(self, share: str) -> bool:
        """Whether this one is among the share."""
        return self.chance.random() < self.shares[share]

    def on_duty(self, *roles: str, at: datetime | None = None, but: frozenset[UUID] = frozenset()) -> Worker | None:
        """Somebody of these roles whose shift runs at `at`; the first role with anybody decides."""
        when = at or self.at
        for role in roles:
            there = [one for one in self.staff[role] if one.id not in but and one.next_on(when) == when]
            if there:
                return self.chance.choice(there)
        return None

    def first_on(self, *roles: str, at: datetime) -> tuple[Worker, datetime] | None:
        """Who of these roles is on duty first from `at` on, and when."""
        starts = [(one.next_on(at), number, one) for role in roles for number, one in enumerate(self.staff[role])]
        known = [(when, number, one) for when, number, one in starts if when is not None]
        if not known:
            return None
        soonest = min(when for when, _, _ in known)
        return self.chance.choice([one for when, _, one in known if when == soonest]), soonest

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Somebody tries; being told no is part of life (a case withdrawn meanwhile) and only counted."""
        try:
            yield
        except GuanjiaError:
            self.told_no += 1

    def pick(self, options: list[Any]) -> Any:
        """One of the options."""
        return self.chance.choice(options)
