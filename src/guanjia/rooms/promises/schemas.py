"""What programs send and get of promises; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guanjia.rooms.promises.services import Asked
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Words = Annotated[Printable, Field(min_length=1, max_length=2000)]
Reason = Annotated[Printable, Field(max_length=60, description="A reason of the handbook for waiving")]


class WhyLineOut(Schema):
    label: str
    text: str
    amount: str


class PromiseOut(Schema):
    id: UUID
    code: str
    title: str
    subject_type: str
    subject_id: UUID
    state: str
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    owed_role: str
    owed_name: str
    weight: float
    red_line: bool
    edition: UUID
    edition_number: int | None = Field(description="The edition by which it is judged")
    why: list[WhyLineOut]


class QuotaOut(Schema):
    code: str
    due_at: datetime = Field(description="The end of the period that runs")
    members: int = Field(description="How many subjects owe it in this period")
    done: int
    left: int = Field(description="Acts still asked for at most")
    days_left: int = Field(description="With today")
    capacity: int | None = Field(description="Acts a day can hold, by the handbook")
    short: int = Field(description="By how many acts the days left are too few")


class PleaOut(Schema):
    id: UUID
    promise_id: UUID
    community_id: UUID
    kind: str = Field(description="waiver or appeal")
    state: str = Field(description="waiting, granted (waived) or refused (nothing changed)")
    standard: str
    reason: str
    words: str
    rests_on: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str


class WaiverOut(Schema):
    reason_title: str
    approver: str
    note: str
    at: datetime


class TraceOut(Schema):
    at: datetime
    kind: str
    by: str
    seal: int | None


class PromiseInFull(Schema):
    row: PromiseOut
    pleas: list[PleaOut]
    waiver: WaiverOut | None
    trace: list[TraceOut]


class PleaPage(Schema):
    rows: list[PleaOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class WaiverIn(Schema):
    reason: Reason
    words: Words

    def asked(self) -> Asked:
        return Asked(self.words, self.reason)


class AppealIn(Schema):
    words: Words
    rests_on: Annotated[Printable, Field(min_length=1, max_length=1000)]

    def asked(self) -> Asked:
        return Asked(self.words, "", self.rests_on)


class GrantIn(Schema):
    reason: Reason
    answer: Annotated[Printable, Field(max_length=2000)] = ""


class UpholdIn(Schema):
    answer: Words


class PleaMade(Schema):
    id: UUID
