"""What belongs to a case: its quote, the materials used, its receipt, and the warranty it stands under."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases.selectors import BookWords, CaseRef
from guanjia.rooms.people import selectors as people
from guanjia.rooms.repairs import access, rules
from guanjia.rooms.repairs.models import Quote, Receipt, StockMove, Warranty
from guanjia.rooms.repairs.rules.quoting import PAYABLE
from guanjia.rooms.repairs.types import (
    Cover,
    ItemKind,
    Line,
    LineRow,
    MoveOf,
    PaidBy,
    QuoteRow,
    QuoteState,
    ReceiptRow,
    RepairView,
    UsedRow,
    WarrantyRow,
)
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of, rows_of_each

PRINT = Path(__file__).resolve().parents[1] / "print"
PAID_BY = {
    PaidBy.WECHAT: _("WeChat"),
    PaidBy.ALIPAY: _("Alipay"),
    PaidBy.CASH: _("Cash"),
    PaidBy.CARD: _("Card"),
    PaidBy.TRANSFER: _("Bank transfer"),
}


@cache
def _signs() -> rules.Capitals:
    found: dict[str, Any] = json.loads((PRINT / "capitals.json").read_text(encoding="utf-8"))
    places, groups = tuple(found.pop("places")), tuple(found.pop("groups"))
    return rules.Capitals(**found, places=places, groups=groups)


def said_capitals(fen: int) -> str:
    """An amount in the signs of receipts (大写)."""
    return rules.in_capitals(fen, _signs())


def agreed_lines(case_ids: Iterable[UUID]) -> dict[UUID, list[Line]]:
    """By case: the lines that were agreed to. One light query."""
    rows = rows_of(Quote, case_id=list(case_ids), state=QuoteState.ACCEPTED.value)
    return {row.case_id: [Line(**line) for line in row.lines] for row in rows}


def covers(case: CaseRef, *, at: datetime) -> dict[str, Cover]:
    """What earlier repairs at this home still stand for, by code of the price list. Two queries at most."""
    if case.home_id is None or any(one.lifted_at for one in rows_of(Warranty, case_id=case.id)):
        return {}
    rows = [
        row for row in rows_of(Quote, home_id=case.home_id, state=QuoteState.ACCEPTED.value) if row.case_id != case.id
    ]
    known = case_reads.live_cases(row.case_id for row in rows) if rows else {}
    earlier = [
        (row.case_id, known[row.case_id].number, done_at, [Line(**line) for line in row.lines])
        for row in rows
        if row.case_id in known and (done_at := known[row.case_id].done_at) is not None
    ]
    return rules.covers_of(earlier, at)


def is_paid(case_id: UUID) -> bool:
    """Whether there is a receipt. One light query."""
    return bool(rows_of(Receipt, case_id=case_id))


def warranty_of(case_id: UUID) -> WarrantyRow | None:
    """The earlier repair that stands for this case. Two light queries at most."""
    return _warranty(rows_of(Warranty, case_id=case_id))


def _warranty(found: Sequence[Warranty]) -> WarrantyRow | None:
    if not found or found[0].lifted_at is not None:
        return None
    of = case_reads.case_ref(found[0].of_id)
    return WarrantyRow(of.id, of.number, of.title, of.done_at or found[0].found_at, found[0].until)


def repair_of(actor: Actor, case_id: UUID, *, at: datetime) -> RepairView:
    """Money, material and warranty of a case for a page. Raises Missing. Four queries at most."""
    return repair_on(actor, case_id, case_access.case(actor, case_id).state, at=at)


def repair_on(actor: Actor, case_id: UUID, state: str, *, at: datetime) -> RepairView:
    """The same of a case that was reached already and is in this state. One query, three where money is on it."""
    quotes, receipts, moves, warranties = rows_of_each(
        *((table, {"case_id": case_id}) for table in (Quote, Receipt, StockMove, Warranty))
    )
    stand = [row for row in quotes if row.state != QuoteState.REPLACED]
    quote = max(stand, key=lambda row: (row.offered_at, row.id), default=None)
    moves = sorted(moves, key=lambda row: (row.at, row.id)) if actor.staff_id else []
    told_of = [quote.staff_id if quote else None, *(row.staff_id for row in receipts), *(row.staff_id for row in moves)]
    names, words = people.staff_names(told_of), BookWords(at)
    agreed = quote is not None and quote.state == QuoteState.ACCEPTED and quote.total > 0
    return RepairView(
        quote=_quote(quote, names, words, at) if quote else None,
        receipt=_receipt(receipts[0], names) if receipts else None,
        used=[_used(row, names) for row in moves],
        warranty=_warranty(warranties),
        may_pay=agreed and not receipts and state in PAYABLE,
        signature=case_reads.price_signature(case_id) if quote and quote.answered_by == "signature" else None,
    )


def _quote(row: Quote, names: dict[UUID, str], words: BookWords, at: datetime) -> QuoteRow:
    waits_in_vain = row.state == QuoteState.OFFERED and row.valid_until < at
    return QuoteRow(
        id=row.pk,
        state=QuoteState.EXPIRED if waits_in_vain else QuoteState(row.state),
        lines=line_rows([Line(**line) for line in row.lines]),
        total=row.total,
        offered_at=row.offered_at,
        valid_until=row.valid_until,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        reason=words.of("reasons", row.community_id, row.reason) if row.reason else "",
        by=names.get(row.staff_id, "") if row.staff_id else "",
    )


def line_rows(lines: Sequence[Line]) -> list[LineRow]:
    """Lines in the reader's language."""
    language = get_language() or "zh"
    return [
        LineRow(
            title=line.told_in(language),
            unit=line.unit_in(language),
            price=line.price,
            count=line.count,
            amount=line.amount,
            covered_by=line.covered_by,
            is_material=line.kind == ItemKind.MATERIAL,
            code=line.code,
        )
        for line in lines
    ]


