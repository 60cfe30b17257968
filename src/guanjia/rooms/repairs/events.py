"""Facts of paid repair. Most are about the case, so that its standards hear them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events import CaseFact
from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteGiven(CaseFact):
    """A price was put to the resident; `amount` in fen, 0 where all of it is under warranty."""

    kind: ClassVar[str] = "case.quote_given"
    quote_id: UUID
    amount: int
    lines: int
    until: datetime
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRefused(CaseFact):
    """The resident said no to a price, for a reason of the handbook; `by` them or the desk on their word."""

    kind: ClassVar[str] = "case.quote_refused"
    quote_id: UUID
    amount: int
    reason: str
    by: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteExpired(CaseFact):
    """Nobody answered a quote within its time; it holds no longer."""

    kind: ClassVar[str] = "case.quote_expired"
    quote_id: UUID
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialUsed(CaseFact):
    """A material from somebody's van was used; `short`: the van had fewer by our count."""

    kind: ClassVar[str] = "case.material_used"
    item: str
    count: int
    short: bool = False
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialPutBack(CaseFact):
    """A material written down as used by error is on the van again. What was paid for stays as its receipt says."""

    kind: ClassVar[str] = "case.material_put_back"
    item: str
    count: int
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidFor(CaseFact):
    """The resident paid; `amount` in fen."""

    kind: ClassVar[str] = "case.paid_for"
    amount: int
    paid_by: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptGiven(CaseFact):
    """A receipt was given for what was paid."""

    kind: ClassVar[str] = "case.receipt_given"
    receipt_id: UUID
    number: str
    amount: int
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFact(CaseFact):
    """What every fact of a refund carries; `amount` in fen, `version` names what was asked for."""

    receipt_id: UUID
    amount: int
    version: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked(RefundFact):
    """Money is to be given back, for a reason of the handbook; `role` is whose decision that is."""

    kind: ClassVar[str] = "case.refund_asked"
    reason: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundApproved(RefundFact):
    """It may be given back. `role` is whose approval it is at a gate."""

    kind: ClassVar[str] = "case.refund_approved"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDeclined(RefundFact):
    """It is not given back."""

    kind: ClassVar[str] = "case.refund_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded(RefundFact):
    """The resident has it back, in this way."""

    kind: ClassVar[str] = "case.refunded"
    paid_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantyStands(CaseFact):
    """The same trouble at the same home, within the warranty of the repair `of`: free of charge."""

    kind: ClassVar[str] = "case.under_warranty"
    of_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantyLifted(CaseFact):
    """A colleague who dispatches saw that it is another trouble than the repair `of`; why stands in a note."""

    kind: ClassVar[str] = "case.warranty_lifted"
    of_id: UUID
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VanFact(Fact):
    """What every fact of somebody's van carries; the subject is whose it is."""

    about: ClassVar[str] = "staff"
    item: str
    count: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VanStocked(VanFact):
    """Material was taken in; `left` is what is there afterwards."""

    kind: ClassVar[str] = "van.stocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class VanCounted(VanFact):
    """Material was counted: `left` is there, `count` the difference to what was written down."""

    kind: ClassVar[str] = "van.counted"
