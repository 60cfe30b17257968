"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Code = Annotated[Printable, Field(max_length=60)]


class OfferActIn(Schema):
    at: AwareDatetime | None = Field(None, description="When it happened; left out: now")


class ReasonIn(OfferActIn):
    reason: Code


class AssignIn(OfferActIn):
    staff_id: UUID


class AssignedOut(Schema):
    id: UUID


class TaskOut(Schema):
    id: UUID
    case_id: UUID
    number: str
    title: str
    topic_title: str
    urgency: str
    case_class: str
    state: str
    case_state: str
    place: str
    who: str = Field(description="Masked")
    phone: str = Field(description="Masked")
    due_at: datetime | None
    owed: str
    answer_by: datetime | None = Field(description="Until when the offer stands; null once it is taken")
    appointment_start: datetime | None
    appointment_end: datetime | None
    departed: bool
    arrived: bool
    reason: str


class TaskPage(Schema):
    rows: list[TaskOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class CandidateOut(Schema):
    staff_id: UUID
    name: str
    role_title: str
    load: int
    reason: str
    fits: bool
