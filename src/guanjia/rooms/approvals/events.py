"""Facts of approvals. The subject of the engine is what the act is about (`subject_type`), by the matter's id."""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFact(Fact):
    """What every fact of a matter carries: which act, of which version of the papers, by whom, at which home."""

    about: ClassVar[str] = "matter"

    subject_type: str
    about_id: UUID
    act: str
    version: int
    staff_id: UUID
    home_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(ApprovalFact):
    """A version of the papers was laid before those who must approve; `evidence`: how many files of each paper."""

    kind: ClassVar[str] = "approval.asked"
    evidence: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(ApprovalFact):
    """Somebody approved this version in this role; `papers` are those that lay before them."""

    kind: ClassVar[str] = "approval.given"
    role: str
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused(ApprovalFact):
    """Somebody said no to this version in this role."""

    kind: ClassVar[str] = "approval.refused"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSettled(ApprovalFact):
    """Whoever laid the papers has an answer to this version: everybody approved, or somebody did not."""

    kind: ClassVar[str] = "approval.settled"
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(ApprovalFact):
    """Whoever laid the papers took them back."""

    kind: ClassVar[str] = "approval.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActStarted(ApprovalFact):
    """The act began; `evidence` by item of the checklists at its start; `outside`: it began all the same, and was
    recorded afterwards."""

    kind: ClassVar[str] = "act.started"
    evidence: dict[str, object] = field(default_factory=dict)
    outside: bool = False
