"""What other rooms may hold of people: duties, rows of staff, contacts and residents."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Duty(StrEnum):
    """What a door asks for. Which role has which duty is data of the company, never code."""

    SEE_QUEUE = "see_queue"
    ANSWER = "answer"
    REGISTER = "register"
    CLASSIFY = "classify"
    DISPATCH = "dispatch"
    DO_WORK = "do_work"
    ACCEPT_FOR_RESIDENT = "accept_for_resident"
    DECIDE_COMPLAINTS = "decide_complaints"
    CLOSE_CASES = "close_cases"
    ASK_RESIDENTS = "ask_residents"
    SEE_RESIDENTS = "see_residents"
    UNMASK = "unmask"
    SEE_SCORE = "see_score"
    SEE_HANDBOOK = "see_handbook"
    EDIT_HANDBOOK = "edit_handbook"
    APPROVE_HANDBOOK = "approve_handbook"
    SEE_APPROVALS = "see_approvals"
    WAIVE = "waive"
    RECEIVE_ESCALATION = "receive_escalation"
    MANAGE = "manage"
    SEE_OPS = "see_ops"
    AS_RESIDENT = "as_resident"


class AccountKind(StrEnum):
    """Who an account belongs to."""

    STAFF = "staff"
    RESIDENT = "resident"


class ResidentKind(StrEnum):
    """How a resident belongs to the home."""

    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"


class UnmaskReason(StrEnum):
    """Why a name and phone had to be seen in full; typed, so that it can be counted and holds no personal data."""

    CALL = "call"
    VISIT = "visit"
    IDENTITY = "identity"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as a list shows it."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    skills: tuple[str, ...] = ()
    masked_phone: str = ""
    on_duty_until: datetime | None = None
    """End of the present shift; None: not on duty."""


@dataclass(frozen=True, slots=True)
class StaffOnDuty:
    """Somebody whose shift runs now, with the skills that are valid now."""

    id: UUID
    name: str
    role: str
    skills: frozenset[str]
    shift_ends: datetime
    zone: frozenset[UUID] = frozenset()
    """Buildings and areas they look after by this post."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody to be hired. Without a password the account can't sign in until one is set."""

    username: str
    name: str
    phone: str = ""
    password: str | None = None
    encoded: str = ""
    """The password as Django keeps it, for who brings one along; instead of `password`."""
    posts: tuple[tuple[UUID, str], ...] = ()
    """Pairs of community and role."""
    skills: tuple[tuple[str, datetime | None], ...] = ()
    """Pairs of skill and the end of its validity; None: no end."""


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift to be rostered, [starts, ends)."""

    staff_id: UUID
    community_id: UUID
    role: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class NewResident:
    """A resident to be written down for a home."""

    home_id: UUID
    name: str
    phone: str = ""
    kind: ResidentKind = ResidentKind.OWNER
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody on one channel: a known resident, or unknown until then. Name and phone are masked."""

    id: UUID
    community_id: UUID
    channel: str
    name: str
    masked_phone: str
    home_id: UUID | None
    home_label: str
    resident_id: UUID | None
    kind: str
    """owner, tenant, family; former: they have moved out; empty: not known yet."""


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident of a home, masked."""

    id: UUID
    name: str
    masked_phone: str
    kind: str
    home_id: UUID
    home_label: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A home with the people who live there, masked."""

    id: UUID
    label: str
    occupancy: str
    community_id: UUID
    residents: tuple[ResidentRow, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Unmasked:
    """A name and a phone in full, given out once against a reason."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """Somebody saw a resident's number in full; `reason` is a word of `UnmaskReason`."""

    who: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An account of a demo, as its visitors are told."""

    login: str
    role: str
    password: str


@dataclass(frozen=True, slots=True)
class MoveIn:
    """Somebody to be written down for a home from a day on."""

    name: str
    phone: str
    kind: ResidentKind
    day: date


class EraseReason(StrEnum):
    """Why somebody's data are taken away; typed, so that it can be counted and holds no personal data."""

    ASKED = "asked"
    MOVED = "moved"
    MISTAKE = "mistake"
