"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.cases.types import Because
from guanjia.rooms.dispatch.types import HelpWanted
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Code = Annotated[Printable, Field(max_length=60)]


class OfferActIn(Schema):
    at: AwareDatetime | None = Field(None, description="When it happened; left out: now")


class ReasonIn(OfferActIn):
    reason: Code


class AssignIn(OfferActIn):
    staff_id: UUID
    reason: Code = Field("", description="A reason of the handbook; needed when somebody has it already")
    note: Annotated[Printable, Field(max_length=200)] = ""

    def why(self) -> Because:
        """The reason as the verbs take it."""
        return Because(self.reason, self.note)


class PassOnIn(AssignIn):
    reason: Code


class PartDoneIn(OfferActIn):
    result: Annotated[Printable, Field(max_length=1000)] = ""


class HelpIn(OfferActIn):
    role: Code
    task: Annotated[Printable, Field(min_length=1, max_length=300)]
    until: AwareDatetime | None = None
    staff_id: UUID | None = Field(None, description="Left out: the house chooses one of the role")

    def wanted(self) -> HelpWanted:
        """The part as the verb takes it."""
        return HelpWanted(role=self.role, task=self.task, until=self.until, staff_id=self.staff_id)


class OpeningOut(Schema):
    id: UUID
    case_id: UUID
    number: str
    title: str
    topic_title: str
    urgency_title: str
    place: str
    closes_at: datetime


class OpeningPage(Schema):
    rows: list[OpeningOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


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
    part: str = Field(description="main: the case is theirs; else the role that helps")
    task: str
    until: datetime | None = Field(description="By when a helper's part is promised")


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
