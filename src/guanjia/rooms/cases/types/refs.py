"""A case as other rooms hold it in their hands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases.types import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRef:
    """A case as the rooms above hold it."""

    id: UUID
    community_id: UUID
    number: str
    title: str
    state: CaseState
    is_open: bool
    case_class: str
    topic: str
    urgency: str
    paid: bool
    contact_id: UUID | None
    conversation_id: UUID | None
    home_id: UUID | None
    place: str
    owner_id: UUID | None
    worker_id: UUID | None
    about_staff_id: UUID | None
    about_department: str
    closed_to: str
    needs_why: str
    opened_at: datetime
    moved_at: datetime
    done_at: datetime | None
