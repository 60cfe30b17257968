"""What other rooms and desks may hold of rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from guanjia.rooms.people.types import HouseholdRow
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.rounds.rules.proving import NOTHING_SAID, FlagKind, FlagState, PhoneSaid

if TYPE_CHECKING:
    from guanjia.rooms.rounds.types.findings import FindingRow


class StopKind(StrEnum):
    """What is done at a home."""

    VISIT = "visit"
    VACANT = "vacant_check"
    RENOVATION = "renovation_check"

    @property
    def activity(self) -> str:
        """The fact that says that it was done, as standards of the handbook name it."""
        return f"{self.value}.done"


HOME_IS: Mapping[StopKind, Occupancy] = {
    StopKind.VISIT: Occupancy.OCCUPIED,
    StopKind.VACANT: Occupancy.VACANT,
    StopKind.RENOVATION: Occupancy.RENOVATING,
}
"""How a home is lived in for which this is done."""


class StopState(StrEnum):
    """How far a stop has come."""

    PLANNED = "planned"
    DONE = "done"
    ABSENT = "absent"
    """Somebody was there and could not get in."""
    MOVED = "moved"
    """Not done on its day; it is laid again."""
    DROPPED = "dropped"
    """Not owed any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedItem:
    """One item of the handbook's checklists for a stop. `last` is what a meter read at the last time."""

    code: str
    title: str
    kind: str
    """tick, photo, reading, note, signature …"""
    required: bool
    count: int = 1
    reasons: tuple[tuple[str, str], ...] = ()
    """Why it may be left out: (code, words)."""
    topic: str = ""
    urgency: str = ""
    priority: str = ""
    """Of what a finding opens: minor, plain or grave."""
    opens: str = ""
    """What a finding opens, in words; "" for an item that opens nothing."""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    moved: float | None = None
    last: float | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What was seen and said at a stop. `given` is the evidence by item, `found` what is wrong by item, in words."""

    met: str = ""
    words: str = ""
    matters: tuple[str, ...] = ()
    """What the resident asked for and could not be answered on the spot; each becomes a case."""
    given: Mapping[str, object] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, list[bytes]] = field(default_factory=dict)
    voices: Mapping[str, tuple[bytes, int | None]] = field(default_factory=dict)
    """What was said about an item instead of written, with its seconds."""
    fixed: Mapping[str, list[bytes]] = field(default_factory=dict)
    """What was put right on the spot: the photos afterwards, by item."""
    breaches: Mapping[str, str] = field(default_factory=dict)
    """What a resident did against the rules: the kind of the handbook, by item."""
    signature: bytes = b""
    signer: str = ""
    sure: bool = False
    """A reading that runs backwards was looked at again."""
    phone: PhoneSaid = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Attempt:
    """Nobody let us in: how often we knocked, and whether a card was left."""

    knocks: int = 0
    card: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """A stop as a list shows it."""

    id: UUID
    community_id: UUID
    home_id: UUID
    home: str
    building: str
    kind: StopKind
    state: StopState
    day: date
    staff_id: UUID
    staff: str
    standard: str
    due_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    by_hand: bool = False
    """Somebody put it there."""
    booked_from: datetime | None = None
    booked_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.state is StopState.PLANNED


@dataclass(frozen=True, slots=True)
class DayView:
    """A steward's day: what waits in the order one walks, and what is behind them."""

    day: date
    waiting: list[StopRow]
    behind: list[StopRow]
    marks: Mapping[UUID, str] = field(default_factory=dict)
    """By stop: the marks of the labels there, for a phone without a signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """One stop with all that is needed at the door."""

    stop: StopRow
    household: HouseholdRow
    items: list[AskedItem]
    quiet_until: datetime | None
    """Nobody is disturbed before: rest hours run. None: they don't."""
    last_at: datetime | None
    last_words: str
    may_start: bool
    may_record: bool
    may_miss: bool
    met: str = ""
    words: str = ""
    signer: str = ""
    shots: tuple["ShotRow", ...] = ()
    standard: str = ""
    """What is to be kept, in words."""
    signed: bool = False
    answered: tuple[tuple[AskedItem, object], ...] = ()
    """What was written down, by item."""
    flags: tuple["FlagRow", ...] = ()
    findings: tuple["FindingRow", ...] = ()
    marks: str = ""
    """Of the labels of this place, by which a phone without a signal knows them."""
    scanned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShotRow:
    """A photo of a stop."""

    id: UUID
    url: str
    text: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """A home that is owed something this period."""

    home_id: UUID
    home: str
    kind: StopKind
    standard: str
    left: int
    due_at: datetime
    staff: str
    """Who looks after the home; "" for nobody."""
    planned_on: date | None = None
    promise_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OwedPage:
    """A page of what is owed; `next` goes back as `after`."""

    rows: list[OwedRow]
    count: int
    next: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDay:
    """What one steward has today, in figures."""

    staff_id: UUID
    name: str
    waiting: int
    done: int
    absent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """How a quota of homes stands in the running period: `left` acts are still owed, `short` of them don't fit into the
    days left of the people there are."""

    code: str
    title: str
    members: int
    done: int
    left: int
    days_left: int
    short: int
    broken: int = 0
    """Households whose wishes the plan doesn't meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRow:
    """An act that finds no place in the plan: `certain` is the first day on which nothing helps any more."""

    id: UUID
    home_id: UUID
    home: str
    kind: StopKind
    standard: str
    title: str
    due_at: datetime
    certain: date
    why: str
    staff: str
    """Who looks after the home; "" for nobody."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is planned and what is short in the running period of one community; `planned_at`: when it was planned."""

    community_id: UUID
    day: date
    quotas: list["QuotaLine"]
    people: list[PersonDay]
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BuildingStops:
    """The stops of a person's day in one building, in the order one walks."""

    building: str
    stops: list[StopRow]

    @property
    def waiting(self) -> list[UUID]:
        """Those that can be put elsewhere."""
        return [one.id for one in self.stops if one.is_open]

    @property
    def agreed(self) -> int:
        """How many of them are agreed with the household."""
        return sum(one.booked_from is not None and one.is_open for one in self.stops)


