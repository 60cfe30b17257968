"""Money given back of a paid repair: asked for with a reason, decided by a second person, paid out with a slip."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.rules import remedies
from guanjia.rooms.cases.selectors import BookWords, CaseRef
from guanjia.rooms.cases.types.remedies import AskState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import services as promises
from guanjia.rooms.repairs import access
from guanjia.rooms.repairs.events import RefundApproved, RefundAsked, RefundDeclined, Refunded, RefundFact
from guanjia.rooms.repairs.models import Receipt, Refund
from guanjia.rooms.repairs.rules import refunding as rules
from guanjia.rooms.repairs.services.ground import record, told
from guanjia.rooms.repairs.types import NewRefund, PaidBy
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_together, rows_of
from guanjia.shared.errors import Denied, Invalid, gettext_noop


@transaction.atomic
def ask_refund(actor: Actor, receipt_id: UUID, given: NewRefund, *, at: datetime) -> UUID:
    """Ask that so much of what was paid be given back, for a reason of the handbook (`refund`).

    It waits for the role whose decision an amount like this is. Raises Invalid for more than is left of the receipt
    or another reason, Denied without the duty and for who must keep out.
    """
    actor.need(Duty.ANSWER)
    who, receipt = _who(actor), access.receipt(actor, receipt_id)
    case, book = _held(actor, receipt.case_id, at)
    rows = rows_of(Refund, receipt_id=receipt_id)
    rules.check_amount(given.amount, rules.left_of(receipt.total, _bound(rows)))
    _check_reason(book, given)
    role = remedies.whose_decision(book, Refunded.kind, given.amount)
    made = Refund(
        community_id=receipt.community_id,
        receipt_id=receipt_id,
        number=f"{receipt.number}-{len(rows) + 1}",
        amount=given.amount,
        reason=given.reason,
        note=given.note.strip(),
        to_role=role,
        asked_by_id=who,
        asked_at=at,
        language=get_language() or "zh-hans",
    )
    insert_together([made])
    record(case, _fact(case, RefundAsked, made, at, who, reason=given.reason, role=role))
    if role:
        reason = BookWords(at).of("reasons", case.community_id, given.reason)
        cases.bring_up_money(actor, case.id, role, " ".join(part for part in (reason, given.note) if part), at=at)
    return made.pk


def _who(actor: Actor) -> UUID:
    if actor.staff_id is None:
        raise Denied("repairs.no_staff", gettext_noop("Only staff can give money back."))
    return actor.staff_id


def _held(actor: Actor, case_id: UUID, at: datetime) -> tuple[CaseRef, Book]:
    case_access.case(actor, case_id, lock=True)
    cases.check_acts(actor, case_id, at=at)
    case = case_reads.case_ref(case_id)
    return case, handbook.edition_in_force(case.community_id, at)


def _bound(rows: list[Refund]) -> list[int]:
    return [one.amount for one in rows if one.state != AskState.DECLINED]


def _check_reason(book: Book, given: NewRefund) -> None:
    found = book.reasons.get(given.reason)
    if found is None or found.use != "refund":
        raise Invalid("repairs.refund_reason", gettext_noop("Choose one of the handbook's reasons."), field="reason")
    if found.note_needed and not given.note.strip():
        message = gettext_noop("This reason needs a word of explanation.")
        raise Invalid("repairs.refund_note", message, field="note")


def _fact(case: CaseRef, fact: type[RefundFact], row: Refund, at: datetime, who: UUID, **more: Any) -> Any:
    same = {"receipt_id": row.receipt_id, "amount": row.amount, "version": str(row.pk), "staff_id": who}
    return told(case, fact, at, **same, **more)


@transaction.atomic
def decide_refund(actor: Actor, refund_id: UUID, *, approve: bool, answer: str = "", at: datetime) -> None:
    """Say yes or no, by the role whose decision it is or who stands above it, and never by who asked for it.

    Raises Denied for both, Refused when it was decided already, Invalid for a no without words.
    """
    actor.need(Duty.DECIDE_COMPLAINTS)
    who, row = _who(actor), access.refund(actor, refund_id, lock=True)
    case, book = _held(actor, _receipt(row).case_id, at)
    remedies.check_state(AskState(row.state), AskState.ASKED)
    rules.check_two_people(row.asked_by_id, who)
    title = BookWords(at).of("roles", case.community_id, row.to_role)
    remedies.check_may_decide(remedies.may_decide(book, actor.roles, row.to_role), title)
    remedies.check_answer(approve, answer)
    row.state = (AskState.APPROVED if approve else AskState.DECLINED).value
    row.decided_by_id, row.decided_at, row.answer = who, at, answer.strip()
    change(row, ["state", "decided_by", "decided_at", "answer"])
    yes, no = _fact(case, RefundApproved, row, at, who, role=row.to_role), _fact(case, RefundDeclined, row, at, who)
    record(case, yes if approve else no)
    cases.money_decided(actor, case.id, row.to_role, row.answer, at=at)


def _receipt(row: Refund) -> Receipt:
    return rows_of(Receipt, id=row.receipt_id)[0]


@transaction.atomic
def pay_refund(actor: Actor, refund_id: UUID, paid_by: PaidBy, *, at: datetime) -> None:
    """Write down that the resident has it back, and in which way. Twice it counts once.

    Raises Refused where it is not approved, or a gate of the handbook misses something.
    """
    actor.need(Duty.ANSWER)
    who, row = _who(actor), access.refund(actor, refund_id, lock=True)
    if row.state == AskState.GIVEN:
        return
    case, _ = _held(actor, _receipt(row).case_id, at)
    remedies.check_state(AskState(row.state), AskState.APPROVED)
    fact = _fact(case, Refunded, row, at, who, paid_by=paid_by.value)
    promises.check_allowed(fact)
    row.state, row.given_by_id, row.given_at, row.paid_by = AskState.GIVEN.value, who, at, paid_by.value
    change(row, ["state", "given_by", "given_at", "paid_by"])
    record(case, fact)
