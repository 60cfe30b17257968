"""Where a community lies, and what follows from it: which local rules are in force there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import access, selectors
from guanjia.rooms.handbook.models import Edition, ResolvedEdition
from guanjia.rooms.handbook.rules.checking import Checked
from guanjia.rooms.handbook.rules.writing import files_of
from guanjia.rooms.handbook.services.loading import load_checked
from guanjia.rooms.handbook.services.publishing import Said, held_in, put_out
from guanjia.rooms.handbook.services.steps import locked
from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor

MOMENT = timedelta(microseconds=1)
SAME_TIME = timedelta(seconds=1)
"""An edition that another takes the place of so soon was said anew already."""


@transaction.atomic
def set_division(actor: Actor, community_id: UUID, division: str, *, at: datetime) -> None:
    """A community lies in this division, from now on: the rules of the place hold there.

    What is published never changes, so an edition that says something else there by its place is published again, for
    this community alone: the one in force as of `at`, one to come in the moment after it comes. What began earlier is
    judged as before. Raises Denied without the duty, Missing for a community this person does not serve, Invalid for
    what is no code, Refused where the community's own figures ask less than the rules of the place.
    """
    actor.need(Duty.EDIT_HANDBOOK)
    before = places.community(access.community_of(actor, community_id))
    place_verbs.hold_company(before.company_id)
    place_verbs.set_division(community_id, division)
    now = replace(before, division=division)
    said = Said(actor.staff_id, f"{now.name} · {division}")
    for one in _held_from(community_id, at):
        if held_in(selectors.read(one.edition.content), now) != selectors.read(one.content.content):
            _say_anew(one.edition, now, said, at)


def _held_from(community_id: UUID, at: datetime) -> Iterator[ResolvedEdition]:
    """What is in force in a community at an instant, and what is published to come later."""
    rows = ResolvedEdition.objects.filter(community=community_id, edition__state=EditionState.PUBLISHED)
    rows = rows.select_related("edition", "content").order_by("edition__effective_from")
    yield from rows.filter(edition__effective_from__lte=at).reverse()[:1]
    coming = list(rows.filter(edition__effective_from__gt=at))
    for one, following in zip_longest(coming, coming[1:]):
        if following is None or following.edition.made_from != one.edition_id or _apart(one, following) > SAME_TIME:
            yield one


def _apart(one: ResolvedEdition, other: ResolvedEdition) -> timedelta:
    begins, ends = one.edition.effective_from, other.edition.effective_from
    return ends - begins if begins and ends else timedelta.max


def _say_anew(edition: Edition, community: CommunityRow, said: Said, at: datetime) -> None:
    content = selectors.read(edition.content)
    files = selectors.files_of(edition.id) or files_of(content)
    made = locked(load_checked(Checked(content, (), ()), edition.company_id, files=files, at=at))
    made.made_from, made.approved_by_id = edition.id, edition.approved_by_id
    made.save(update_fields=["made_from", "approved_by"])
    begins = edition.effective_from + MOMENT if edition.effective_from and edition.effective_from >= at else at
    while Edition.objects.filter(company=edition.company_id, effective_from=begins).exists():
        begins += MOMENT
    put_out(made, [community], said, effective_from=begins, at=at)
