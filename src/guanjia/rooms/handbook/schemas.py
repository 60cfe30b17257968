"""What programs get of the handbook; shape only."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guanjia.shared.api import Printable

Search = Annotated[Printable, Field(max_length=100, description="Words of a standard, or its code")]
After = Annotated[Printable, Field(max_length=60, description="`next` of the page before")]


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
