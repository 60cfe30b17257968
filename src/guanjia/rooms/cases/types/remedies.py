"""What follows from a complaint: whose fault it is, what is to be done better, what is made good in money."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Liability(StrEnum):
    """Whose fault it was, as the file says it."""

    OURS = "ours"
    SHARED = "shared"
    OTHERS = "others"
    NOBODY = "nobody"


class AskState(StrEnum):
    """How far something is that asks for somebody's leave."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImprovement:
    """What is to be done, by whom and by which day."""

    text: str
    owner_id: UUID
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementRow:
    """The same, as a page shows it."""

    id: UUID
    text: str
    owner_id: UUID
    owner: str
    until: date
    who: str
    at: datetime
    done_by: str
    done_at: datetime | None
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationRow:
    """Money asked for, and what became of it, as a page shows it; `amount` in fen."""

    id: UUID
    amount: int
    why: str
    to_role: str
    role_title: str
    state: AskState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    given_by: str
    given_at: datetime | None
    how: str
