"""From an actor and an id to an assignment."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.cases import access as cases
from guanjia.rooms.dispatch.models import Assignment, Opening
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Missing, gettext_noop


def assignments(actor: Actor) -> QuerySet[Assignment]:
    """The assignments this person may see: those of their communities; residents see none.

    Neither does anybody see those of a complaint that is about them.
    """
    rows = Assignment.objects.filter(community__in=actor.community_ids)
    return rows.exclude(cases.kept_from(actor, "case__")) if actor.staff_id is not None else rows.none()


def assignment(actor: Actor, assignment_id: UUID, *, lock: bool = False) -> Assignment:
    """Raises Missing when it does not exist or is not this person's to see."""
    found = row_of(Assignment, assignment_id, lock=lock)
    if found is None or actor.staff_id is None or found.community_id not in actor.community_ids:
        raise Missing("dispatch.missing", gettext_noop("There is no such task."))
    return found


def openings(actor: Actor) -> QuerySet[Opening]:
    """Work that lies open in the communities this person serves; residents see none."""
    rows = Opening.objects.filter(community__in=actor.community_ids)
    return rows.exclude(cases.kept_from(actor, "case__")) if actor.staff_id is not None else rows.none()


def opening(actor: Actor, opening_id: UUID, *, lock: bool = False) -> Opening:
    """Raises Missing when it does not exist or is not this person's to see."""
    found = row_of(Opening, opening_id, lock=lock)
    if found is None or actor.staff_id is None or found.community_id not in actor.community_ids:
        raise Missing("dispatch.missing", gettext_noop("There is no such task."))
    return found
