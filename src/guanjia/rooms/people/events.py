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
class StaffFact(Fact):
    """What was done to a member of staff, and by whom."""

    about: ClassVar[str] = "staff"

    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLeaveGranted(StaffFact):
    """Somebody is away for a while; told once for each community they serve."""

    kind: ClassVar[str] = "staff.leave_granted"

    starts: datetime
    ends: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentMovedIn(Fact):
    """Somebody belongs to a home from a day on."""

    kind: ClassVar[str] = "resident.moved_in"
    about: ClassVar[str] = "resident"

    home_id: UUID
    belongs: str
    """owner, tenant, family."""
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentMovedOut(Fact):
    """Somebody no longer belongs to a home; `day` is the last one."""

    kind: ClassVar[str] = "resident.moved_out"
    about: ClassVar[str] = "resident"

    home_id: UUID
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterDataImported(Fact):
    """A workbook of master data was taken in; how many rows were new and how many changed something."""

    kind: ClassVar[str] = "import.done"
    about: ClassVar[str] = "import"

    staff_id: UUID
    new: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(StaffFact):
    """Somebody was given a role in the community."""

    kind: ClassVar[str] = "staff.role_given"

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken(StaffFact):
    """Somebody no longer has a role in the community."""

    kind: ClassVar[str] = "staff.role_taken"

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDismissed(StaffFact):
    """Somebody left the company."""

    kind: ClassVar[str] = "staff.dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordGiven(StaffFact):
    """Somebody was given a new password by a manager."""

    kind: ClassVar[str] = "staff.password_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorForgotten(StaffFact):
    """Somebody's second factor was taken away by a manager."""

    kind: ClassVar[str] = "staff.second_factor_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTermsChanged(Fact):
    """What the company asks of signing in was changed: minutes at shared computers, roles with a second factor."""

    kind: ClassVar[str] = "company.sign_in_changed"
    about: ClassVar[str] = "company"

    by_staff_id: UUID | None = None
    shared_minutes: int
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentErased(Fact):
    """Name, phone and what they wrote were taken away on request; the journal keeps ids only."""

    kind: ClassVar[str] = "resident.erased"
    about: ClassVar[str] = "resident"

    staff_id: UUID
    reason: str
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterDataExported(Fact):
    """A community's master data were asked for as a file; `reason` is one of unmasking, or "masked"."""

    kind: ClassVar[str] = "export.asked"
    about: ClassVar[str] = "export"

    staff_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestFact(Fact):
    """What every fact of a resident's request about what is kept of them carries; `what` is the kind of request."""

    about: ClassVar[str] = "data_request"

    contact_id: UUID
    home_id: UUID | None = None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestMade(DataRequestFact):
    """A resident asks for a change of their family, or for their own data."""

    kind: ClassVar[str] = "data_request.made"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestSettled(DataRequestFact):
    """It was done, or declined with a reason."""

    kind: ClassVar[str] = "data_request.settled"

    granted: bool
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestWithdrawn(DataRequestFact):
    """The resident took it back."""

    kind: ClassVar[str] = "data_request.withdrawn"
