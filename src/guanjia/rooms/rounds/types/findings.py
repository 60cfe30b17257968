"""What is found: at a home, at routine work, or by the way; how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.rounds.types import ShotRow


class FindingState(StrEnum):
    """How far a finding has come."""

    OPEN = "open"
    FIXED = "fixed"
    """Put right, to be looked at again."""
    VERIFIED = "verified"
    ENDED = "ended"
    """It ended otherwise: an authority took it over, or it was none after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where something was found. `stop_id`, `routine_id`: at which round or work; neither: by the way."""

    community_id: UUID
    home_id: UUID | None = None
    place: str = ""
    """In words; of a home its label."""
    stop_id: UUID | None = None
    routine_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTheWay:
    """A breach that was seen outside of any round, or heard of."""

    kind: str
    words: str
    home_id: UUID | None = None
    place: str = ""
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """What was found; `before` and `after` are its photos. `breach`: the kind of the handbook, of what a resident did
    against the rules; such a one has its own page."""

    id: UUID
    stop_id: UUID | None
    home: str
    title: str
    words: str
    at: datetime
    state: FindingState
    community_id: UUID
    home_id: UUID | None = None
    routine_id: UUID | None = None
    staff_id: UUID
    case_id: UUID | None = None
    breach: str = ""
    grave: bool = False
    led_at: datetime | None = None
    led_by: str = ""
    before: tuple[ShotRow, ...] = ()
    after: tuple[ShotRow, ...] = ()
    voice: UUID | None = None
