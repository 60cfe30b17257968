"""Being away for a while."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.people import access
from guanjia.rooms.people.events import StaffLeaveGranted
from guanjia.rooms.people.models import Leave, Shift
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Invalid, gettext_noop


@transaction.atomic
def grant_leave(actor: Actor, staff_id: UUID, starts: datetime, ends: datetime, *, at: datetime) -> None:
    """Somebody is away from `starts` until `ends`: shifts inside are taken off, others cut. Twice it counts once.

    Raises Denied without the duty to manage, Missing for somebody of elsewhere, Invalid without length. What they have
    in hand moves on by the handbook's rule when the leave begins.
    """
    actor.need(Duty.MANAGE)
    person = access.one_of_staff(actor, staff_id)
    if not starts < ends:
        raise Invalid("people.no_length", gettext_noop("The end must lie after the beginning."), field="ends")
    if Leave.objects.filter(staff=person, starts=starts, ends=ends).exists():
        return
    Leave(staff=person, starts=starts, ends=ends, granted_by_id=actor.staff_id).save(force_insert=True)
    _free(staff_id, starts, ends)
    served = person.posts.filter(community__in=actor.community_ids).values_list("community_id", flat=True)
    for community_id in sorted(set(served)):
        journal.record(
            StaffLeaveGranted(
                community_id=community_id,
                subject_id=staff_id,
                starts=starts,
                ends=ends,
                by_staff_id=actor.staff_id,
                at=at,
            )
        )


def _free(staff_id: UUID, starts: datetime, ends: datetime) -> None:
    """Take the time of the leave out of the roster; what lies before and after stays."""
    touched = list(Shift.objects.select_for_update().filter(staff=staff_id, starts__lt=ends, ends__gt=starts))
    Shift.objects.filter(pk__in=[shift.pk for shift in touched]).delete()
    left = [
        Shift(staff_id=staff_id, community_id=shift.community_id, role=shift.role, starts=first, ends=last)
        for shift in touched
        for first, last in ((shift.starts, min(shift.ends, starts)), (max(shift.starts, ends), shift.ends))
        if first < last
    ]
    Shift.objects.bulk_create(left)
