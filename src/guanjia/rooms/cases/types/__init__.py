"""What other rooms may hold in their hands of a case: its states, what opens one, and the rows of its lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.cases.types.complaints import ResidentsWord
from guanjia.rooms.cases.types.recognition import Guess as Guess
from guanjia.rooms.cases.types.recognition import Recognition as Recognition
from guanjia.rooms.cases.types.sound import RecordingRow

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for "nothing is owed at a time": a column that orders a list is never null."""


COMPLAINT = "CMP"
"""The class of complaints."""


class CaseState(StrEnum):
    """Where a case stands on its road; `rules.MOVES` says which verb leads where."""

    TAKEN = "taken"
    CLASSIFIED = "classified"
    DISPATCHED = "dispatched"
    IN_HAND = "in_hand"
    PAUSED = "paused"
    DONE = "done"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    ARCHIVED = "archived"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


OPEN = frozenset(CaseState) - {CaseState.CLOSED, CaseState.ARCHIVED, CaseState.MERGED, CaseState.WITHDRAWN}
"""States in which somebody still has something to do on the case itself."""


class Origin(StrEnum):
    """What made the case: a resident, a colleague, a low score, a round."""

    RESIDENT = "resident"
    STAFF = "staff"
    FOLLOW_UP = "follow_up"
    ROUND = "round"


class NoteKind(StrEnum):
    """What a line on the case is."""

    NOTE = "note"
    WORD = "word"
    """What the resident said since."""
    REPORT = "report"
    FEEDBACK = "feedback"


class PhotoOf(StrEnum):
    """What a photo proves."""

    BEFORE = "before"
    AFTER = "after"
    TROUBLE = "trouble"
    SIGNATURE = "signature"
    AGREED = "agreed"
    """The resident's signature under a price."""


SIGNED = frozenset({PhotoOf.SIGNATURE, PhotoOf.AGREED})
"""Drawn on a phone, and kept with the act it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """What is known when a case is opened. Without a topic somebody (or the recognition) classifies it later."""

    community_id: UUID
    text: str
    channel: str
    title: str = ""
    origin: Origin = Origin.RESIDENT
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    home_id: UUID | None = None
    area_id: UUID | None = None
    place_text: str = ""
    topic: str = ""
    urgency: str = ""
    about_staff_id: UUID | None = None
    """The colleague a complaint is about; the case never goes to them."""
    about_department: str = ""
    """The department it is about, which neither sees nor handles it."""
    follows_id: UUID | None = None
    """The earlier case it came of: a low score, something broken again."""
    staff_id: UUID | None = None
    """Who registers it; None: the house itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody heard on the phone or at the counter: a known contact or resident, or a phone and a name."""

    contact_id: UUID | None = None
    resident_id: UUID | None = None
    phone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The new case and the number people say on the phone."""

    id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why something is done: a reason's code of the handbook, a word of explanation, until when."""

    code: str = ""
    note: str = ""
    until: datetime | None = None
    word: ResidentsWord | None = None
    """The resident's own word, where the house asks for it."""

    @classmethod
    def of(cls, why: "Because | str") -> "Because":
        """The reason itself, or one made of a bare code."""
        return cls(why) if isinstance(why, str) else why


@dataclass(frozen=True, slots=True)
class Window:
    """When somebody comes; moving an agreed one needs a reason of the handbook."""

    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the resident is told: `what` is progress or result. Without a channel it goes where they wrote."""

    what: str
    text: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo as it was sent."""

    content: bytes
    of: PhotoOf = PhotoOf.TROUBLE
    text: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The resident's signature as it was drawn on a worker's phone; `name` is whose it is, empty for the resident's."""

    content: bytes
    name: str = ""


