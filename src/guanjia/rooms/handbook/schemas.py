"""What programs get of the handbook; shape only."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.rooms.handbook.types.life import Step
from guanjia.shared.api import Printable

Search = Annotated[Printable, Field(max_length=100, description="Words of a standard, or its code")]
After = Annotated[Printable, Field(max_length=60, description="`next` of the page before")]

PageAfter = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]


class EditionOut(Schema):
    id: UUID
    number: int
    title: str
    digest: str
    effective_from: datetime | None


class WordsOut(Schema):
    zh: str
    en: str


class StandardOut(Schema):
    code: str
    title: WordsOut
    kind: str
    touchpoint: str
    owed_by: str
    status: str
    enabled: bool
    red_line: bool


class StandardPage(Schema):
    rows: list[StandardOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class StandardInFull(StandardOut):
    plain: dict[str, Any] = Field(description="Every key, as the format of the handbook has it")


class TopicOut(Schema):
    code: str
    title: WordsOut
    case_class: str
    urgency: str | None
    team: list[str]
    paid: bool


class TopicPage(Schema):
    rows: list[TopicOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


Remark = Annotated[Printable, Field(max_length=1000)]


class EditionLineOut(Schema):
    id: UUID
    number: int
    title: str
    version: str
    state: EditionState
    effective_from: datetime | None
    digest: str


class EditionPageOut(Schema):
    rows: list[EditionLineOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class StepOut(Schema):
    step: Step
    by: str = Field(description="Empty for the house itself")
    at: datetime
    remark: str


class EditionRoadOut(Schema):
    row: EditionLineOut
    drafted_at: datetime
    published_at: datetime | None
    approved_by: str
    made_from: int | None = Field(description="The number of the edition a draft was copied from")
    steps: list[StepOut]


class ChangeOut(Schema):
    list: str
    code: str
    title: str
    what: str
    before: str
    after: str
    where: str = Field(description="Empty: everywhere")
    sentence: str


class EditionDifferenceOut(Schema):
    against: int | None = Field(description="The number of the edition it is compared with")
    rows: list[ChangeOut]
    law: list[str] = Field(description="Standards that are law and would ask less")


class DraftIn(Schema):
    remark: Remark = ""


class RemarkIn(Schema):
    remark: Remark = ""


class PublishIn(Schema):
    effective_from: AwareDatetime | None = Field(None, description="Null: at once. Never earlier than now")
    remark: Remark = ""


class StandardChangeIn(Schema):
    keys: dict[Annotated[Printable, Field(max_length=60)], Any] = Field(
        description="Only the keys that differ, as the format of the handbook has them", max_length=40
    )
    community: Annotated[Printable, Field(max_length=60)] = Field(
        "", description="Short name of one; empty: everywhere"
    )
    rests_on: Annotated[Printable, Field(max_length=300)] = Field("", description="Needed for one community")
    remark: Remark = ""


class LyingOut(Schema):
    id: UUID
    code: str
    name: str
    division: str = Field(description="Code of the district it lies in, six digits; empty: not said yet")
    lies_in: list[str] = Field(description="Divisions of the handbook it lies in, by name")
    local: list[str] = Field(description="Codes of standards of single places that are in force there")


class LyingPageOut(Schema):
    rows: list[LyingOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class DivisionIn(Schema):
    division: Annotated[Printable, Field(pattern=r"^[1-9][0-9]{5}$", description="Code of the district, six digits")]


class DraftedOut(Schema):
    id: UUID


class PackProblemOut(Schema):
    file: str
    line: int
    key: str
    what: str
    instead: str


class SentOut(Schema):
    id: UUID | None = Field(description="The draft; null when something is wrong, then nothing was kept")
    problems: list[PackProblemOut]
