"""From actor and id to a follow-up."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.cases import access as cases
from guanjia.rooms.surveys.models import FollowUp
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


def follow_ups(actor: Actor) -> QuerySet[FollowUp]:
    """The follow-ups this person may see; residents see none. Every read for a person starts here.

    Neither does anybody see one about a complaint that is about them.
    """
    rows = FollowUp.objects.filter(community__in=actor.community_ids)
    return rows.exclude(cases.kept_from(actor, "case__")) if actor.staff_id is not None else rows.none()


def follow_up(actor: Actor, follow_up_id: UUID, *, lock: bool = False) -> FollowUp:
    """Raises Missing when it does not exist or is not this person's: outside, both look the same."""
    rows = follow_ups(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=follow_up_id).first()
    if found is None:
        raise Missing("surveys.missing", gettext_noop("There is no such follow-up."))
    return found
