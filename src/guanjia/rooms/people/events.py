"""Facts about people; ids and plain values only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactKnown(Fact):
    """Somebody who wrote was recognised as a resident."""

    kind: ClassVar[str] = "contact.known"
    about: ClassVar[str] = "contact"

    home_id: UUID
    resident_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLeaveGranted(Fact):
    """Somebody is away for a while; told once for each community they serve."""

    kind: ClassVar[str] = "staff.leave_granted"
    about: ClassVar[str] = "staff"

    starts: datetime
    ends: datetime
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentUnmasked(Fact):
    """Somebody saw a resident's name and phone in full; `reason` is one of the typed ones."""

    kind: ClassVar[str] = "resident.unmasked"
    about: ClassVar[str] = "resident"

    staff_id: UUID
    reason: str
    evidence: dict[str, object] = field(default_factory=dict)
    """What is on record: who looked, when and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactUnmasked(Fact):
    """The same for somebody who is not known as a resident."""

    kind: ClassVar[str] = "contact.unmasked"
    about: ClassVar[str] = "contact"

    staff_id: UUID
    reason: str
    evidence: dict[str, object] = field(default_factory=dict)
