"""Facts of a complaint's road: whom it is about, what was found, decided, and talked through with the resident."""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAboutNamed(CaseFact):
    """It was said which colleague a complaint is about, and their `roles`; they and their lead stay out of it.

    `department` is the one it is about, where that neither sees nor handles it; then without a colleague, too.
    """

    kind: ClassVar[str] = "case.about_named"
    about_staff_id: UUID | None = None
    roles: tuple[str, ...] = ()
    department: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFactsNoted(CaseFact):
    """What was found is written down. `evidence`: which sides' statements are there; `photos`: how many prove it.

    `roles` are those of who noted it, here and below where it is said whom the complaint is about.
    """

    kind: ClassVar[str] = "complaint.facts_noted"
    evidence: dict[str, object] = field(default_factory=dict)
    photos: int = 0
    roles: tuple[str, ...] | None = None
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDecided(CaseFact):
    """It was decided: `outcome` is upheld, partly or not_upheld; `ground` the code of what it rests on, if listed.

    `liability` is whose fault it was: ours, shared, others, nobody. `evidence` says whether what it rests on was named.
    """

    kind: ClassVar[str] = "complaint.decided"
    outcome: str
    ground: str = ""
    liability: str = ""
    evidence: dict[str, object] = field(default_factory=dict)
    roles: tuple[str, ...] | None = None
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintSolutionOffered(CaseFact):
    """The solution was talked through with the resident; `reply`: accepts or refuses, `channel`: how they were told."""

    kind: ClassVar[str] = "complaint.solution_offered"
    reply: str
    channel: str
    roles: tuple[str, ...] | None = None
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintSolutionPut(CaseFact):
    """The solution was put to the resident, who answers on their page; their answer is a fact of its own."""

    kind: ClassVar[str] = "complaint.solution_put"
    number: int
    channel: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintTalkTried(CaseFact):
    """Somebody tried to talk it through and reached nobody; `number` counts the tries."""

    kind: ClassVar[str] = "complaint.talk_tried"
    number: int
    channel: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintUnreached(CaseFact):
    """It was tried as often as the handbook says: the resident counts as not to be reached."""

    kind: ClassVar[str] = "complaint.unreached"
    staff_id: UUID
