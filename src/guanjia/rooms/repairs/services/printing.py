"""The receipt on one page, made by typst: its words go in as JSON, so none of them is ever read as markup."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases.selectors import BookWords
from guanjia.rooms.cases.types.remedies import AskState
from guanjia.rooms.handbook.services.printing import chinese_font
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.repairs import access
from guanjia.rooms.repairs.models import Receipt, Refund
from guanjia.rooms.repairs.selectors.of_case import PAID_BY, line_rows, said_capitals
from guanjia.rooms.repairs.services.ground import lines_in
from guanjia.rooms.repairs.types import LineRow, PaidBy
from guanjia.shared import jobs
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, row_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.templatetags.guanjia import yuan

PRINT, PRINT_REFUND = "rooms.repairs.tasks.print_receipt", "rooms.repairs.tasks.print_refund"
TEMPLATE = Path(__file__).resolve().parents[1] / "print" / "receipt.typ"


def receipt_file(actor: Actor, receipt_id: UUID) -> tuple[bytes, str]:
    """The PDF and the number of a receipt; the first time it is asked for a worker makes it, and it is empty till then.

    Raises Missing for a receipt of a case that is not this person's.
    """
    found = access.receipt(actor, receipt_id)
    if found.content is None:
        with transaction.atomic():
            jobs.defer(jobs.JOBS[PRINT], once=f"receipt:{receipt_id}", receipt_id=str(receipt_id))
    return bytes(found.content or b""), found.number


def make_receipt(receipt_id: UUID, *, at: datetime) -> None:
    """Make the PDF of a receipt; made already it stays as it was given out."""
    found = row_of(Receipt, receipt_id)
    if found is None or found.content is not None:
        return
    content = pdf_of(laid_out(found))
    with transaction.atomic():
        row = row_of(Receipt, receipt_id, lock=True)
        if row is not None and row.content is None:
            row.content, row.made_at = content, at
            change(row, ["content", "made_at"])


def refund_file(actor: Actor, refund_id: UUID) -> tuple[bytes, str]:
    """The PDF and the number of a refund's slip, made by a worker when it is first asked for. Raises Missing, also for
    what is not given back yet."""
    found = access.refund(actor, refund_id)
    if found.state != AskState.GIVEN:
        raise Missing("repairs.no_refund", gettext_noop("There is no such refund."))
    if found.content is None:
        with transaction.atomic():
            jobs.defer(jobs.JOBS[PRINT_REFUND], once=f"refund:{refund_id}", refund_id=str(refund_id))
    return bytes(found.content or b""), found.number


def make_refund(refund_id: UUID) -> None:
    """Make the slip of a refund; made already it stays as it was given out."""
    found = row_of(Refund, refund_id)
    if found is None or found.content is not None or found.state != AskState.GIVEN:
        return
    content = pdf_of(refund_laid_out(found))
    with transaction.atomic():
        row = row_of(Refund, refund_id, lock=True)
        if row is not None and row.content is None:
            row.content = content
            change(row, ["content"])


def refund_laid_out(found: Refund) -> dict[str, Any]:
    """Everything the slip says, in the language it was written in: the receipt's head, and one line."""
    of = row_of(Receipt, found.receipt_id)
    assert of is not None and found.given_at is not None  # noqa: S101 - a refund paid out has both
    with translation.override(found.language):
        words = laid_out(of)
        reason = BookWords(found.given_at).of("reasons", found.community_id, found.reason)
        names = people.staff_names([found.decided_by_id, found.given_by_id])
        day = found.given_at.astimezone(ZoneInfo(places.community(found.community_id).zone))
        kept = words["facts"][2:5]
        return {
            **words,
            "title": gettext("Refund slip"),
            "facts": [
                [gettext("Refund number"), found.number],
                [gettext("Date"), day.strftime("%Y-%m-%d %H:%M")],
                [gettext("Of receipt"), f"{of.number} · ¥{yuan(of.total)}"],
                *kept,
                [gettext("How it was given back"), gettext(PAID_BY[PaidBy(found.paid_by)])],
            ],
            "lines": [[reason, "1", yuan(found.amount), yuan(found.amount)]],
            "total": [gettext("Given back"), f"¥{yuan(found.amount)}"],
            "capitals": [gettext("In capitals"), said_capitals(found.amount)],
            "foot": gettext("Paid out by %(who)s, approved by %(by)s")
            % {"who": _by(names, found.given_by_id), "by": _by(names, found.decided_by_id)},
            "note": gettext("Keep this slip with the receipt."),
        }


def _by(names: Mapping[UUID, str], key: UUID | None) -> str:
    return names.get(key, "") if key else ""


def pdf_of(words: dict[str, Any]) -> bytes:
    """The laid-out receipt as PDF. Raises Refused when there is no Chinese font."""
    import typst  # large, and only a worker prints

    inputs = {"receipt": json.dumps(words, ensure_ascii=False), "font": chinese_font()}
    return bytes(typst.compile(str(TEMPLATE), format="pdf", sys_inputs=inputs))


def laid_out(found: Receipt) -> dict[str, Any]:
    """Everything the receipt says, in the language it was written in."""
    case, here = case_reads.case_ref(found.case_id), places.community(found.community_id)
    day = found.at.astimezone(ZoneInfo(here.zone))
    with translation.override(found.language):
        contact = people.contacts([case.contact_id]).get(case.contact_id) if case.contact_id else None
        return {
            "language": "zh" if found.language.startswith("zh") else "en",
            "title": gettext("Receipt"),
            "company": here.company_name,
            "community": here.name,
            "phone": here.phone,
            "facts": [
                [gettext("Receipt number"), found.number],
                [gettext("Date"), day.strftime("%Y-%m-%d %H:%M")],
                [gettext("Case"), f"{case.number} {case.title}"],
                [gettext("Place"), case.place],
                [gettext("Paid by the resident"), contact.name if contact else ""],
                [gettext("How it was paid"), gettext(PAID_BY[PaidBy(found.paid_by)])],
            ],
            "heads": [gettext("Item"), gettext("How many"), gettext("Price in yuan"), gettext("Amount in yuan")],
            "lines": [_said(one) for one in line_rows(lines_in(found.lines))],
            "total": [gettext("In all"), f"¥{yuan(found.total)}"],
            "capitals": [gettext("In capitals"), said_capitals(found.total)],
            "foot": gettext("Taken by %(who)s") % {"who": people.staff_names([found.staff_id]).get(found.staff_id, "")},
            "note": gettext("Keep this receipt: it stands for the warranty."),
        }


def _said(one: LineRow) -> list[str]:
    title = one.title
    if one.covered_by:
        title = gettext("%(item)s (under the warranty of %(number)s)") % {"item": title, "number": one.covered_by}
    return [title, f"{one.count} {one.unit}".strip(), yuan(one.price), yuan(one.amount)]
