"""What the residents' pages are made of; plain values in a resident's words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.rooms.cases.types import CaseView, NoteRow, PhotoRow, StepRow
from guanjia.rooms.cases.types.complaints import ComplaintView
from guanjia.rooms.cases.types.joining import JoinRow
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.terms import Terms
from guanjia.rooms.people.types.asking import MyHome, RequestRow
from guanjia.rooms.places.types import Sign
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.repairs.types import RepairView
from guanjia.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Ground:
    """What an act stands on: who acts, on which of their cases, by which handbook, when."""

    actor: Actor
    case: CaseView
    book: Book
    at: datetime


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a new need is told on: the resident's home with its label, the sign that was scanned, the terms."""

    home: tuple[UUID | None, str]
    sign: Sign | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class Line:
    """One of my requests in the list."""

    id: UUID
    number: str
    title: str
    state: str
    plain: str
    opened_at: datetime
    promise: PromiseRow | None


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """A trouble I joined: where it stands in plain words, and what is owed to me next."""

    row: JoinRow
    plain: str
    promise: PromiseRow | None


@dataclass(frozen=True, slots=True)
class MyRequest:
    """Something I asked about what is kept of me, with by when it is owed."""

    row: RequestRow
    promise: PromiseRow | None


@dataclass(frozen=True, slots=True)
class HomePage:
    """My homes and family, and what I asked for."""

    homes: list[MyHome]
    requests: list[MyRequest]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw my number: who, why in words, when."""

    who: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as a page shows it."""

    name: str
    label: str
    url: str
    text: str = ""
    files: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything the page of one request shows."""

    case: CaseView
    headline: str
    said: list[NoteRow]
    photos: list[PhotoRow]
    steps: list[StepRow]
    promises: list[PromiseRow]
    may: frozenset[str]
    seen_by: list[str]
    steward: str
    score: int | None
    repair: RepairView
    """The price, the receipt, and the warranty it stands under."""
    road: ComplaintView | None = None
    """What was decided about a complaint, and what we offered."""
    late_because: str = ""
    """Why what is overdue is not there yet."""
    forms: dict[str, Any] = field(default_factory=dict)
