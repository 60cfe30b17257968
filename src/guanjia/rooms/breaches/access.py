"""From actor and id to a breach, a paper, a photo."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from guanjia.rooms.breaches.models import Breach, Paper, Photo
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

M = TypeVar("M", bound=Model)


def breaches(actor: Actor) -> QuerySet[Breach]:
    """The breaches of the communities served, for staff who know residents. Every read for a person starts here."""
    rows = Breach.objects.filter(community__in=actor.community_ids)
    return rows if actor.staff_id is not None and actor.may(Duty.SEE_RESIDENTS) else rows.none()


def breach(actor: Actor, breach_id: UUID, *, lock: bool = False) -> Breach:
    """Raises Missing when it does not exist or is not this person's: outside, both look the same."""
    rows = breaches(actor)
    return _one((rows.select_for_update(of=("self",)) if lock else rows).filter(pk=breach_id))


def paper(actor: Actor, paper_id: UUID) -> Paper:
    """A paper of a breach this person may see. Raises Missing."""
    return _one(Paper.objects.filter(pk=paper_id, breach__in=breaches(actor)).select_related("breach"))


def photo(actor: Actor, photo_id: UUID) -> Photo:
    """A photo of a breach this person may see. Raises Missing."""
    return _one(Photo.objects.filter(pk=photo_id, step__breach__in=breaches(actor)))


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Missing("breaches.missing", gettext_noop("There is no such breach."))
    return found
