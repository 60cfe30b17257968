"""Schemas of the API of breaches."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.breaches.types import (
    Answer,
    BreachState,
    BreachView,
    Delivered,
    Delivery,
    Look,
    NewNotice,
    NewReport,
    PaperKind,
    Talk,
    Verb,
)
from guanjia.rooms.rounds.schemas import After as After
from guanjia.rooms.rounds.schemas import Community as Community
from guanjia.rooms.rounds.types.findings import ByTheWay
from guanjia.shared.api import Printable

Said = Annotated[Printable, Field(max_length=2000)]
Short = Annotated[Printable, Field(max_length=120)]


class BreachOut(Schema):
    id: UUID
    community_id: UUID
    title: str
    place: str
    words: str
    state: BreachState
    grave: bool
    found_at: datetime
    due_at: datetime | None = Field(description="What comes first: a promise, or the end of the notice's time")
    steward: str
    is_open: bool


class BreachPageOut(Schema):
    rows: list[BreachOut]
    next: str | None


class BreachStepOut(Schema):
    kind: str
    at: datetime
    text: str
    more: str


class BreachPaperOut(Schema):
    id: UUID
    kind: PaperKind
    number: str
    at: datetime
    until: datetime | None
    department: str


class BreachWholeOut(Schema):
    breach: BreachOut
    rule: str
    found_by: str
    led_at: datetime | None
    led_by: str
    right_by: datetime | None
    steps: list[BreachStepOut]
    papers: list[BreachPaperOut]
    next: Verb | None = Field(description="What is to be done now")
    may: list[Verb] = Field(description="All that may be done by you")

    @staticmethod
    def resolve_breach(view: BreachView) -> object:
        return view.row

    @staticmethod
    def resolve_may(view: BreachView) -> list[Verb]:
        return sorted(view.may)


class BreachMadeOut(Schema):
    id: UUID


class BreachIn(Schema):
    community_id: UUID
    kind: Short = Field(description="A kind of breach of the handbook")
    words: Said
    home_id: UUID | None = None
    place: Short = ""

    def seen(self) -> ByTheWay:
        return ByTheWay(kind=self.kind, words=self.words, home_id=self.home_id, place=self.place)


class BreachTalkIn(Schema):
    words: Said
    answer: Answer
    resident_id: UUID | None = None
    who: Short = Field(default="", description="Who it was, where it is nobody on record; as what, not by name")

    def talk(self) -> Talk:
        return Talk(words=self.words, answer=self.answer, resident_id=self.resident_id, who=self.who)


class NoticeIn(Schema):
    until: AwareDatetime
    measure: Said

    def notice(self) -> NewNotice:
        return NewNotice(until=self.until, measure=self.measure)


class DeliveryIn(Schema):
    way: Delivered
    resident_id: UUID | None = None
    who: Short = ""
    witness: Short = ""

    def delivery(self, photos: tuple[bytes, ...]) -> Delivery:
        given = {"resident_id": self.resident_id, "who": self.who, "witness": self.witness}
        return Delivery(way=self.way, photos=photos, **given)  # type: ignore[arg-type]


class ReportIn(Schema):
    department: Short = Field(description="A department outside of the handbook")
    stopped: Said = Field(description="What was done to stop it")
    number: Short = ""
    words: Said = ""

    def report(self) -> NewReport:
        return NewReport(department=self.department, stopped=self.stopped, number=self.number, words=self.words)


class LookIn(Schema):
    right: bool
    words: Said = ""

    def look(self, photos: tuple[bytes, ...]) -> Look:
        return Look(right=self.right, words=self.words, photos=photos)


class BreachWordsIn(Schema):
    words: Said = ""
    number: Short = Field(default="", description="Under which the authority keeps it")
