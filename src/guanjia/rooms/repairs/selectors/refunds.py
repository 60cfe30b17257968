"""What was given back of receipts, as pages show it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from guanjia.rooms.cases.rules import remedies
from guanjia.rooms.cases.selectors import BookWords
from guanjia.rooms.cases.types.remedies import AskState
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.repairs import access
from guanjia.rooms.repairs.models import Refund
from guanjia.rooms.repairs.selectors.of_case import PAID_BY
from guanjia.rooms.repairs.types import PaidBy, RefundRow
from guanjia.shared.actor import Actor


def refunds(actor: Actor, receipt_id: UUID, *, at: datetime) -> list[RefundRow]:
    """What was asked to be given back of a receipt, the oldest first; a resident sees what was. Raises Missing.

    Two queries beside those of the case's door.
    """
    found = access.receipt(actor, receipt_id)
    rows = Refund.objects.filter(receipt=found).order_by("asked_at", "id")
    return _rows(list(rows if actor.staff_id else rows.filter(state=AskState.GIVEN)), at)


def refund(actor: Actor, refund_id: UUID, *, at: datetime) -> RefundRow:
    """One of them. Raises Missing."""
    found = access.refund(actor, refund_id)
    return replace(_rows([found], at)[0], may_decide=_may_decide(actor, found, at))


def _may_decide(actor: Actor, found: Refund, at: datetime) -> bool:
    if found.state != AskState.ASKED or found.asked_by_id == actor.staff_id:
        return False
    book = BookWords(at).book(found.community_id)
    return actor.may(Duty.DECIDE_COMPLAINTS) and remedies.may_decide(book, actor.roles, found.to_role)


def refund_reasons(actor: Actor, receipt_id: UUID, *, at: datetime) -> list[tuple[str, str]]:
    """The handbook's reasons for giving money back, code and title. Raises Missing."""
    words, here = BookWords(at), access.receipt(actor, receipt_id).community_id
    return [(one.code, words.told(one.title)) for one in words.book(here).reasons_for("refund")]


def _rows(rows: Sequence[Refund], at: datetime) -> list[RefundRow]:
    on = [key for one in rows for key in (one.asked_by_id, one.decided_by_id, one.given_by_id)]
    names, words = people.staff_names(on) if rows else {}, BookWords(at)
    return [
        RefundRow(
            id=one.pk,
            receipt_id=one.receipt_id,
            number=one.number,
            amount=one.amount,
            reason=words.of("reasons", one.community_id, one.reason),
            note=one.note,
            role_title=words.of("roles", one.community_id, one.to_role),
            state=AskState(one.state),
            asked_by=names.get(one.asked_by_id, ""),
            asked_at=one.asked_at,
            decided_by=names.get(one.decided_by_id, "") if one.decided_by_id else "",
            decided_at=one.decided_at,
            answer=one.answer,
            given_by=names.get(one.given_by_id, "") if one.given_by_id else "",
            given_at=one.given_at,
            paid_by_title=gettext(PAID_BY[PaidBy(one.paid_by)]) if one.paid_by else "",
        )
        for one in rows
    ]
