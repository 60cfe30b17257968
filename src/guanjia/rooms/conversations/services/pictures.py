"""Pictures residents send, kept beside the messages they came with."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guanjia.rooms.conversations import access
from guanjia.rooms.conversations.events import PictureKept
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, row_of


@transaction.atomic
def keep_picture(message_id: UUID, content: bytes, *, at: datetime) -> None:
    """Keep the picture of a message, a JPEG that was looked at already; brought twice it is kept once."""
    message = row_of(Message, message_id, lock=True)
    if message is None or message.picture:
        return
    message.picture = files.keep(content)
    change(message, ["picture"])
    contact_id = Conversation.objects.values_list("contact_id", flat=True).get(pk=message.conversation_id)
    journal.record(
        PictureKept(
            community_id=message.community_id,
            subject_id=message.conversation_id,
            at=at,
            contact_id=contact_id,
            channel=message.channel,
            message_id=message.pk,
        )
    )


def picture_file(actor: Actor, message_id: UUID) -> Path:
    """Where the picture of a message lies, for those who may see its conversation. Raises Missing."""
    return files.place_of(access.picture(actor, message_id).picture)
