"""What the promise engine speaks in: instants, lengths, happenings and promises.

An instant inside the engine is an `int`: microseconds since 1970-01-01T00:00Z, so that arithmetic is exact and a
subject's state is plain JSON. `instant` and `moment` turn it from and into an aware datetime.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EventId = int | str
Pause = tuple[int, int | None]  # [from, to) in microseconds; to is None while nothing ends it

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant(at: datetime) -> int:
    """An aware datetime as microseconds since the epoch, exactly."""
    return (at - _EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """The aware UTC datetime of an instant of the engine."""
    return _EPOCH + timedelta(microseconds=at)


def as_instant(value: object) -> int | None:
    """The instant of a datetime, or of one as JSON holds it; None for anything else."""
    if isinstance(value, datetime):
        return instant(value)
    return instant(datetime.fromisoformat(value)) if isinstance(value, str) and value else None


class PromiseState(StrEnum):
    """The states of engine.md §3; `superseded` exists in tables only."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    MISSED = "missed"
    WAIVED = "waived"
    VOID = "void"
    SUPERSEDED = "superseded"


class PleaKind(StrEnum):
    """What is asked: to waive a promise, or the objection of the one who owes it."""

    WAIVER = "waiver"
    APPEAL = "appeal"


class PleaState(StrEnum):
    """What became of it: waived, or nothing changed."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


class SeenHow(StrEnum):
    """What a superior did about what the ladder told them: only saw it, reminded who owes it, or acted, in words."""

    SEEN = "seen"
    REMINDED = "reminded"
    ACTED = "acted"


class Unit(StrEnum):
    """How a length is counted."""

    SPAN = "span"  # duty time: seconds, minutes, hours
    SAME_DAY = "same_day"
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    AT_FIELD = "at_field"


class WhileRunning(StrEnum):
    """What a start does while a promise is open."""

    IGNORE = "ignore"
    RESTART = "restart"
    STACK = "stack"


@dataclass(frozen=True, slots=True)
class Within:
    """How long a promise may take. Only the fields of its unit are set.

    `length` and `warn_length` are duty microseconds, `lead` natural microseconds before due,
    `cutoff` and `late_until` microseconds since local midnight.
    """

    unit: Unit
    length: int = 0
    n: int = 0
    close: bool = False
    roll: bool = False
    cutoff: int | None = None
    late_until: int = 0
    field: str = ""
    warn_length: int | None = None
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Duty hours as the handbook gives them; spans are seconds since local midnight, an end may pass 24 h.

    `holidays` and `workdays` are ordinals of local dates (`date.toordinal`).
    """

    zone: str
    week: Mapping[int, tuple[tuple[int, int], ...]]
    holidays: frozenset[int] = frozenset()
    workdays: frozenset[int] = frozenset()
    workday_like: int = 1
    holiday_spans: tuple[tuple[int, int], ...] = ()
    tables_until: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """What a promise is about: a case, a conversation, a home …"""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as the engine sees it. Ordered by (at, id); ids of one journal are of one type."""

    id: EventId
    kind: str
    at: int
    data: Mapping[str, object] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    recorded_at: int = 0

    @property
    def order(self) -> tuple[int, EventId]:
        """The place of this event among the events of its subject."""
        return (self.at, self.id)


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise as the events known so far make it.

    `since` is the event that opened or reopened it. `due` is None while a pause without end holds it back, or no
    instant is known yet. `runs_again` is the instant at
    which the cap of the pause in force is used up. `limit` names the row of the table by urgency, "" without one.
    `pauses` are those that were left out when the due time was reckoned; `changes` tell each change of urgency:
    "raised" or "lowered", the instant from which the new limit counts, and its row. `owed_by` is the person who owes
    it, or owed it when it ended; None while nobody is named.
    """

    id: str
    standard: str
    edition: str
    subject: SubjectRef
    root: EventId
    opened_by: EventId
    opened: int
    since: int
    state: PromiseState
    due: int | None
    warn_at: int | None
    ended: int | None = None
    limit: str = ""
    runs_again: int | None = None
    provisional: bool = False
    closed: bool = False
    evidence: tuple[EventId, ...] = ()
    pauses: tuple[Pause, ...] = ()
    changes: tuple[tuple[str, int, str], ...] = ()
    first_limit: str = ""
    flags: tuple[str, ...] = ()
    owed_by: str | None = None

    def at(self, as_of: int) -> PromiseState:
        """The state at an instant not before the last event: time alone makes a miss or ends a capped pause."""
        if self.closed:
            return self.state
        if self.due is not None and as_of > self.due:
            return PromiseState.MISSED
        if self.state is PromiseState.PAUSED and self.runs_again is not None and as_of >= self.runs_again:
            return PromiseState.RUNNING
        return self.state


