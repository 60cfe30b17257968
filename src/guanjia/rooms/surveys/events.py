"""Facts of asking afterwards."""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFact(Fact):
    """What every fact of a follow-up carries."""

    about: ClassVar[str] = "follow_up"

    case_id: UUID
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPlanned(FollowUpFact):
    """Somebody is to ask."""

    kind: ClassVar[str] = "follow_up.planned"
    case_class: str = ""
    paid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpAttempted(FollowUpFact):
    """Somebody tried and reached nobody; `number` counts."""

    kind: ClassVar[str] = "follow_up.attempted"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")
    staff_id: UUID
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpAnswered(FollowUpFact):
    """The resident said how it was, to `staff_id` (`asked`) or by themselves; `questions` counts those answered, and
    `evidence` says which: a score as it is, of words only that there are some. `roles` are those of who asked, where it
    is said whom the case is about."""

    kind: ClassVar[str] = "follow_up.answered"
    staff_id: UUID | None = None
    score: int
    questions: int = 0
    case_class: str = ""
    paid: bool = False
    low: bool = False
    asked: bool = False
    evidence: dict[str, object] = field(default_factory=dict)
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpUnreached(FollowUpFact):
    """Nobody could be reached; settled."""

    kind: ClassVar[str] = "follow_up.unreached"
