"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.people.types import UnmaskReason
from guanjia.shared.api import Printable

Search = Annotated[
    Printable, Field(max_length=60, description="A home (3-2-1402, 3栋2单元), a phone, or the beginning of a name")
]
After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]


class CommunityOut(Schema):
    id: UUID
    code: str
    name: str
    zone: str


class MeOut(Schema):
    id: UUID | None
    name: str
    staff_id: UUID | None
    contact_id: UUID | None
    roles: list[str]
    duties: list[str]
    communities: list[CommunityOut]


class StaffOut(Schema):
    id: UUID
    name: str
    roles: list[str]
    skills: list[str]
    masked_phone: str
    on_duty_until: datetime | None = Field(description="End of the present shift; null: not on duty")


class StaffPage(Schema):
    rows: list[StaffOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class ResidentOut(Schema):
    id: UUID
    name: str = Field(description="Masked")
    masked_phone: str
    kind: str


class HouseholdOut(Schema):
    id: UUID
    community_id: UUID
    label: str
    occupancy: str
    residents: list[ResidentOut]


class HouseholdPage(Schema):
    rows: list[HouseholdOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class LeaveIn(Schema):
    starts: AwareDatetime
    ends: AwareDatetime = Field(description="The first moment they are back")


class UnmaskIn(Schema):
    reason: UnmaskReason


class UnmaskedOut(Schema):
    name: str
    phone: str
