"""From actor and id to a conversation."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.conversations.models import Conversation
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


def conversations(actor: Actor) -> QuerySet[Conversation]:
    """The conversations this person may see: of the communities they serve; for a resident their own."""
    rows = Conversation.objects.filter(community__in=actor.community_ids)
    return rows.filter(contact=actor.contact_id) if actor.contact_id else rows


def conversation(actor: Actor, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """Raises Missing when it does not exist or is not this person's: outside, both look the same."""
    rows = conversations(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=conversation_id).first()
    if found is None:
        raise Missing("conversations.missing", gettext_noop("There is no such conversation."))
    return found
