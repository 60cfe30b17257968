"""What other rooms and desks may hold of routine work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.rounds.types import AskedItem


class RoutineState(StrEnum):
    """How far one doing has come."""

    PLANNED = "planned"
    DONE = "done"
    PASSED = "passed"
    """Its day went by; while the period runs it is laid again."""
    DROPPED = "dropped"
    """Not owed any more."""


COMMUNITY, BUILDING, HIGH_RISE, STAFF = "community", "building", "high_rise", "staff"
"""Types of things that are known without anybody entering them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThing:
    """Something to be looked after. `kind` is a subject of the handbook; `buildings` are those it serves, none: all.
    `subject_id` where it is something that has an id already."""

    kind: str
    label: str
    buildings: tuple[str, ...] = ()
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """Something looked after, as a list shows it."""

    id: UUID
    kind: str
    kind_said: str
    label: str
    buildings: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """One doing of a day as the plan has it; `minute` is counted from midnight."""

    id: UUID
    staff_id: UUID | None
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineRow:
    """One doing, as a list shows it. `minute` is when it is meant, counted from midnight."""

    id: UUID
    community_id: UUID
    title: str
    standard: str
    place: str
    buildings: tuple[str, ...]
    state: RoutineState
    day: date
    minute: int
    staff_id: UUID | None
    staff: str
    due_at: datetime
    ended_at: datetime | None
    afterwards: bool = False
    """Entered from paper after it was done."""

    @property
    def clock(self) -> str:
        """When it is meant, as a clock shows it."""
        return f"{self.minute // 60:02}:{self.minute % 60:02}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.state is RoutineState.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRoutines:
    """What waits today, by the hour it is meant for, and what is behind."""

    day: date
    waiting: list[RoutineRow]
    behind: list[RoutineRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineView:
    """One doing with all that is asked at it."""

    routine: RoutineRow
    why: str
    items: list[AskedItem]
    together: int
    """How many people the handbook wants for it."""
    may_record: bool
    words: str = ""
    answered: tuple[tuple[AskedItem, object], ...] = ()
    pictures: tuple[tuple[str, UUID], ...] = ()
    paper: "PaperRow | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """That a doing was entered from paper: who did it, who entered it when."""

    id: UUID
    did: str
    entered_by: str
    at: datetime
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was seen. `given` is the evidence by item, `found` what is wrong by item, in words; `people`: how many did
    it together."""

    words: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, list[bytes]] = field(default_factory=dict)
    fixed: Mapping[str, list[bytes]] = field(default_factory=dict)
    """What was put right on the spot: the photos afterwards, by item."""
    breaches: Mapping[str, str] = field(default_factory=dict)
    """What a resident did against the rules: the kind of the handbook, by item."""
    people: int = 1

    def words_of(self, item: str) -> str:
        """What is wrong at an item; a dash where only what became of it was said."""
        words = self.found.get(item, "").strip()
        return words or ("—" if item in self.fixed or item in self.breaches else "")


class SheetOf(StrEnum):
    """What a printed sheet is about."""

    ROUTINES = "routines"
    STOPS = "stops"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSheet:
    """What is to be printed: a day's work of one person or of everybody; or one doing or stop of it."""

    of: SheetOf
    day: date
    staff_id: UUID | None = None
    one: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A sheet that was asked for; `made` once it can be had."""

    id: UUID
    of: SheetOf
    day: date
    staff: str
    made: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a sheet filled in by hand says: who did it and when, what was seen, and the sheet's photo."""

    staff_id: UUID
    at: datetime
    photo: bytes
    words: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    met: str = ""
    people: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOf:
    """A floor of a building in the map: how many of its homes were seen in time, and how many are overdue."""

    floor: int
    homes: int
    owed: int
    done: int
    last: datetime | None
    shade: int
    """0: nothing is owed; 1 to 4: the longer nobody was there, the stronger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingRow:
    """A building in the map: what is owed and done at its homes and in routine work, and when it was last seen."""

    code: str
    homes: int
    owed: int
    done: int
    last: datetime | None
    days: int | None
    shade: int
    routine_owed: int
    routine_done: int
    cells: tuple[CellOf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSeen:
    """A home of a building: how it is lived in, when it was last seen, what is owed and done in the running period."""

    id: UUID
    label: str
    floor: int
    occupancy: str
    last: datetime | None
    days: int | None
    owed: int
    done: int
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The map of a community: its buildings, and how many floors the highest has."""

    buildings: tuple[BuildingRow, ...]
    floors: tuple[int, ...]
    homes: int
    seen: int
