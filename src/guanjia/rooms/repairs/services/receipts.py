"""Paid, and a receipt for it: numbered without a gap, its lines those that were agreed to."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import rules as case_rules
from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.repairs import rules
from guanjia.rooms.repairs.events import PaidFor, ReceiptGiven
from guanjia.rooms.repairs.models import Quote, Receipt, ReceiptCounter
from guanjia.rooms.repairs.services.ground import record, told
from guanjia.rooms.repairs.types import PaidBy, QuoteState
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, insert_together, rows_of
from guanjia.shared.errors import Denied, gettext_noop


@transaction.atomic
def take_payment(actor: Actor, case_id: UUID, paid_by: PaidBy, *, at: datetime) -> UUID:
    """The resident has paid what was agreed to; a receipt is written, and its PDF made when somebody asks for it.

    Paid twice it is one receipt, whose id comes back. Raises Denied for who neither worked on the case nor answers
    residents, Refused when nothing was agreed to.
    Source: handbook B27, a receipt for paid work the same day.
    """
    case_access.case(actor, case_id, lock=True)
    case = case_reads.case_ref(case_id)
    if actor.staff_id is None:
        raise Denied("repairs.no_staff", gettext_noop("Only staff can write down a payment."))
    speaks = actor.may(Duty.ANSWER) or actor.may(Duty.DISPATCH)
    case_rules.check_worker(actor.staff_id, case_reads.workers_of(case_id), speaks)
    before = rows_of(Receipt, case_id=case_id)
    if before:
        return before[0].pk
    agreed = [one for one in rows_of(Quote, case_id=case_id, state=QuoteState.ACCEPTED.value) if one.total]
    rules.check_may_pay(case.state, bool(agreed))
    made = _written(case.community_id, agreed[0], paid_by, actor.staff_id, at)
    paid = told(case, PaidFor, at, amount=made.total, paid_by=paid_by.value, staff_id=actor.staff_id)
    given = {"receipt_id": made.pk, "number": made.number, "amount": made.total}
    record(case, paid, told(case, ReceiptGiven, at, **given, staff_id=actor.staff_id))
    return made.pk


def _written(community_id: UUID, agreed: Quote, paid_by: PaidBy, staff_id: UUID, at: datetime) -> Receipt:
    made = Receipt(
        community_id=community_id,
        case_id=agreed.case_id,
        number=_number(community_id, at),
        lines=agreed.lines,
        total=agreed.total,
        paid_by=paid_by.value,
        staff_id=staff_id,
        at=at,
        language=get_language() or "zh-hans",
    )
    insert_together([made])
    return made


def _number(community_id: UUID, at: datetime) -> str:
    """The next number of the month; the counter's row is held, so no two are the same and none is left out."""
    day = at.astimezone(ZoneInfo(places.community(community_id).zone)).date()
    since = day.replace(day=1)
    insert_new(ReceiptCounter(community_id=community_id, since=since))
    row = rows_of(ReceiptCounter, lock=True, community_id=community_id, since=since)[0]
    row.last += 1
    change(row, ["last"])
    return rules.number_of(handbook.edition_in_force(community_id, at).terms.money.receipt_format, day, row.last)
