"""Facts of what follows from a complaint: what is to be done better, and money for what went wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintActionSet(CaseFact):
    """What is to be done better is settled: by whom, and by which day; the words stand on the case."""

    kind: ClassVar[str] = "complaint.action_set"
    for_staff_id: UUID
    until: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementFact(CaseFact):
    """What every fact of something that is to be done better carries: the complaint it comes from."""

    about: ClassVar[str] = "improvement"

    case_id: UUID
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementOwed(ImprovementFact):
    """It is to be done by `owner_id`, before `until`: the end of the day that was settled."""

    kind: ClassVar[str] = "improvement.owed"
    names: ClassVar[tuple[str, str] | None] = ("owner", "owner")
    until: datetime
    owner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementDone(ImprovementFact):
    """It is done; how stands on the case."""

    kind: ClassVar[str] = "improvement.done"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationAsked(CaseFact):
    """Money for what went wrong is asked for; `amount` in fen, `role` is whose decision that is."""

    kind: ClassVar[str] = "compensation.asked"
    amount: int
    role: str
    version: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationApproved(CaseFact):
    """It may be given. `role` is whose approval it is at a gate; `version` names what was asked for."""

    kind: ClassVar[str] = "compensation.approved"
    amount: int
    role: str
    version: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationDeclined(CaseFact):
    """It is not given."""

    kind: ClassVar[str] = "compensation.declined"
    amount: int
    version: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationGranted(CaseFact):
    """The resident has it; `amount` in fen."""

    kind: ClassVar[str] = "compensation.granted"
    amount: int
    version: str
    staff_id: UUID
