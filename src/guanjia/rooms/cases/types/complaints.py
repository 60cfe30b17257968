"""A complaint's road: what was found, what was decided and on what ground, what the resident said to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.cases.types.remedies import ImprovementRow, Liability


class Outcome(StrEnum):
    """How a complaint was decided."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"


class Reply(StrEnum):
    """What the resident said to the solution that was put to them; `waits`: they answer on their page."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    NOT_REACHED = "not_reached"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was found: what both sides say, in words, or a reason of the handbook why one side says nothing."""

    found: str
    resident_side: str = ""
    other_side: str = ""
    no_resident: str = ""
    no_other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What is decided, and what it rests on: a ground of the handbook, a clause in one's own words, or both."""

    outcome: Outcome
    text: str
    ground: str = ""
    clause: str = ""
    liability: Liability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """The solution as it was put to the resident, by which way, and what they said; or that nobody was reached."""

    reply: Reply
    text: str = ""
    channel: str = "phone"
    words: str = ""


@dataclass(frozen=True, slots=True)
class ResidentsWord:
    """How a resident said that they no longer want it: a message of theirs, or a talk and what they said in it."""

    channel: str = ""
    words: str = ""
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What was found, as a page shows it."""

    who: str
    at: datetime
    found: str
    resident_side: str
    other_side: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided, as a page shows it; `ground` is what it rests on, in words."""

    who: str
    at: datetime
    outcome: Outcome
    outcome_title: str
    text: str
    ground: str
    liability: str = ""
    """Whose fault it was, in words."""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """The talk with the resident, as a page shows it."""

    who: str
    at: datetime
    reply: Reply
    reply_title: str
    channel: str
    text: str
    words: str
    number: int
    id: UUID
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintView:
    """Everything of a complaint's road; `lacks` says in words what is missing before it may be closed."""

    findings: list[FindingRow]
    decisions: list[DecisionRow]
    offers: list[OfferRow]
    lacks: list[str]
    improvements: list[ImprovementRow]
    about: str
    """Whom or what it is about; empty when it is not said, and for residents."""
    open_offer: OfferRow | None = None
    """The solution that waits for the resident's word on their page."""
    tries_left: int
    """How often somebody must still try before the resident counts as not to be reached; 0: enough, or no rule."""


class FileState(StrEnum):
    """How far a file is that was asked for."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileRow:
    """The complete file of a case as PDF: asked for by whom, in full or masked, and whether it is there."""

    id: UUID
    state: FileState
    in_full: bool
    asked_at: datetime
    expires_at: datetime
    problem: str
