"""What other rooms may hold of a place."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Occupancy(StrEnum):
    """Whether a home is lived in; it decides which rounds it is owed."""

    OCCUPIED = "occupied"
    VACANT = "vacant"
    RENOVATING = "renovating"


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community with the company that serves it."""

    id: UUID
    code: str
    name: str
    zone: str
    phone: str
    address: str
    company_id: UUID
    company_name: str
    division: str = ""
    """The code of the district it lies in, six digits; empty: not said yet."""


@dataclass(frozen=True, slots=True)
class NewCommunity:
    """A community to be opened; `code` is short and latin, as it stands in addresses."""

    code: str
    name: str
    zone: str = "Asia/Shanghai"
    phone: str = ""
    address: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class HomeRow:
    """A home as a list shows it; `area` in square metres."""

    id: UUID
    community_id: UUID
    label: str
    building: str
    unit: str
    floor: int
    number: str
    area: Decimal | None
    occupancy: Occupancy


@dataclass(frozen=True, slots=True)
class NewHome:
    """A home to be added; without a unit the label is building-number. `area` in square metres."""

    building: str
    number: str
    unit: str = ""
    floor: int | None = None
    area: Decimal | None = None
    occupancy: Occupancy = Occupancy.OCCUPIED


@dataclass(frozen=True, slots=True)
class HomeChange:
    """What is otherwise about a home; None stays as it is. `area` in square metres."""

    id: UUID
    floor: int | None = None
    area: Decimal | None = None
    occupancy: Occupancy | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A shared area, or a building's stairwell, that a printed code stands for; `words` is how it is said."""

    community_id: UUID
    words: str
    code: str = ""
    """What the printed code says; empty where it was read."""
    area_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The place a sentence speaks of, as far as it says: parts of an address, and shared areas by their words."""

    building: str = ""
    unit: str = ""
    number: str = ""
    areas: tuple[str, ...] = ()
    text: str = ""
    """The words of the sentence that named the place."""

    def __bool__(self) -> bool:
        return bool(self.building or self.number or self.areas)

    @property
    def label(self) -> str:
        """The home's label as far as it was said: 3-2-1402, 3-1402, 3-2, 3; empty without a building."""
        return "-".join(part for part in (self.building, self.unit, self.number) if part) if self.building else ""

    @property
    def is_home(self) -> bool:
        """Whether one home was named, not just a building or a stairwell."""
        return bool(self.building and self.number)
