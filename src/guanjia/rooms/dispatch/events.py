"""Facts of assignments: who was asked to go, and what came of it."""

from dataclasses import dataclass, field
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
    """The desk took it back, or they gave it back."""

    kind: ClassVar[str] = "assignment.released"
    reason: str
