"""What programs send and get; shape only."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.routines.types import Done, NewThing, RoutineState
from guanjia.shared.api import Printable

ItemCode = Annotated[Printable, Field(max_length=60)]
Words = Annotated[Printable, Field(max_length=2000)]
Community = Annotated[Printable, Field(max_length=40, description="Id of a community you serve; the first for none")]
After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Building = Annotated[Printable, Field(max_length=20)]


class RoutineOut(Schema):
    id: UUID
    community_id: UUID
    title: str
    standard: str
    place: str
    buildings: list[str]
    state: RoutineState
    day: date
    minute: int = Field(description="When it is meant, counted from midnight")
    staff_id: UUID | None
    staff: str
    due_at: datetime
    ended_at: datetime | None
    afterwards: bool = Field(description="Entered from paper after it was done")


class RoutinePageOut(Schema):
    rows: list[RoutineOut]
    next: str | None


class RoutineDayOut(Schema):
    day: date
    waiting: list[RoutineOut]
    behind: list[RoutineOut]


class RoutineItemOut(Schema):
    code: str
    title: str
    kind: str = Field(description="tick, photo, reading, note …")
    required: bool
    opens: str = Field(description="What is wrong there becomes a case of this topic")
    unit: str
    last: float | None
    last_at: datetime | None


class RoutineWholeOut(Schema):
    routine: RoutineOut
    why: str
    items: list[RoutineItemOut]
    together: int = Field(description="How many people the handbook wants for it")
    may_record: bool
    words: str


class LeftOffOut(Schema):
    not_applicable: ItemCode = Field(description="Why there is no evidence: a reason of the handbook")


class RoutineDoneIn(Schema):
    at: AwareDatetime | None = Field(default=None, description="When it happened; now for none")
    words: Words = ""
    given: dict[ItemCode, bool | float | LeftOffOut | Words] = Field(
        default={}, description="Evidence by item: a tick, a reading, a note; photos are sent before"
    )
    found: dict[ItemCode, Words] = Field(default={}, description="What is wrong, by item; each becomes a case")
    breaches: dict[ItemCode, ItemCode] = Field(
        default={}, description="What a resident did against the rules: the kind of the handbook, by item; no case then"
    )
    people: int = Field(default=1, ge=1, le=99, description="How many did it together")

    def done(self) -> Done:
        given = {key: one.dict() if isinstance(one, LeftOffOut) else one for key, one in self.given.items()}
        return Done(words=self.words, given=given, found=self.found, breaches=self.breaches, people=self.people)


class RoutineStandingOut(Schema):
    code: str
    title: str
    members: int
    done: int
    left: int
    days_left: int
    short: int


class ThingOut(Schema):
    id: UUID
    kind: str
    kind_said: str
    label: str
    buildings: list[str]
    since: datetime


class ThingPageOut(Schema):
    rows: list[ThingOut]
    next: str | None


class ThingIn(Schema):
    community: Community = ""
    kind: ItemCode = Field(description="A subject of the handbook that routine work is owed to")
    label: Annotated[Printable, Field(max_length=80)]
    buildings: list[Building] = Field(default=[], max_length=200, description="Those it serves; all for none")

    def thing(self) -> NewThing:
        return NewThing(kind=self.kind, label=self.label, buildings=tuple(self.buildings))


class ThingMadeOut(Schema):
    id: UUID
