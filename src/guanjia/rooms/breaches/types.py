"""What other rooms and desks may hold of breaches."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class BreachState(StrEnum):
    """How far a breach has come."""

    OPEN = "open"
    """Found; nobody has talked about it yet."""
    PROMISED = "promised"
    """Talked about, and it is promised to put it right."""
    REFUSED = "refused"
    """Words did not stop it."""
    NOTICED = "noticed"
    """A written notice is made out and not delivered yet."""
    SERVED = "served"
    """The notice is delivered; its time runs."""
    REPORTED = "reported"
    """An authority knows of it."""
    FIXED = "fixed"
    """Said to be put right; to be looked at."""
    SETTLED = "settled"
    """Looked at on the spot, and right."""
    TAKEN = "taken"
    """An authority took it over."""
    WITHDRAWN = "withdrawn"
    """It was none after all."""


class Verb(StrEnum):
    """What can be done about a breach."""

    TALK = "talk"
    NOTICE = "notice"
    DELIVER = "deliver"
    REPORT = "report"
    PUT_RIGHT = "put_right"
    CHECK = "check"
    TAKE_OVER = "take_over"
    WITHDRAW = "withdraw"
    LEAD = "lead"


class StepKind(StrEnum):
    """What was done, as the timeline tells it."""

    TALKED = "talked"
    NOTICED = "noticed"
    DELIVERED = "delivered"
    REPORTED = "reported"
    FIXED = "fixed"
    CHECKED = "checked"
    FAILED = "failed"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What the resident says to it."""

    PROMISED = "promised"
    REFUSED = "refused"


class Delivered(StrEnum):
    """How a notice came to the resident."""

    HANDED = "handed"
    POSTED = "posted"
    REFUSED = "refused"
    """They would not take it; left there before a witness, or with a photo."""


class PaperKind(StrEnum):
    """What a paper is."""

    NOTICE = "notice"
    REPORT = "report"


class Shown(StrEnum):
    """Which breaches a list shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    GRAVE = "grave"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Which:
    """The part of a list that is wanted."""

    shown: Shown = Shown.OPEN
    state: BreachState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A resident was talked to: who (of the household, or in words), what was said, what they answer."""

    words: str
    answer: Answer
    resident_id: UUID | None = None
    who: str = ""
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A written notice: until when what is to be put right, and how."""

    until: datetime
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How the notice was delivered, and who saw it."""

    way: Delivered
    resident_id: UUID | None = None
    who: str = ""
    witness: str = ""
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report to an authority: which, its number there, what was done to stop it."""

    department: str
    stopped: str
    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is seen on the spot."""

    right: bool
    words: str = ""
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRow:
    """A breach as a list shows it; `due_at` is what comes first: a promise, or the end of the notice's time."""

    id: UUID
    community_id: UUID
    title: str
    place: str
    words: str
    state: BreachState
    grave: bool
    found_at: datetime
    due_at: datetime | None
    steward: str
    is_open: bool
    led: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One line of the timeline."""

    kind: str
    at: datetime
    text: str
    more: str = ""
    icon: str = "ring"
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper that can be printed."""

    id: UUID
    kind: PaperKind
    number: str
    at: datetime
    until: datetime | None
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """A photo; `text` says what it shows."""

    id: UUID
    url: str
    text: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachView:
    """One breach whole. `next`: what is to be done now; `may`: all that may be done."""

    row: BreachRow
    rule: str
    home_id: UUID | None
    stop_id: UUID | None
    routine_id: UUID | None
    found_by: str
    led_at: datetime | None
    led_by: str
    right_by: datetime | None
    voice: UUID | None
    steps: tuple[StepRow, ...]
    papers: tuple[PaperRow, ...]
    photos: tuple[PhotoRow, ...]
    next: Verb | None
    may: frozenset[Verb]
    household: tuple[tuple[UUID, str], ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One line of the book of dissuading, stopping and reporting."""

    id: UUID
    place: str
    title: str
    words: str
    found_at: datetime
    found_by: str
    dissuaded_at: datetime | None
    dissuaded: str
    stopped_at: datetime | None
    stopped: str
    reported_at: datetime | None
    reported: str
    ended_at: datetime | None
    ended: str
    state: BreachState
