"""A workbook of master data: what its sheets may hold, what was found wrong, and what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.people.types import NewShift, NewStaff, ResidentKind
from guanjia.rooms.places.types import NewHome, Occupancy


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    PHONE = "phone"
    AREA = "area"
    FLOOR = "floor"
    DAY = "day"
    HOUR = "hour"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its word in the code, what it holds, whether it must be filled, and its longest text."""

    code: str
    holds: Holds = Holds.TEXT
    needed: bool = False
    most: int = 60


SHEETS: Mapping[str, tuple[Column, ...]] = {
    "homes": (
        Column("building", needed=True, most=10),
        Column("unit", most=10),
        Column("number", needed=True, most=10),
        Column("floor", Holds.FLOOR),
        Column("area", Holds.AREA),
        Column("occupancy", Holds.CHOICE),
    ),
    "residents": (
        Column("home", needed=True, most=32),
        Column("name", needed=True),
        Column("phone", Holds.PHONE),
        Column("kind", Holds.CHOICE, needed=True),
        Column("since", Holds.DAY),
        Column("until", Holds.DAY),
    ),
    "staff": (
        Column("username", needed=True),
        Column("name", needed=True),
        Column("phone", Holds.PHONE),
        Column("role", Holds.CHOICE, needed=True),
    ),
    "skills": (
        Column("username", needed=True),
        Column("skill", Holds.CHOICE, needed=True),
        Column("valid_until", Holds.DAY),
    ),
    "shifts": (
        Column("username", needed=True),
        Column("role", Holds.CHOICE, needed=True),
        Column("day", Holds.DAY, needed=True),
        Column("starts", Holds.HOUR, needed=True),
        Column("ends", Holds.HOUR, needed=True),
    ),
}
"""The sheets of the workbook, in the order in which one may lean on another."""


@dataclass(frozen=True, slots=True)
class Words:
    """What sheets, columns and choices may be called in a file, in every language; folded to lower case."""

    sheets: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    choices: Mapping[tuple[str, str], Mapping[str, str]]
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(sheet, column) → the column's name in the reader's language; (sheet, "") → the sheet's."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that can't be taken, and what to write instead. Row 0: the sheet as a whole; 1: its heads."""

    sheet: str
    row: int
    column: str
    """The column's letter; empty for the row as a whole."""
    shown: str
    what: str
    """English source, to be translated at the edge; with `params`."""
    instead: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose cells could be read one by one: values by column, and where each stands."""

    number: int
    values: Mapping[str, object]
    letters: Mapping[str, str]
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A known sheet as it was read; `name` is what the file calls it."""

    code: str
    name: str
    rows: tuple[ReadRow, ...]


@dataclass(frozen=True, slots=True)
class Living:
    """Somebody who lives in a home now, as far as an import compares."""

    residence_id: UUID
    resident_id: UUID
    phone: str
    kind: str
    since: date | None


@dataclass(frozen=True, slots=True)
class KnownHome:
    """A home there is, as far as an import compares."""

    id: UUID
    floor: int
    area: Decimal | None
    occupancy: Occupancy


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """Somebody with this user name; `ours`: with a post in a community the importing person serves."""

    id: UUID
    name: str
    phone: str
    roles: frozenset[str]
    """In the community of the import."""
    ours: bool
    employed: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is written down already, where a file is compared with it."""

    community_id: UUID
    zone: str
    today: date
    homes: Mapping[str, KnownHome] = field(default_factory=dict)
    living: Mapping[tuple[str, str], Living] = field(default_factory=dict)
    """By home label and name."""
    left: Mapping[tuple[str, str], frozenset[date]] = field(default_factory=dict)
    """The last days of those who moved out, by home label and name."""
    staff: Mapping[str, KnownStaff] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    """User names of accounts that are no staff of this company."""
    skills: Mapping[tuple[str, str], datetime | None] = field(default_factory=dict)
    shifts: Mapping[str, tuple[tuple[datetime, datetime, str], ...]] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    """Roles the importing person may not give."""
    importer: str = ""
    """Their own user name: nobody gives a post to themselves."""


@dataclass(frozen=True, slots=True)
class ImportedResident:
    """Somebody to be written down for a home by its label: the home may come with the same file."""

    home: str
    name: str
    phone: str
    kind: ResidentKind
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChangedResident:
    """What a file says otherwise about somebody who lives there; None stays as it is."""

    living: Living
    phone: str | None = None
    kind: ResidentKind | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ChangedHome:
    """What a file says otherwise about a home; None stays as it is."""

    id: UUID
    floor: int | None = None
    area: Decimal | None = None
    occupancy: Occupancy | None = None


@dataclass(frozen=True, slots=True)
class StaffChange:
    """New words for somebody employed, and posts they do not have yet."""

    staff_id: UUID
    name: str | None = None
    phone: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of one sheet that are new, that change something, and that say what is known."""

    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.new + self.changed + self.same


@dataclass(slots=True)
class Plan:
    """What a file would do. With a problem nothing is done."""

    problems: list[CellProblem] = field(default_factory=list)
    counts: dict[str, Count] = field(default_factory=dict)
    left_alone: list[str] = field(default_factory=list)
    """Names of sheets nobody knows; they are not read."""
    homes: list[NewHome] = field(default_factory=list)
    changed_homes: list[ChangedHome] = field(default_factory=list)
    residents: list[ImportedResident] = field(default_factory=list)
    changed_residents: list[ChangedResident] = field(default_factory=list)
    staff: dict[str, NewStaff] = field(default_factory=dict)
    changed_staff: list[StaffChange] = field(default_factory=list)
    skills: list[tuple[str, str, datetime | None]] = field(default_factory=list)
    """User name, skill, end of its validity."""
    shifts: list[tuple[str, NewShift]] = field(default_factory=list)
    """User name, and the shift with the staff's id still to be filled in."""

    @property
    def changes(self) -> int:
        """How many rows would change something."""
        return sum(one.new + one.changed for one in self.counts.values())


class ImportState(StrEnum):
    """Where a sent file stands."""

    CHECKED = "checked"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file that was sent, as pages show it."""

    id: UUID
    community_id: UUID
    file_name: str
    state: ImportState
    sent_at: datetime
    done_at: datetime | None
    counts: Mapping[str, Count]
