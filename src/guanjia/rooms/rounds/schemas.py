"""What programs send and get; shape only."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.cases.types import Because
from guanjia.rooms.rounds.rules.booking import Way
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.rules.proving import FlagKind, FlagState, PhoneSaid
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.types import Attempt, Recording, StopKind, StopState
from guanjia.shared.api import Printable

ItemCode = Annotated[Printable, Field(max_length=60)]
Words = Annotated[Printable, Field(max_length=2000)]
Note = Annotated[Printable, Field(max_length=300)]
Named = Annotated[Printable, Field(max_length=60)]
Community = Annotated[Printable, Field(max_length=40, description="Id of a community you serve; the first for none")]
After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Skipped = Annotated[int, Field(ge=0, le=1_000_000, description="Where the page begins: `next` of the one before")]


class PointIn(Schema):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    unsure: float = Field(default=0, ge=0, le=100_000, description="Metres it may be off by")


class PhoneIn(Schema):
    point: PointIn | None = None
    written_at: AwareDatetime | None = Field(default=None, description="When it was written down")
    answered: dict[ItemCode, AwareDatetime] = Field(default={}, description="When each item was answered")
    by_hand: bool = Field(default=False, description="The time was set by hand")

    def said(self) -> PhoneSaid:
        point = Point(self.point.latitude, self.point.longitude, self.point.unsure) if self.point else None
        return PhoneSaid(point, self.written_at, self.answered, self.by_hand)


class AtDoorIn(Schema):
    at: AwareDatetime | None = Field(default=None, description="When it happened; now for none")
    phone: PhoneIn = Field(default=PhoneIn(), description="What the phone knew of time and place")


class LeftOut(Schema):
    not_applicable: ItemCode = Field(description="Why there is no evidence: a reason of the handbook")


class RecordIn(AtDoorIn):
    met: Named = ""
    words: Words = ""
    matters: list[Words] = Field(default=[], max_length=20, description="Each becomes a case")
    given: dict[ItemCode, bool | float | LeftOut | Words] = Field(
        default={}, description="Evidence by item: a tick, a reading, a note; photos are sent before"
    )
    found: dict[ItemCode, Words] = Field(default={}, description="What is wrong, by item; each becomes a case")
    breaches: dict[ItemCode, ItemCode] = Field(
        default={}, description="What a resident did against the rules: the kind of the handbook, by item; no case then"
    )
    sure: bool = Field(default=False, description="A reading below the last one was looked at again")

    def recording(self) -> Recording:
        given = {key: one.dict() if isinstance(one, LeftOut) else one for key, one in self.given.items()}
        matters = tuple(filter(None, self.matters))
        told: dict[str, Any] = {"given": given, "found": self.found, "breaches": self.breaches, "sure": self.sure}
        told["phone"] = self.phone.said()
        return Recording(met=self.met, words=self.words, matters=matters, **told)


class AbsentIn(AtDoorIn):
    knocks: int = Field(default=0, ge=0, le=9, description="How often it was knocked")
    card: bool = Field(default=False, description="A card was left")
    words: Words = ""

    def attempt(self) -> Attempt:
        return Attempt(self.knocks, self.card, self.words)


class StopOut(Schema):
    id: UUID
    home_id: UUID
    home: str
    kind: StopKind
    state: StopState
    day: date
    staff_id: UUID
    standard: str
    due_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    booked_from: datetime | None = Field(description="From when we come, as agreed with the household")
    booked_until: datetime | None


class DayOut(Schema):
    day: date
    waiting: list[StopOut]
    behind: list[StopOut]


class ItemOut(Schema):
    code: str
    title: str
    kind: str
    required: bool
    opens: str
    unit: str
    last: float | None
    last_at: datetime | None


class StopWholeOut(Schema):
    stop: StopOut
    items: list[ItemOut]
    quiet_until: datetime | None
    last_at: datetime | None


class OwedOut(Schema):
    home_id: UUID
    home: str
    kind: StopKind
    standard: str
    left: int
    due_at: datetime
    staff: str
    planned_on: date | None


class OwedPageOut(Schema):
    rows: list[OwedOut]
    count: int
    next: int | None


class LaidOut(Schema):
    laid: int


class ShotOut(Schema):
    id: UUID


class ShortOut(Schema):
    home_id: UUID
    home: str
    kind: StopKind
    standard: str
    due_at: datetime
    certain: date = Field(description="The first day on which nothing helps any more")
    why: str = Field(description="no_day, nobody, too_near or full")
    staff: str


class ShortPageOut(Schema):
    rows: list[ShortOut]
    next: str | None


class BuildingOut(Schema):
    building: str
    stops: list[StopOut]


class CellOut(Schema):
    day: date
    there: bool
    full: bool
    buildings: list[BuildingOut]


class PersonWeekOut(Schema):
    staff_id: UUID
    name: str
    cells: list[CellOut]


class PlanWeekOut(Schema):
    community_id: UUID
    monday: date
    people: list[PersonWeekOut]


class MoveIn(Schema):
    stops: list[UUID] = Field(min_length=1, max_length=200)
    day: date
    staff_id: UUID


class MovedOut(Schema):
    moved: int


class FlagOut(Schema):
    id: UUID
    stop_id: UUID
    home: str
    what: StopKind
    kind: FlagKind
    words: str
    at: datetime
    staff: str
    state: FlagState
    other_stop_id: UUID | None
    explanation: str
    settled_by: str
    settled_at: datetime | None
    reason: str


class FlagPageOut(Schema):
    rows: list[FlagOut]
    next: str | None


class SettleIn(Schema):
    confirmed: bool = Field(description="True: it was as it looks; false: there is a good reason")
    reason: Words


class ExplainIn(Schema):
    words: Words


class ComingOut(Schema):
    rows: list[StopOut]
    next: str | None


class SlotOut(Schema):
    start: datetime
    end: datetime


class WhyIn(Schema):
    reason: ItemCode = Field(default="", description="A reason of the handbook (redate)")
    note: Note = ""


class BookIn(WhyIn):
    start: AwareDatetime = Field(description="Of one of the times offered; a reason is needed where another one stood")
    way: Way = Field(default=Way.PHONE, description="How it was agreed")

    def agreed(self) -> Agreed:
        return Agreed(self.start, self.way, Because(self.reason, self.note))


class TryIn(Schema):
    way: Way = Field(default=Way.PHONE, description="How the household was tried")
    words: Note = ""


class WishesIn(Schema):
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default=[], max_length=7, description="1 is Monday")
    words: Note = Field(default="", description="What to mind; nothing private")


class FeedOut(Schema):
    path: str = Field(description="Where a calendar reads the plan; shown this once")


class UnreachedOut(Schema):
    home: str
    promise_id: UUID
    due_at: datetime
    staff: str
    last_at: datetime
    tries: int
    days: int
    enough: bool = Field(description="Tried as often as the handbook asks before a visit may be let go")


class UnreachedPageOut(Schema):
    rows: list[UnreachedOut]
    next: str | None
