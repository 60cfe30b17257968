"""Whoever does the work may see the number of the one it is for."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, rules
from guanjia.rooms.cases.models import CaseWorker
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import Duty, Unmasked, UnmaskReason
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


@transaction.atomic
def see_contact(actor: Actor, case_id: UUID, reason: UnmaskReason, *, at: datetime) -> Unmasked:
    """Name and phone of a case's contact in full, on record: for whoever works on it, or has the duty anyway.

    Raises Missing without a contact, Denied for somebody who doesn't work on it.
    """
    case = access.case(actor, case_id)
    if case.contact_id is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    workers = CaseWorker.objects.filter(case=case, active=True).values_list("staff_id", flat=True)
    rules.check_worker(actor.staff_id, workers, actor.may(Duty.UNMASK))
    # The work gives the right, for this one contact and no other; who looked and why is recorded all the same.
    at_work = replace(actor, duties=actor.duties | {Duty.UNMASK.value})
    return people.unmask(at_work, "contact", case.contact_id, reason, at)
