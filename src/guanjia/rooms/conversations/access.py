"""The only way from an actor and an id to a conversation."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.types import Direction
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Missing, gettext_noop

NONE_SUCH = gettext_noop("There is no such conversation.")


def conversations(actor: Actor) -> QuerySet[Conversation]:
    """Conversations of the communities this person serves; a resident's own only."""
    rows = Conversation.objects.filter(community__in=actor.community_ids)
    return rows.filter(contact=actor.contact_id) if actor.staff_id is None else rows


def conversation(actor: Actor, conversation_id: UUID, *, lock: bool = False) -> Conversation:
    """Raises Missing when there is none, or it is not this person's: outside, both look the same."""
    found = row_of(Conversation, conversation_id, lock=lock)
    mine = found is not None and (actor.staff_id is not None or found.contact_id == actor.contact_id)
    if found is None or not mine or found.community_id not in actor.community_ids:
        raise Missing("conversations.missing", NONE_SUCH)
    return found


def picture(actor: Actor, message_id: UUID) -> Message:
    """A message with a picture, of a conversation this person may see. Raises Missing."""
    rows = Message.objects.filter(pk=message_id, conversation__in=conversations(actor)).exclude(picture="")
    found = (rows if actor.staff_id else rows.exclude(direction=Direction.NOTE)).first()
    if found is None:
        raise Missing("conversations.no_picture", gettext_noop("There is no such picture."))
    return found
