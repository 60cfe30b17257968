"""What the score is made of: periods, lines, and the way down to the facts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guanjia.rooms.promises.rules.target import TargetVerdict


class PeriodKind(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar: "2026-W18", "2026-05", "2026-Q2" or "2026"; [start, end) in the community's zone.

    `first` and `last` are its days; `month` is the first day of the month in which it ends.
    """

    code: str
    first: date
    last: date
    start: datetime
    end: datetime
    kind: PeriodKind = PeriodKind.MONTH

    @property
    def month(self) -> date:
        """The month in which it ends."""
        return self.last.replace(day=1)


@dataclass(frozen=True, slots=True)
class Counts:
    """Promises by what became of them, and the rate: credit by weight, 0 to 100; None when none is judged."""

    met: int = 0
    late: int = 0
    missed: int = 0
    waived: int = 0
    void: int = 0
    weight: float = 0.0
    credit: float = 0.0
    red_missed: int = 0

    @property
    def judged(self) -> int:
        """How many are in the score."""
        return self.met + self.late + self.missed

    @property
    def rate(self) -> float | None:
        """Σ weight × credit ÷ Σ weight, times 100."""
        return None if not self.weight else 100 * self.credit / self.weight


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a score is asked for: of a community and a month, "" for the first and the present; of one team,
    one person, one channel, empty for all."""

    community: str = ""
    period: str = ""
    team: str = ""
    person: UUID | None = None
    channel: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether it is less than the community's whole score."""
        return bool(self.team or self.person or self.channel)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a score can be narrowed to: those that owed in its month, each with its name."""

    teams: list[tuple[str, str]]
    persons: list[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One standard of the conformance table."""

    code: str
    title: str
    short: str
    counts: Counts
    red_line: bool = False
    change: float | None = None


@dataclass(frozen=True, slots=True)
class Conformance:
    """The score of one community over one period, with its lines, as known at `as_of`."""

    community_id: UUID
    period: Period
    as_of: datetime
    total: Counts
    lines: list[StandardLine]
    grade: str = ""
    capped: bool = False
    """Whether a missed red line holds the grade down."""
    before: float | None = None
    edition_number: int | None = None
    editions: list[tuple[int, int]] = field(default_factory=list)
    """By which editions the promises are judged: number and how many."""
    months: list[tuple[str, float]] = field(default_factory=list)
    heat: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToldFact:
    """One fact under a promise, with its number and leaf in the seal once it is sealed."""

    id: UUID
    at: datetime
    recorded_at: datetime
    kind: str
    text: str
    seal: int | None = None
    hash: str = ""
    late_recorded: bool = False


@dataclass(frozen=True, slots=True)
class SealMark:
    """Where a community's chain stands."""

    count: int
    head: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A page of the score: the community, its conformance, and what is opened under it."""

    community_name: str
    homes: int | None
    report: Conformance
    before: Period | None
    after: Period | None
    lengths: list[Period] = field(default_factory=list)
    """The periods of each length around the one that is shown, shortest first."""
    asked: Asked = Asked()
    choices: Choices | None = None
    marks: tuple[float, ...] = ()
    """Where grades begin, for the line under the score."""
    capped_why: str = ""
    chosen_standard: StandardLine | None = None
    median: float | None = None
    """Seconds from opening to end in which half of the shown promises were kept."""
    promises: Any = None
    """A page of promise rows of the chosen standard."""
    chosen: Any = None
    """The promise row that is open."""
    told: list[ToldFact] = field(default_factory=list)
    seal: SealMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One figure against its limit, over one scope and period, with what it was made of and how.

    `limit` and `measure` are in the reader's language. `left_out` tells how many were left out, by why. `ended`: the
    period is over; until then the verdict is how it stands. `value` is rounded for people, the sums are exact.
    """

    code: str
    title: str
    measure_code: str
    measure: str
    scope: str
    scope_key: str
    scope_title: str
    period: str
    begin: datetime
    end: datetime
    ended: bool
    value: float | None
    unit: str
    limit: str
    verdict: TargetVerdict
    alarming: bool
    numerator: float
    denominator: float | None
    n: int
    small_n: int
    left_out: dict[str, int]
    excludes: tuple[str, ...]
    note: str
    method: str
    edition: int
    as_of: datetime
    owed_by: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One thing behind a figure: when, what it is about, what became of it, and where it opens."""

    at: datetime
    what: str
    state: str
    case_id: UUID | None = None
    promise_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TargetsView:
    """The targets of one community in a period, and one of them opened."""

    community_id: UUID
    community_name: str
    period: Period
    before: Period
    after: Period | None
    rows: list[TargetRow]
    as_of: datetime
    chosen: TargetRow | None = None
    parts: tuple[tuple[str, list[TargetRow]], ...] = ()
    """The chosen one by team, person and touchpoint, where that makes sense."""
    behind: Any = None
    """A page of what is behind the chosen figure."""