def _used(row: StockMove, names: dict[UUID, str]) -> UsedRow:
    zh = (get_language() or "zh").startswith("zh")
    title, unit = (row.title, row.unit) if zh else (row.title_en or row.title, row.unit_en or row.unit)
    back = row.of == MoveOf.PUT_BACK
    return UsedRow(title, unit, abs(row.delta), names.get(row.staff_id, ""), row.at, row.short, back, row.staff_id)


@dataclass(frozen=True, slots=True)
class UsedFrom:
    """What of a material stands written down as used on a case from one van."""

    title: str
    unit: str
    count: int


def used_from(case_id: UUID, staff_id: UUID) -> dict[str, UsedFrom]:
    """What of each material is used on a case from somebody's van, less what was put back. One query."""
    zh = (get_language() or "zh").startswith("zh")
    found: dict[str, UsedFrom] = {}
    for row in StockMove.objects.filter(case=case_id, staff=staff_id).order_by("at", "id"):
        title, unit = (row.title, row.unit) if zh else (row.title_en or row.title, row.unit_en or row.unit)
        before = found[row.code].count if row.code in found else 0
        found[row.code] = UsedFrom(title, unit, before - row.delta)
    return {code: one for code, one in found.items() if one.count > 0}


def _receipt(row: Receipt, names: dict[UUID, str]) -> ReceiptRow:
    return ReceiptRow(
        id=row.pk,
        case_id=row.case_id,
        number=row.number,
        lines=line_rows([Line(**line) for line in row.lines]),
        total=row.total,
        capitals=said_capitals(row.total),
        paid_by=PaidBy(row.paid_by),
        paid_by_title=gettext(PAID_BY[PaidBy(row.paid_by)]),
        at=row.at,
        who=names.get(row.staff_id, ""),
        bytes=len(row.content) if row.content else 0,
    )


def receipt(actor: Actor, receipt_id: UUID) -> ReceiptRow:
    """One receipt for who may see its case. Raises Missing."""
    row = access.receipt(actor, receipt_id)
    return _receipt(row, people.staff_names([row.staff_id]))
