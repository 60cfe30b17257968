"""What other rooms and the desks may hold of a place at work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Values = Mapping[str, list[str]]
"""What stands in a form: each field's name with its values."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form somebody has begun and not sent."""

    name: str
    values: Values
    at: datetime


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A filter of a list, kept by name; `query` is as it stands in the list's address."""

    id: UUID
    name: str
    query: str
    chosen: bool
    """The one the list begins with."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody has open: the case or conversation, where it is, in which tab of their browser."""

    subject_id: UUID
    community_id: UUID
    tab: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A colleague who has the same open."""

    staff_id: UUID
    name: str
    since: datetime
    writes: bool
    """They have written something there lately and not sent it."""
