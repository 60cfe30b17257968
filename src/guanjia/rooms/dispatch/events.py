"""Facts of assignments: who was asked to go, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentFact(Fact):
    """What every fact of an assignment carries."""

    about: ClassVar[str] = "assignment"

    case_id: UUID
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentOffered(AssignmentFact):
    """Somebody was asked to go; `part` is main, or the role that helps."""

    kind: ClassVar[str] = "assignment.offered"
    skill: str = ""
    part: str = "main"
    urgency: str = ""
    by_hand: bool = False
    evidence: dict[str, object] = field(default_factory=dict)
    """Whether the reason why this person is kept."""
    because: str = ""
    """Why somebody was named by hand over the house's choice, or took it over: a reason of the handbook."""
    until: datetime | None = None
    """By when a helper's part is promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentTaken(AssignmentFact):
    """They go."""

    kind: ClassVar[str] = "assignment.taken"
    part: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDeclined(AssignmentFact):
    """They can't, for a reason of the handbook."""

    kind: ClassVar[str] = "assignment.declined"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentExpired(AssignmentFact):
    """They did not answer in time."""

    kind: ClassVar[str] = "assignment.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentReleased(AssignmentFact):
    """The desk or the house took it back, or they gave it back; `by_staff_id` says who, nobody: the house."""

    kind: ClassVar[str] = "assignment.released"
    reason: str
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentFinished(AssignmentFact):
    """A helper is through with their part; the case goes on with its owner."""

    kind: ClassVar[str] = "assignment.finished"
    part: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFact(Fact):
    """What every fact of work lying open carries."""

    about: ClassVar[str] = "opening"

    case_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningMade(OpeningFact):
    """Work lies open for everybody of a role who fits."""

    kind: ClassVar[str] = "opening.made"
    to_role: str
    urgency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningClaimed(OpeningFact):
    """Somebody was the first to say: I take it."""

    kind: ClassVar[str] = "opening.claimed"
    staff_id: UUID
    assignment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningClosed(OpeningFact):
    """Nobody claimed it in time, or it was settled another way."""

    kind: ClassVar[str] = "opening.closed"
