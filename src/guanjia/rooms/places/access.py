"""From actor and id to a place. Every read for a person starts here."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.places.models import Community, Home
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


def communities(actor: Actor) -> QuerySet[Community]:
    """The communities this person serves."""
    return Community.objects.filter(id__in=actor.community_ids)


def check_community(actor: Actor, community_id: UUID) -> UUID:
    """The id itself. Raises Missing for a community this person does not serve: outside, both look the same."""
    if community_id not in actor.community_ids:
        raise Missing("places.no_community", gettext_noop("There is no such community."))
    return community_id


def homes(actor: Actor) -> QuerySet[Home]:
    """The homes of the communities this person serves."""
    return Home.objects.filter(community__in=actor.community_ids)


def home(actor: Actor, home_id: UUID) -> Home:
    """Raises Missing when it does not exist or is of a community this person does not serve."""
    found = homes(actor).select_related("building", "unit").filter(pk=home_id).first()
    if found is None:
        raise no_home()
    return found


def no_home() -> Missing:
    """For a home that does not exist or is of a community this person does not serve: both look the same."""
    return Missing("places.no_home", gettext_noop("There is no such home."))
