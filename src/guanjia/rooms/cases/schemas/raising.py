"""What programs send and get about what was brought up by hand."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from guanjia.rooms.cases.schemas import ActIn, Words
from guanjia.rooms.promises.types import SeenHow


class BroughtOut(Schema):
    id: UUID
    case_id: UUID
    community_id: UUID
    to_role: str
    role_title: str
    reason: str
    reason_title: str
    note: str
    by: str = Field(description="Empty: the house, because the resident asked so often")
    at: datetime
    seen_at: datetime | None
    seen_by: str
    how: str
    words: str


class BroughtPage(Schema):
    rows: list[BroughtOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class SeeToIn(ActIn):
    how: SeenHow = Field(description="seen, or acted: answered in words")
    words: Words = ""