@dataclass(frozen=True, slots=True)
class Found:
    """What an item of a checklist found, and the topic and urgency it opens ("" for the topic's own)."""

    item: str
    title: str
    topic: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation in the reader's language; `amount` stands at the right."""

    label: str
    text: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise as a page shows it, at the instant `now`.

    `state` is what it is at `now`, whether or not the sweep has been here. `late_by` is by how much it ended, or is,
    past its due time. One missed for good ended when it was due: nothing is left to do about it. `why` is in the
    reader's language; empty where it wasn't asked for.
    """

    id: UUID
    code: str
    title: str
    subject_type: str
    subject_id: UUID
    state: str
    opened_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    now: datetime
    owed_role: str
    owed_id: UUID | None
    owed_name: str
    weight: float
    red_line: bool
    edition: UUID
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    why: tuple[Line, ...] = ()
    evidence: tuple[UUID, ...] = ()
    flags: tuple[str, ...] = ()
    promise: str = ""
    provisional: bool = False
    late_by: timedelta | None = None
    edition_number: int | None = None
    """The number of the edition by which it is judged."""
    community_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RaisedRow:
    """A promise the ladder told somebody about: when, and what they did about it; `how` is "" while nobody has."""

    promise: PromiseRow
    told_at: datetime
    to_role: str
    seen_at: datetime | None = None
    seen_by: str = ""
    how: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PleaRow:
    """A plea as a list and a page show it; names, not ids, of people. `reason_title` is in the reader's language."""

    id: UUID
    promise_id: UUID
    community_id: UUID
    kind: str
    state: str
    standard: str
    reason: str
    reason_title: str
    words: str
    rests_on: str
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One fact about a promise itself, with its place in the seal."""

    at: datetime
    kind: str
    by: str = ""
    seal: int | None = None


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """Why a promise was waived, by whom and when."""

    reason_title: str
    approver: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How many promises of one standard are in one state, and what they weigh."""

    standard: str
    state: str
    count: int
    weight: float
    credit: float
    red_lines: int


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group with a share of its own."""

    title: str
    percent: str


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """One sample: what share is asked, who may change it, and how this period's draw stands.

    `met`, `late`, `missed` and `running` are promises of what was drawn in the period. `seal` is the SHA-256 of the
    period's secret, told beforehand; "" before the first of the period.
    """

    code: str
    title: str
    percent: str
    floor: str
    adjustable: bool
    groups: tuple[GroupShare, ...]
    set_at: datetime | None
    period: str
    ends_at: datetime
    members: int
    drawn: int
    met: int
    late: int
    missed: int
    running: int
    seal: str


@dataclass(frozen=True, slots=True)
class QuotaFigures:
    """One quota in the period that runs: how many subjects owe, acts done, acts still asked for at most, the days left
    with today, how many acts a day holds (None: nobody said), and by how many it will be short at that pace."""

    code: str
    due_at: datetime
    members: int
    done: int
    left: int
    days_left: int
    capacity: int | None
    short: int
