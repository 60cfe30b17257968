"""What the pages of the service desk are made of; plain values, ready to be shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guanjia.rooms.cases.types import FAR, CaseView
from guanjia.rooms.dispatch.types import AssignmentRow
from guanjia.rooms.handbook.types.editions import Book
from guanjia.shared.actor import Actor


class Cut(StrEnum):
    """The tabs of the desk."""

    MINE = ""
    """Mine, and what nobody looks after yet."""
    ALL = "all"
    TELL_TODAY = "tell_today"


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list."""

    label: str
    url: str
    current: bool
    count: int | None = None
    key: str = ""
    """Of a view kept by somebody: its id."""
    chosen: bool = False
    """The list begins with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One line of the queue: a case, or a conversation that is no case yet."""

    id: UUID
    open: str
    """The parameter that opens it: case or conversation."""
    title: str
    place: str
    state: str
    channel: str
    due_at: datetime | None
    waits_since: datetime
    owed: str
    who: str
    promise: Any = None
    alarm: str = ""
    """Why somebody of the desk must decide."""
    unread: int = 0
    """Messages that wait and came since the reader last looked."""
    fresh: bool = False
    """The reader has not seen it as it is now."""
    hurried: int = 0

    @property
    def order(self) -> tuple[datetime, UUID]:
        """By what is due first; a conversation nothing is reckoned for stands where its resident began to wait."""
        late = FAR if self.open == "case" else self.waits_since
        return self.due_at or late, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The resident in the column of facts."""

    id: UUID
    name: str
    kind_title: str
    masked_phone: str
    home_label: str
    home_note: str
    cases: int
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line of a talk: a message, a note, or what happened meanwhile."""

    what: str
    """in, out, machine, note, fact"""
    text: str
    at: datetime
    who: str = ""
    photo_url: str = ""
    state: str = ""
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words the handbook offers for this moment."""

    title: str
    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One step of a guide: `state` is did, now or empty; `say` is its wording."""

    text: str
    more: str
    state: str
    say: str = ""


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A guide with its steps."""

    title: str
    steps: list[GuideLine]


@dataclass(frozen=True, slots=True)
class Safety:
    """What must be seen to before work begins."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """What an act stands on: who acts, the case as it is, the handbook in force, when."""

    actor: Actor
    case: CaseView
    book: Book
    at: datetime


@dataclass(frozen=True, slots=True)
class ActRow:
    """One verb offered on a page; `plain` ones need no form."""

    name: str
    label: str
    icon: str
    kind: str
    url: str
    key: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody on a case: the resident, the owner, who works on it."""

    name: str
    second: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One of the things that must be known of a need."""

    label: str
    ok: bool


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic the words speak of."""

    code: str
    title: str
    percent: int


@dataclass(frozen=True, slots=True)
class SameRow:
    """A case that may be the same matter; to an `is_open` one a call can be added."""

    id: UUID
    number: str
    title: str
    place: str
    state: str
    opened_at: datetime
    is_open: bool = False
    hurried: int = 0
    who: str = ""
    promise: Any = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A home, or somebody at home, with as what."""

    label: str
    kind_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the desk should know of who is speaking."""

    homes: list[HomeLine]
    """Their other homes."""
    family: list[HomeLine]
    """Who else lives there, masked."""
    still_open: list[SameRow]
    before: list[SameRow]
    know: list[str]


@dataclass(frozen=True, slots=True)
class CallerRow:
    """Somebody who may be speaking, masked."""

    id: UUID
    name: str
    kind_title: str
    masked_phone: str
    home_label: str
    home_id: UUID
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Somebody who was asked to go: why, what became of it, and what is owed by a helper's part."""

    row: AssignmentRow
    face: str
    word: str
    owed: list[Any]
