"""What is one's own: a member of staff reaches their own drafts, views and looks, and nobody else's."""

from uuid import UUID

from guanjia.rooms.workplace.models import KeptView
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Missing, gettext_noop


def own(actor: Actor) -> UUID:
    """The id under which somebody's own things are kept. Raises Denied for who is no member of staff."""
    if actor.staff_id is None:
        raise Denied("workplace.staff_only", gettext_noop("Only members of staff have a place at work."))
    return actor.staff_id


def view(actor: Actor, view_id: UUID) -> KeptView:
    """A view of one's own. Raises Missing."""
    found = KeptView.objects.filter(pk=view_id, staff=own(actor)).first()
    if found is None:
        raise Missing("workplace.no_view", gettext_noop("There is no such view."))
    return found
