"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guanjia.rooms.surveys.types import Answer
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Said = Annotated[Printable, Field(max_length=2000)]
Code = Annotated[Printable, Field(max_length=60)]


class AnswerIn(Schema):
    score: int = Field(ge=1, le=100, description="On the handbook's scale, 1 is worst")
    comment: Said = ""
    answers: dict[Code, int | Said] = Field(default={}, description="By the question's code", max_length=40)

    def answer(self) -> Answer:
        return Answer(self.score, self.comment, dict(self.answers))


class FollowUpOut(Schema):
    id: UUID
    case_id: UUID
    case_number: str
    case_title: str
    topic_title: str
    place: str
    who: str = Field(description="Masked")
    phone: str = Field(description="Masked")
    workers: str
    is_own: bool = Field(description="You did the work; somebody else must ask")
    attempts: int
    done_at: datetime
    ask_until: datetime


class FollowUpPage(Schema):
    rows: list[FollowUpOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")