@dataclass(frozen=True, slots=True)
class PersonCell:
    """A day of somebody in the plan; `there`: whether they are; `full`: no room is left."""

    day: date
    there: bool
    full: bool
    buildings: list[BuildingStops]


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """A week of somebody in the plan."""

    staff_id: UUID
    name: str
    cells: list[PersonCell]


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """The plan of a week, a person a row."""

    community_id: UUID
    monday: date
    today: date
    days: list[date]
    people: list[PersonWeek]

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRow:
    """Something about a record that was flagged. `words` say what in the reader's language, `may_settle` whether the
    reader may look at it and settle it, `may_explain` whether it is theirs to explain."""

    id: UUID
    stop_id: UUID
    home: str
    what: StopKind
    kind: FlagKind
    words: str
    at: datetime
    staff: str
    state: FlagState
    other_stop_id: UUID | None = None
    shot_url: str = ""
    other_shot_url: str = ""
    explanation: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
    reason: str = ""
    may_settle: bool = False
    may_explain: bool = False


@dataclass(frozen=True, slots=True)
class SpotRow:
    """A label at a door or in a stairwell; `words` say where, `placed`: it knows its place on earth."""

    id: UUID
    code: str
    words: str
    placed: bool

    @property
    def typed(self) -> str:
        """The code as it is read out and typed."""
        return f"{self.code[:4]}-{self.code[4:]}"


@dataclass(frozen=True, slots=True)
class FlagCount:
    """Records of a stretch of time that were flagged, and how many flags nobody looked at yet."""

    records: int
    waiting: int
