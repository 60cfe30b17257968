"""Reads of conversations."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.urls import reverse

from guanjia.rooms.conversations import access
from guanjia.rooms.conversations.events import MessageReceived
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.types import (
    Author,
    ConversationRow,
    ConversationState,
    ConversationView,
    Direction,
    HeardMessage,
    MessageRow,
    ToSend,
)
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import ContactRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.riding import ask

SNIPPET = 80
"""Signs of the resident's last message a list shows."""


def waiting(actor: Actor, *, after: str | None = None) -> Page[ConversationRow]:
    """Conversations in which a resident waits for a person, the longest first. Three queries."""
    rows = access.conversations(actor).filter(state=ConversationState.WAITING)
    return _listed(keyset(_with_snippet(rows), by="unread_since", after=after))


def conversations(
    actor: Actor, *, state: str = "", contact_id: UUID | None = None, after: str | None = None
) -> Page[ConversationRow]:
    """Conversations, the latest first; of one state, or of one contact, when asked. Three queries."""
    rows = access.conversations(actor)
    if state:
        rows = rows.filter(state=state)
    if contact_id is not None:
        rows = rows.filter(contact=contact_id)
    return _listed(keyset(_with_snippet(rows), by="last_message_at", after=after, down=True))


def count_waiting(actor: Actor, *, since: datetime | None = None) -> int:
    """How many residents wait for a person; with `since`, those who wrote after it. One query."""
    rows = access.conversations(actor).filter(state=ConversationState.WAITING)
    return (rows.filter(last_message_at__gt=since) if since else rows).count()


def unread(conversation_ids: Iterable[UUID | None], seen: Mapping[UUID, datetime] | None = None) -> dict[UUID, int]:
    """How many messages of the resident wait for a person, where any do; with `seen` (when somebody last looked at a
    conversation) those that came since. One query, none for no ids."""
    wanted = {key for key in conversation_ids if key}
    if not wanted:
        return {}
    rows = Message.objects.filter(conversation__in=wanted, direction=Direction.IN)
    waiting = rows.filter(conversation__unread_since__isnull=False, at__gte=F("conversation__unread_since"))
    for key in wanted & (seen or {}).keys():
        waiting = waiting.exclude(conversation=key, at__lte=(seen or {})[key])
    return dict(waiting.values_list("conversation_id").annotate(n=Count("id")))


def conversation(actor: Actor, conversation_id: UUID) -> ConversationView:
    """One conversation with its newest messages; residents see no inner notes. Raises Missing. Four queries."""
    found = access.conversation(actor, conversation_id)
    contact = people.contact_row(found.contact_id)
    rows = keyset(_messages_of(actor, found), by="at", down=True)
    names = people.staff_names([found.owner_id, *(row.staff_id for row in rows)])
    return ConversationView(
        id=found.pk,
        community_id=found.community_id,
        contact=contact,
        channel=found.channel,
        state=found.state,
        opened_at=found.opened_at,
        unread_since=found.unread_since,
        asked_person_at=found.asked_person_at,
        owner_id=found.owner_id,
        owner_name=names.get(found.owner_id, "") if found.owner_id else "",
        score=found.score,
        messages=[_message_row(row, contact.name, names) for row in reversed(rows.rows)],
        older=rows.next,
    )


def messages(actor: Actor, conversation_id: UUID, *, after: str | None = None) -> Page[MessageRow]:
    """What was said, the newest first; the next page is older. Raises Missing. Four queries."""
    found = access.conversation(actor, conversation_id)
    contact = people.contact_row(found.contact_id)
    page = keyset(_messages_of(actor, found), by="at", after=after, down=True)
    names = people.staff_names(row.staff_id for row in page)
    return page.map(lambda row: _message_row(row, contact.name, names))


def open_of_contact(contact_id: UUID, channel: str) -> UUID | None:
    """The conversation of a contact that runs on a channel, None when none does. One query."""
    rows = Conversation.objects.filter(contact=contact_id, channel=channel).exclude(state=ConversationState.CLOSED)
    return rows.values_list("id", flat=True).first()


