"""From actor and id to a doing, a thing, a picture, a paper."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from guanjia.rooms.people.types import Duty
from guanjia.rooms.routines.models import Paper, Picture, Routine, Sheet, Thing
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Missing, gettext_noop

M = TypeVar("M", bound=Model)
MISSING = Missing("routines.missing", gettext_noop("There is no such routine work."))


def sees_all(actor: Actor) -> bool:
    """Whether this person sees everybody's work: who sees the score or sends people out."""
    return actor.may(Duty.SEE_SCORE) or actor.may(Duty.DISPATCH)


def routines(actor: Actor) -> QuerySet[Routine]:
    """The doings this person may see: their own and those nobody was named for, and all of the communities served for
    who sees everybody's. Residents see none. Every read for a person starts here."""
    rows = Routine.objects.filter(community__in=actor.community_ids)
    if actor.staff_id is None:
        return rows.none()
    return rows if sees_all(actor) else rows.filter(Q(staff=actor.staff_id) | Q(staff__isnull=True))


def routine(actor: Actor, routine_id: UUID, *, lock: bool = False) -> Routine:
    """With its thing. Raises Missing when it does not exist or is not this person's: outside, both look the same. Two
    light queries."""
    found = row_of(Routine, routine_id, lock=lock)
    thing = row_of(Thing, found.thing_id) if found is not None and _in_sight(actor, found) else None
    if found is None or thing is None:
        raise Missing(MISSING.code, MISSING.message)
    found.thing = thing
    return found


def _in_sight(actor: Actor, found: Routine) -> bool:
    """The same as `routines` of one that was read already."""
    if actor.staff_id is None or found.community_id not in actor.community_ids:
        return False
    return sees_all(actor) or found.staff_id in (actor.staff_id, None)


def thing(actor: Actor, thing_id: UUID, *, lock: bool = False) -> Thing:
    """Something looked after in a community served. Raises Missing."""
    rows = Thing.objects.filter(community__in=actor.community_ids, until__isnull=True)
    return _one((rows.select_for_update() if lock else rows).filter(pk=thing_id))


def picture(actor: Actor, picture_id: UUID) -> Picture:
    """A photo of a doing this person may see. Raises Missing."""
    return _one(Picture.objects.filter(pk=picture_id, routine__in=routines(actor)))


def paper(actor: Actor, paper_id: UUID) -> Paper:
    """A sheet entered afterwards: for who sees everybody's work, who did it, and who entered it. Raises Missing."""
    rows = Paper.objects.filter(community__in=actor.community_ids)
    if not sees_all(actor):
        rows = rows.filter(Q(staff=actor.staff_id) | Q(by=actor.staff_id))
    return _one(rows.filter(pk=paper_id))


def sheet(actor: Actor, sheet_id: UUID) -> Sheet:
    """A printed sheet: for who asked for it, and who sees everybody's work. Raises Missing."""
    rows = Sheet.objects.filter(community__in=actor.community_ids)
    return _one((rows if sees_all(actor) else rows.filter(by=actor.staff_id)).filter(pk=sheet_id))


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Missing(MISSING.code, MISSING.message)
    return found
