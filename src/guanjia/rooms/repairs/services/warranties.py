"""The same trouble at the same home again: found by itself when the case is classified."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.repairs import rules, selectors
from guanjia.rooms.repairs.events import WarrantyLifted, WarrantyStands
from guanjia.rooms.repairs.models import Warranty
from guanjia.rooms.repairs.services.ground import record, told
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, rows_of
from guanjia.shared.errors import Invalid, Refused, gettext_noop

CLASSES = frozenset({"REP", "PAID"})


@transaction.atomic
def find_warranty(case_id: UUID, *, at: datetime) -> UUID | None:
    """Link the case to the finished one of the same topic at the same home whose warranty still runs.

    How long it runs say the lines that were agreed to, else the handbook's time for a repeated repair. Looked for
    again it is found once. A topic that was put right loses what was found for the other.
    """
    case = case_reads.case_ref(case_id)
    known = {one.of_id: one for one in rows_of(Warranty, case_id=case_id)}
    if any(one.lifted_at for one in known.values()):
        return None
    found = _standing(case, at) if case.case_class in CLASSES and case.home_id else None
    if known and (found is None or found[0] not in known):
        Warranty.objects.filter(case_id=case_id).delete()
    if found is None or found[0] in known:
        return None
    of_id, until = found
    row = Warranty(community_id=case.community_id, case_id=case_id, of_id=of_id, until=until, found_at=at)
    if insert_new(row):
        record(case, told(case, WarrantyStands, at, of_id=of_id, until=until))
    return row.pk


@transaction.atomic
def lift_warranty(actor: Actor, case_id: UUID, why: str, *, at: datetime) -> None:
    """It is another trouble than the one before: the case is charged like any other, and why is noted.

    Lifted twice it counts once. Raises Denied for who does not dispatch, Invalid without a word, Refused where there
    is no warranty.
    """
    actor.need(Duty.DISPATCH)
    case_access.case(actor, case_id, lock=True)
    found = rows_of(Warranty, lock=True, case_id=case_id)
    if not found:
        raise Refused("repairs.no_warranty", gettext_noop("This case stands under no warranty."))
    if not why.strip():
        raise Invalid("repairs.why", gettext_noop("Write a word about what is another this time."), field="why")
    if found[0].lifted_at is not None:
        return
    found[0].lifted_at = at
    change(found[0], ["lifted_at"])
    cases.note(actor, case_id, why, at=at)
    case = case_reads.case_ref(case_id)
    record(case, told(case, WarrantyLifted, at, of_id=found[0].of_id, staff_id=actor.staff_id))


def _standing(case: case_reads.CaseRef, at: datetime) -> tuple[UUID, datetime] | None:
    """The earlier case and until when, the one that stands longest."""
    earlier = case_reads.done_at_home(case.id, case.topic)
    if not earlier:
        return None
    otherwise = handbook.edition_in_force(case.community_id, at).terms.case.repeat_within
    agreed = selectors.agreed_lines(one.id for one in earlier)
    ends = [
        (rules.warranty_until(one.done_at, agreed.get(one.id, ()), timedelta(seconds=otherwise.in_seconds())), one.id)
        for one in earlier
        if one.done_at is not None
    ]
    until, of_id = max(ends)
    return (of_id, until) if until > at else None
