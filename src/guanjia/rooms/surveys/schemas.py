"""What programs send and get; shape only."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.surveys.types import Answer, Occasion, Tried, TryResult
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Chosen = Annotated[Printable, Field(max_length=40, description="Id of a community you serve; the first for none")]
Said = Annotated[Printable, Field(max_length=2000)]
Code = Annotated[Printable, Field(max_length=60)]


class AnswerIn(Schema):
    score: int = Field(ge=1, le=100, description="On the handbook's scale, 1 is worst")
    comment: Said = ""
    answers: dict[Code, int | Said] = Field(default={}, description="By the question's code", max_length=40)

    def answer(self) -> Answer:
        return Answer(self.score, self.comment, dict(self.answers))


class TriedIn(Schema):
    result: TryResult = Field(TryResult.NOT_REACHED, description="What came of it")
    call_at: AwareDatetime | None = Field(None, description="With call_again: when they want to be rung")

    def tried(self) -> Tried:
        return Tried(self.result, self.call_at)


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
    occasion: Occasion = Field(description="after_work, or later: whether it still holds")
    call_at: datetime | None = Field(description="When they asked to be rung")


class FollowUpPage(Schema):
    rows: list[FollowUpOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class GroupOut(Schema):
    title: str
    percent: str


class SampleOut(Schema):
    code: str
    title: str
    percent: str = Field(description="Share of the rest that is asked, in per cent")
    floor: str = Field(description="The handbook allows no less; 0 where the handbook fixes the share")
    adjustable: bool = Field(description="The manager may set the share")
    groups: list[GroupOut] = Field(description="Groups with a share of their own")
    set_at: datetime | None
    period: str
    ends_at: datetime
    members: int = Field(description="How many came into the population in this period so far")
    drawn: int
    met: int
    late: int
    missed: int
    running: int
    seal: str = Field(description="SHA-256 of the period's secret, told before the first draw")


class SamplesOut(Schema):
    community: UUID
    samples: list[SampleOut]


class ShareIn(Schema):
    share: Decimal = Field(ge=0, le=1, max_digits=6, decimal_places=4, description="0.25 is a quarter")
