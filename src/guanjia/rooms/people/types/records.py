"""What the pages of homes and staff show and take: residences with their days, one member of staff, a week."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ResidenceRow:
    """Somebody in one home from a day to a day, masked; `others` are the labels of their other homes now."""

    id: UUID
    resident_id: UUID
    name: str
    masked_phone: str
    kind: str
    since: date | None
    until: date | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill or certificate somebody has; `over`: no longer valid."""

    code: str
    valid_until: datetime | None
    over: bool


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift of a week."""

    id: UUID
    community_id: UUID
    role: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class PostRow:
    """A role in a community."""

    id: UUID
    community_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class StaffFile:
    """All that is written down about one member of staff."""

    id: UUID
    name: str
    masked_phone: str
    username: str
    has_left: bool
    can_sign_in: bool
    posts: tuple[PostRow, ...] = ()
    skills: tuple[SkillRow, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffWeek:
    """One member of staff with the shifts of each day of a week, Monday first."""

    id: UUID
    name: str
    days: tuple[tuple[ShiftRow, ...], ...]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role and the duties it has in the company."""

    code: str
    duties: frozenset[str]
    staff: int
    """How many have it in the communities one looks at."""


@dataclass(frozen=True, slots=True)
class ToHire:
    """Somebody to be employed in one community."""

    community_id: UUID
    username: str
    name: str
    phone: str
    role: str


@dataclass(frozen=True, slots=True)
class ToRoster:
    """A shift to be written down for one member of staff."""

    community_id: UUID
    role: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, and the Mondays beside it."""

    monday: date
    before: date
    after: date
    days: tuple[date, ...] = field(default_factory=tuple)
