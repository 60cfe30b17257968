"""Reads of conversations."""

from collections.abc import Iterable
from uuid import UUID

from guanjia.rooms.conversations import access
from guanjia.rooms.conversations.events import MessageReceived
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.types import Author, ConversationRow, ConversationView, Direction, MessageRow
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset


def heard(fact: MessageReceived) -> dict[str, object] | None:
    """What a received message says, for the rooms that make something of it; None when it is gone. One query."""
    text = Message.objects.filter(pk=fact.message_id).values_list("text", flat=True).first()
    if text is None:
        return None
    return {
        "key": fact.message_id,
        "community_id": fact.community_id,
        "conversation_id": fact.subject_id,
        "contact_id": fact.contact_id,
        "channel": fact.channel,
        "text": text,
        "home_id": fact.home_id,
    }


def waiting(actor: Actor, *, after: str | None = None) -> Page[ConversationRow]:
    """Conversations in which a resident waits for a person, the longest waiting first. Two queries."""
    rows = access.conversations(actor).filter(unread_since__isnull=False)
    return _with_names(keyset(rows, by="unread_since", after=after))


def recent(actor: Actor, *, after: str | None = None) -> Page[ConversationRow]:
    """All conversations, the newest first. Two queries."""
    return _with_names(keyset(access.conversations(actor), by="last_at", after=after, down=True))


def of_contact(actor: Actor, contact_id: UUID, *, after: str | None = None) -> Page[ConversationRow]:
    """Everything one contact and we said, the newest first. Two queries."""
    rows = access.conversations(actor).filter(contact=contact_id)
    return _with_names(keyset(rows, by="opened_at", after=after, down=True))


def conversation(actor: Actor, conversation_id: UUID, *, before: str | None = None) -> ConversationView:
    """A conversation with its newest messages; residents see no notes. Four queries. Raises Missing."""
    talk = access.conversation(actor, conversation_id)
    rows = Message.objects.filter(conversation=talk.pk)
    if actor.contact_id:
        rows = rows.exclude(direction=Direction.NOTE)
    page = keyset(rows, by="at", after=before, down=True)
    names = people.staff_names([row.staff_id for row in page if row.staff_id])
    head = _with_names(Page([talk])).rows[0]
    lines = [_message_row(row, names, head.contact_name) for row in reversed(page.rows)]
    return ConversationView(head, lines, page.next)


def open_of_contact(contact_id: UUID, channel: str) -> UUID | None:
    """The open conversation of a contact on a channel. One query."""
    rows = Conversation.objects.filter(contact=contact_id, channel=channel, state="open")
    return rows.values_list("pk", flat=True).first()


def outgoing(message_ids: Iterable[UUID]) -> list[tuple[UUID, UUID, UUID, str]]:
    """Message, community, contact and text of our words that have to be carried outside. One query."""
    rows = Message.objects.filter(pk__in=list(message_ids), direction=Direction.OUT)
    return list(rows.order_by("at", "id").values_list("pk", "community_id", "conversation__contact", "text"))


def waiting_count(actor: Actor) -> int:
    """In how many conversations a resident waits, up to a hundred. One query."""
    return access.conversations(actor).filter(unread_since__isnull=False)[:100].count()


def _with_names(page: Page[Conversation]) -> Page[ConversationRow]:
    contacts = people.contacts([row.contact_id for row in page])

    def named(row: Conversation) -> ConversationRow:
        who = contacts[row.contact_id]
        return ConversationRow(
            id=row.pk,
            community_id=row.community_id,
            contact_id=row.contact_id,
            contact_name=who.name,
            home_label=who.home_label,
            channel=row.channel,
            state=row.state,
            unread=row.unread_since is not None,
            last=row.last_text,
            last_at=row.last_at,
        )

    return page.map(named)


def _message_row(row: Message, names: dict[UUID, str], resident: str) -> MessageRow:
    name = resident if row.author == Author.RESIDENT else names.get(row.staff_id, "") if row.staff_id else ""
    return MessageRow(row.pk, row.direction, row.author, name, row.text, row.kind, row.at, row.delivery)
