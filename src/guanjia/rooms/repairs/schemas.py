"""What programs send and get; shape only. Money is whole fen."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.cases.types.remedies import AskState
from guanjia.rooms.repairs.types import ItemKind, NewRefund, PaidBy, QuoteState, Wanted
from guanjia.shared.api import Printable

Code = Annotated[Printable, Field(max_length=60)]
ItemCode = Annotated[Printable, Field(max_length=20)]
Amount = Annotated[int, Field(ge=0, le=100_000_000, description="Fen")]
Chosen = Annotated[Printable, Field(max_length=40, description="Id of a community you serve; the first for none")]


class HappenedIn(Schema):
    at: AwareDatetime | None = Field(default=None, description="When it happened; now for none")


class WantedIn(Schema):
    code: ItemCode = Field("", description="Of the price list; empty for a line that is not on it")
    count: int = Field(1, ge=1, le=999)
    title: Annotated[Printable, Field(max_length=60)] = ""
    price: Amount = 0

    def wanted(self) -> Wanted:
        return Wanted(self.code, self.count, self.title, self.price)


class QuoteIn(HappenedIn):
    lines: list[WantedIn] = Field(max_length=40)


class QuoteReasonIn(HappenedIn):
    reason: Code


class MaterialsIn(HappenedIn):
    used: dict[ItemCode, int] = Field(max_length=40, description="By code of the price list: how many")
    short: bool = Field(default=False, description="Used although the van has fewer by the count")


class MaterialsBackIn(HappenedIn):
    back: dict[ItemCode, int] = Field(max_length=40, description="By code: how many were written down by error")


class VanIn(HappenedIn):
    items: dict[ItemCode, int] = Field(max_length=100, description="By code of the price list: how many")


class PaymentIn(HappenedIn):
    paid_by: PaidBy


class RefundIn(HappenedIn):
    amount: Annotated[int, Field(ge=1, le=100_000_000, description="Money in fen")]
    reason: Code
    note: Annotated[Printable, Field(max_length=2000)] = ""

    def given(self) -> NewRefund:
        return NewRefund(amount=self.amount, reason=self.reason, note=self.note)


class RefundDecisionIn(HappenedIn):
    approve: bool
    answer: Annotated[Printable, Field(max_length=500)] = ""


class RefundOut(Schema):
    id: UUID
    number: str
    amount: int
    reason: str
    state: AskState
    asked_at: datetime
    decided_at: datetime | None
    given_at: datetime | None


class LiftIn(HappenedIn):
    why: Annotated[Printable, Field(min_length=1, max_length=500)]


class StepsIn(HappenedIn):
    evidence: dict[Code, bool] = Field(
        default={}, max_length=40, description="By item of the handbook's checklist: what was seen to before the start"
    )


class StartIn(HappenedIn):
    window_start: AwareDatetime


class ListedOut(Schema):
    code: str
    kind: ItemKind
    title: str
    title_en: str
    unit: str
    unit_en: str
    price: int = Field(description="Fen")
    warranty_days: int
    valid_from: date | None = Field(description="Null: by the handbook")


class LineOut(Schema):
    code: str
    title: str
    unit: str
    price: int
    count: int
    amount: int
    covered_by: str = Field(description="Number of the case under whose warranty it is free")
    is_material: bool


class QuoteOut(Schema):
    id: UUID
    state: QuoteState
    lines: list[LineOut]
    total: int
    offered_at: datetime
    valid_until: datetime
    answered_at: datetime | None
    answered_by: str
    reason: str


class ReceiptOut(Schema):
    id: UUID
    number: str
    lines: list[LineOut]
    total: int
    capitals: str
    paid_by: PaidBy
    at: datetime


class UsedOut(Schema):
    title: str
    unit: str
    count: int
    who: str
    at: datetime
    short: bool


class WarrantyOut(Schema):
    of_id: UUID
    of_number: str
    until: datetime


class RepairOut(Schema):
    quote: QuoteOut | None
    receipt: ReceiptOut | None
    used: list[UsedOut]
    warranty: WarrantyOut | None
    may_pay: bool


class StockOut(Schema):
    code: str
    title: str
    unit: str
    count: int
    counted_at: datetime | None


class WindowOut(Schema):
    start: datetime
    end: datetime


class MadeOut(Schema):
    id: UUID
