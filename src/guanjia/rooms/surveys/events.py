"""Facts of asking afterwards."""

from dataclasses import dataclass, field
from datetime import datetime
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
    """Somebody tried without an answer; `number` counts those that reached nobody, `result` says what came of it."""

    kind: ClassVar[str] = "follow_up.attempted"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")
    staff_id: UUID
    number: int = 1
    result: str = "not_reached"


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


# Weeks later: kinds of their own, so that no standard about the day of the work hears them ---------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFixedPlanned(FollowUpFact):
    """Somebody is to ask weeks later whether it still holds; not before `ask_from`."""

    kind: ClassVar[str] = "still_fixed.planned"
    case_class: str = ""
    paid: bool = False
    ask_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFixedAttempted(FollowUpFact):
    """Somebody tried without an answer; as for a follow-up."""

    kind: ClassVar[str] = "still_fixed.attempted"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")
    staff_id: UUID
    number: int = 1
    result: str = "not_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFixedAnswered(FollowUpFact):
    """The resident said whether it still holds (`fixed`), to `staff_id` or by themselves."""

    kind: ClassVar[str] = "still_fixed.answered"
    staff_id: UUID | None = None
    fixed: bool
    score: int
    questions: int = 0
    case_class: str = ""
    paid: bool = False
    low: bool = False
    asked: bool = False
    evidence: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFixedUnreached(FollowUpFact):
    """Nobody could be reached; settled."""

    kind: ClassVar[str] = "still_fixed.unreached"


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFixedDropped(FollowUpFact):
    """The work has begun again: whether it holds is not asked of the old one."""

    kind: ClassVar[str] = "still_fixed.dropped"
