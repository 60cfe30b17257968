"""What the verbs of conversations share: the book, a locked conversation, a line written down."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.rooms.conversations.access import NONE_SUCH
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.types import Author, Direction, MessageKind
from guanjia.rooms.handbook.services import script as wording
from guanjia.rooms.handbook.types.base import Length
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.places import selectors as places
from guanjia.shared.db import insert_together, row_of
from guanjia.shared.errors import Missing


def span(length: Length) -> timedelta:
    """A length of the handbook as a span of time."""
    return timedelta(seconds=length.in_seconds())


def locked(conversation_id: UUID) -> Conversation:
    """The conversation, held until the transaction ends. Raises Missing."""
    found = row_of(Conversation, conversation_id, lock=True)
    if found is None:
        raise Missing("conversations.missing", NONE_SUCH)
    return found


def write(conversation: Conversation, text: str, *, at: datetime, **more: Any) -> Message:
    """Write one line down in a conversation that is held."""
    values: dict[str, Any] = {
        "direction": Direction.OUT.value,
        "author": Author.MACHINE.value,
        "kind": MessageKind.TEXT.value,
        **more,
    }
    row = Message(
        conversation=conversation,
        community_id=conversation.community_id,
        channel=conversation.channel,
        text=text,
        at=at,
        **values,
    )
    insert_together([row])
    return row


def wording_at(book: Book, moment: str, conversation: Conversation, **slots: str) -> tuple[str, str]:
    """Script and words the handbook has for a moment, both empty when it has none or they need what is not known."""
    code = book.terms.conversation.scripts.get(moment, "")
    found = book.scripts.get(code)
    if found is None:
        return "", ""
    here = places.community(conversation.community_id)
    known = {"community": here.name, "company": here.company_name, "phone": here.phone, **slots}
    if not set(found.slots) <= set(known):
        return "", ""
    return code, wording(book, code, **known)
