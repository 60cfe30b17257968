"""What other rooms may hold of paid repair: the price list, quotes and their lines, what is on a van, receipts."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guanjia.rooms.cases.types import PhotoRow
from guanjia.rooms.cases.types.remedies import AskState

FREE_LINE = ""
"""The code of a line that is not on the price list."""


class ItemKind(StrEnum):
    """What a line of the price list is paid for."""

    LABOUR = "labour"
    MATERIAL = "material"


class QuoteState(StrEnum):
    """How far a quote has come; `replaced` by a newer one, `expired` unanswered."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"
    EXPIRED = "expired"


class PaidBy(StrEnum):
    """How it was paid."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"


class MoveOf(StrEnum):
    """Why a count on a van changed."""

    TAKEN_IN = "taken_in"
    USED = "used"
    COUNTED = "counted"
    PUT_BACK = "put_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the price list as it holds on a day; the price in fen, of one `unit`."""

    code: str
    kind: ItemKind
    title: str
    title_en: str = ""
    unit: str
    unit_en: str = ""
    price: int
    warranty_days: int = 0
    valid_from: date | None = None
    """None: from the handbook, until the community has a list of its own."""

    def told_in(self, language: str) -> str:
        """Its name in the reader's language."""
        return self.title if language.startswith("zh") or not self.title_en else self.title_en

    def unit_in(self, language: str) -> str:
        """What one of it is called in the reader's language."""
        return self.unit if language.startswith("zh") or not self.unit_en else self.unit_en


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a line of the price list; or, with a title and a price in fen, one that is not on it."""

    code: str
    count: int = 1
    title: str = ""
    price: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a quote or receipt, as it was when it was written; money in fen."""

    code: str
    kind: str
    title: str
    title_en: str = ""
    unit: str = ""
    unit_en: str = ""
    price: int
    count: int
    warranty_days: int = 0
    covered_by: str = ""
    """The number of the case under whose warranty it is free."""

    @property
    def amount(self) -> int:
        """What it costs, in fen."""
        return 0 if self.covered_by else self.price * self.count

    def plain(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)

    def told_in(self, language: str) -> str:
        """Its name in the reader's language."""
        return self.title if language.startswith("zh") or not self.title_en else self.title_en

    def unit_in(self, language: str) -> str:
        """What one of it is called in the reader's language."""
        return self.unit if language.startswith("zh") or not self.unit_en else self.unit_en


@dataclass(frozen=True, slots=True)
class Cover:
    """What an earlier repair still stands for: its case, the number, until when."""

    case_id: UUID
    number: str
    until: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in the reader's language."""

    title: str
    unit: str
    price: int
    count: int
    amount: int
    covered_by: str
    is_material: bool
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A quote as a page shows it; money in fen."""

    id: UUID
    state: QuoteState
    lines: list[LineRow]
    total: int
    offered_at: datetime
    valid_until: datetime
    answered_at: datetime | None
    answered_by: str
    reason: str
    """Why it was refused, in words."""
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """How many of a material are on somebody's van."""

    code: str
    title: str
    unit: str
    count: int
    counted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UsedRow:
    """A material used on a case, by whom and when; `back`: it was written down by error and is on the van again."""

    title: str
    unit: str
    count: int
    who: str
    at: datetime
    short: bool
    back: bool = False
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """A receipt; `bytes` of its PDF, 0 while it is being made."""

    id: UUID
    case_id: UUID
    number: str
    lines: list[LineRow]
    total: int
    capitals: str
    paid_by: PaidBy
    paid_by_title: str
    at: datetime
    who: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRefund:
    """How much is to be given back (fen), and why: a reason of the handbook, with a note where it asks for one."""

    amount: int
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """What is given back of a receipt, as a page shows it."""

    id: UUID
    receipt_id: UUID
    number: str
    amount: int
    reason: str
    note: str
    role_title: str
    state: AskState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    given_by: str
    given_at: datetime | None
    paid_by_title: str
    may_decide: bool = False
    """Whether who looks at it may say yes or no: somebody of the role or above it, and not who asked."""


@dataclass(frozen=True, slots=True)
class WarrantyRow:
    """The same trouble at the same home, within the warranty of an earlier repair: free of charge."""

    of_id: UUID
    of_number: str
    of_title: str
    of_done_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairView:
    """Everything about money, material and warranty of one case."""

    quote: QuoteRow | None
    """The newest that was not replaced."""
    receipt: ReceiptRow | None
    used: list[UsedRow]
    warranty: WarrantyRow | None
    may_pay: bool
    """Agreed to, and no receipt yet."""
    signature: PhotoRow | None = None
    """With what the resident signed for the price."""


@dataclass(frozen=True, slots=True)
class PriceProblem:
    """A cell of a price list that can't be taken, and what to write instead; English source with `params`."""

    row: int
    column: str
    shown: str
    what: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PricePlan:
    """What a workbook of prices would change: new lines, other prices, what stays; or which cells are wrong."""

    rows: list[Listed]
    new: int
    changed: int
    same: int
    problems: list[PriceProblem]