class View(StrEnum):
    """Cuts of the desk's queue."""

    ALL = "all"
    MINE = "mine"
    DESK = "desk"
    """Mine, and what the desk must decide and nobody looks after yet."""
    TELL_TODAY = "tell_today"
    """Where the resident must be told something before the day ends."""
    UNCLASSED = "unclassed"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What part of the queue is wanted; empty values leave it whole."""

    view: View = View.ALL
    community_id: UUID | None = None
    state: str = ""
    case_class: str = ""
    topic: str = ""
    urgency: str = ""
    text: str = ""
    """Words of the title, a number, or a place."""
    closed: bool = False
    """The finished ones instead, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue: what, where, who, and the nearest thing owed."""

    id: UUID
    number: str
    community_id: UUID
    title: str
    topic: str
    topic_title: str
    case_class: str
    urgency: str
    urgency_title: str
    state: CaseState
    channel: str
    place: str
    who: str
    owner_name: str
    worker_name: str
    due_at: datetime | None
    owed: str
    """What is owed next, in the reader's language; empty when nothing is."""
    owed_name: str
    promise: object | None
    """The nearest promise's row, None when nothing is owed."""
    hurried: int
    is_open: bool
    needs_desk: bool
    needs_why: str
    opened_at: datetime
    moved_at: datetime
    paused_until: datetime | None
    conversation_id: UUID | None


@dataclass(frozen=True, slots=True)
class GuessRow:
    """A guess with its words."""

    topic: str
    title: str
    urgency: str
    urgency_title: str
    percent: int


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo of a case; `url` opens it for those who may see the case."""

    id: UUID
    url: str
    text: str
    note: str
    of: PhotoOf
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A line on the case."""

    kind: NoteKind
    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the road for the bar on top: `state` is done, now or empty."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One fact of the case in the reader's language; `how` it was accepted: resident, signature, desk, silence."""

    id: UUID
    at: datetime
    kind: str
    text: str
    more: str = ""
    icon: str = "ring"
    tone: str = ""
    late_recorded: bool = False
    how: str = ""
    seal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Everything a page of one case shows; names are ready, data of residents masked."""

    id: UUID
    number: str
    community_id: UUID
    community_name: str
    title: str
    text: str
    state: CaseState
    state_title: str
    is_open: bool
    case_class: str
    topic: str
    topic_title: str
    urgency: str
    urgency_title: str
    confidence: float | None
    guesses: list[GuessRow]
    channel: str
    origin: Origin
    place: str
    home_id: UUID | None
    contact_id: UUID | None
    contact_name: str
    contact_phone: str
    contact_kind: str
    conversation_id: UUID | None
    owner_id: UUID | None
    owner_name: str
    worker_id: UUID | None
    worker_name: str
    workers: list[str]
    department: str
    opened_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    appointment_start: datetime | None
    appointment_end: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    """When the work began, its safety steps seen."""
    pause_reason: str
    paused_until: datetime | None
    hurried: int
    says_fine: bool
    needs_desk: bool
    needs_why: str
    paid: bool
    price: int | None
    """Fen."""
    price_agreed_at: datetime | None
    merged_into_id: UUID | None
    merged_into_number: str
    guide: str
    """Code of the guide of this topic, empty for none."""
    safety: str
    own_way: bool
    """It goes around the department it is about."""
    verbs: frozenset[str]
    """The verbs open to this reader now."""
    accepted_by: str = ""
    follows: tuple[UUID, str] | None = None
    """The case it came of, with its number; `followed_by` those that came of it; `joined` homes wait for it too."""
    followed_by: list[tuple[UUID, str]] = field(default_factory=list)
    joined: int = 0
    recordings: list[RecordingRow] = field(default_factory=list)
    photos: list[PhotoRow] = field(default_factory=list)
    signature: PhotoRow | None = None
    """With what the resident signed for the work, the last one."""
    notes: list[NoteRow] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker hands in when the work is done."""

    text: str = ""
    materials: str = ""
    price: int | None = None
    """Fen; for paid work."""
    tested: bool = False
    evidence: Mapping[str, object] = field(default_factory=dict)
    """What was given for further items of the handbook's checklists; photos and the trial count by themselves."""
    times: Mapping[str, datetime] = field(default_factory=dict)
    """When each item was seen to, for checklists that go in order."""
    found: Mapping[str, str] = field(default_factory=dict)
    """What was found at an item, in words: it opens a case of its own, where the handbook says what."""
    all_the_same: bool = False
    """It was done without what the standards ask for: written down, and those standards count as missed."""
