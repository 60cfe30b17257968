"""Facts of acceptance: asked for, given, refused."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAcceptanceAsked(CaseFact):
    """The resident was asked (again) whether the work is accepted; `number` counts the reminders, 0 the asking."""

    kind: ClassVar[str] = "case.acceptance_asked"
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(CaseFact):
    """The work was accepted: `by` the resident, by their signature on a worker's phone
    (`signature`), by the desk on their word, or by silence."""

    kind: ClassVar[str] = "case.accepted"
    by: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRefused(CaseFact):
    """The work was not accepted and goes on."""

    kind: ClassVar[str] = "case.refused"
    reason: str
    staff_id: UUID | None = None