def heard(fact: MessageReceived) -> HeardMessage | None:
    """A resident's message with its words; None when there are none to be heard. One query."""
    if fact.message_id is None or not fact.by_resident:
        return None
    row = Message.objects.filter(pk=fact.message_id).values_list("id", "text").first()
    if row is None:
        return None
    return HeardMessage(
        key=row[0],
        community_id=fact.community_id,
        conversation_id=fact.subject_id,
        contact_id=fact.contact_id,
        channel=fact.channel,
        text=row[1],
        home_id=fact.home_id,
    )


_TO_SEND = """
select m.id, m.community_id, c.contact_id, m.channel, m.text
  from conversations_message m join conversations_conversation c on c.id = m.conversation_id
 where m.id = %s and m.direction = 'out'
"""


def to_send(message_id: UUID) -> ToSend | None:
    """An answer with its words and to whom it goes. One query."""
    found = ask(_TO_SEND, [message_id])
    return ToSend(*found[0]) if found else None


def _messages_of(actor: Actor, found: Conversation) -> QuerySet[Message]:
    rows = Message.objects.filter(community=found.community_id, conversation=found.pk)
    return rows if actor.staff_id else rows.exclude(direction=Direction.NOTE)


def _message_row(row: Message, resident: str, names: Mapping[UUID, str]) -> MessageRow:
    who = names.get(row.staff_id, "") if row.staff_id else resident if row.author == Author.RESIDENT else ""
    return MessageRow(
        id=row.pk,
        what="machine" if row.author == Author.MACHINE else row.direction,
        who=who,
        text=row.text,
        at=row.at,
        kind=row.kind,
        sent=row.delivery,
        media=row.media,
        photo_url=reverse("conversations:picture", args=[row.pk]) if row.picture else "",
        case_id=row.case_id,
    )


def _with_snippet(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    said = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.IN)
    last = said.order_by("-at", "-id").annotate(beginning=Left(F("text"), SNIPPET)).values("beginning")[:1]
    return rows.annotate(snippet=Subquery(last))


def _listed(page: Page[Conversation]) -> Page[ConversationRow]:
    contacts = people.contacts(row.contact_id for row in page)
    names = people.staff_names(row.owner_id for row in page)
    return Page([_row(row, contacts, names) for row in page], page.next)


def _row(row: Conversation, contacts: Mapping[UUID, ContactRow], names: Mapping[UUID, str]) -> ConversationRow:
    contact = contacts[row.contact_id]
    return ConversationRow(
        id=row.pk,
        community_id=row.community_id,
        contact_id=row.contact_id,
        name=contact.name,
        place=contact.home_label,
        channel=row.channel,
        state=row.state,
        last_message_at=row.last_message_at,
        unread_since=row.unread_since,
        asked_person_at=row.asked_person_at,
        owner_name=names.get(row.owner_id, "") if row.owner_id else "",
        snippet=getattr(row, "snippet", None) or "",
        owner_id=row.owner_id,
    )


def ids_by_channel(community_id: UUID, channel: str) -> Any:
    """The ids of every conversation on a channel, as rows still to be read: for a query of another room."""
    return Conversation.objects.filter(community=community_id, channel=channel).values("id")


def said_since(contact_id: UUID, since: datetime, *, limit: int = 5) -> list[tuple[UUID, str, datetime]]:
    """What this contact last wrote since then, the latest first: id, beginning and time. One query."""
    rows = Message.objects.filter(conversation__contact=contact_id, direction=Direction.IN, at__gte=since)
    found = rows.annotate(beginning=Left(F("text"), SNIPPET)).order_by("-at", "-id")
    return list(found.values_list("id", "beginning", "at")[:limit])


def is_said_by(contact_id: UUID, message_id: UUID, *, since: datetime) -> bool:
    """Whether a message is this contact's own, of since then. One query."""
    rows = Message.objects.filter(pk=message_id, conversation__contact=contact_id, direction=Direction.IN)
    return rows.filter(at__gt=since).exists()
