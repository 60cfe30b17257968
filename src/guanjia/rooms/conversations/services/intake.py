"""A resident writes: the message joins its conversation, once."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.conversations import rules
from guanjia.rooms.conversations.events import MessageReceived
from guanjia.rooms.conversations.models import Conversation
from guanjia.rooms.conversations.services.ending import rated
from guanjia.rooms.conversations.services.ground import span, write
from guanjia.rooms.conversations.services.machine import greet, hand_over
from guanjia.rooms.conversations.types import (
    Author,
    Brought,
    ConversationState,
    Direction,
    Incoming,
    MessageKind,
    ReceivedMessage,
)
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.services import contact_for
from guanjia.rooms.people.types import ContactRow, Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, rows_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask
from guanjia.shared.time import now


def receive(  # noqa: PLR0913 - the plain form of `take_in`, for ways in without an object at hand
    community_id: UUID,
    *,
    channel: str,
    contact_id: UUID,
    text: str,
    kind: str = MessageKind.TEXT.value,
    outside_id: str | None = None,
    at: datetime,
) -> ReceivedMessage:
    """`take_in` of a message given word by word."""
    message = Incoming(channel=channel, contact_id=contact_id, text=text, kind=kind, outside_id=outside_id or "")
    return take_in(community_id, message, at=at)


@transaction.atomic
def bring_in(actor: Actor, brought: Brought, *, at: datetime) -> ReceivedMessage:
    """`take_in` of a message another system brings on behalf of `actor`; the sender becomes a contact.

    Raises as `take_in` does, Denied without the duty, Missing for a community the actor does not serve.
    """
    actor.need(Duty.REGISTER)
    rules.check_channel(brought.channel)
    served = {row.code: row.id for row in places.communities_by_id(actor.community_ids)}
    if brought.community not in served:
        raise Missing("places.no_community", gettext_noop("There is no such community."))
    community_id = served[brought.community]
    contact = contact_for(community_id, brought.channel, brought.sender, at=at, name=brought.name)
    message = Incoming(
        channel=brought.channel,
        contact_id=contact.id,
        text=brought.text,
        kind=brought.kind,
        outside_id=brought.message_id,
    )
    return take_in(community_id, message, at=at)


@transaction.atomic
def take_in(community_id: UUID, message: Incoming, *, at: datetime) -> ReceivedMessage:
    """Write a resident's message down where it belongs and tell that it came; nothing else is decided here.

    It joins the contact's conversation on this channel, also one closed shortly before; else it begins a new one.
    Brought twice (same channel and outside id) it is there once. Raises Invalid, with nothing kept, for an empty
    or too long text, an unknown channel or kind, and a time in the future; Missing for a contact of elsewhere.
    """
    rules.check_channel(message.channel)
    present = now()
    book = handbook.edition_in_force(community_id, present)
    terms = book.terms
    rules.check_time(at, present, span(terms.journal.early_tolerance))
    message = replace(
        message,
        text=rules.readable(message.text, message.kind, terms.conversation.longest_text),
        outside_id=message.outside_id[:100],
    )
    known = _known(community_id, message)
    if known is not None:
        return known
    contact = _contact(community_id, message.contact_id)
    within = span(terms.conversation.joins_within)
    conversation, fresh = _conversation(community_id, message, within, at)
    # A twin of this message waited for the conversation; now it sees what the first one wrote.
    return _known(community_id, message) or _joined(conversation, message, contact, book, at=at, fresh=fresh)


def _known(community_id: UUID, message: Incoming) -> ReceivedMessage | None:
    if not message.outside_id:
        return None
    found = ask(_SAME, [community_id, message.channel, message.outside_id])
    return ReceivedMessage(found[0][0], found[0][1], new=False) if found else None


_SAME = (
    "select conversation_id, id from conversations_message where community_id = %s and channel = %s and outside_id = %s"
)
_GOING = [one.value for one in ConversationState if one is not ConversationState.CLOSED]


def _contact(community_id: UUID, contact_id: UUID) -> ContactRow:
    contact = people.contact_row(contact_id)
    if contact.community_id != community_id:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    return contact


def _conversation(community_id: UUID, message: Incoming, within: timedelta, at: datetime) -> tuple[Conversation, bool]:
    """The conversation the message belongs to, held; and whether it is a new one."""
    going = _going(message) or _closed_lately(message, within, at)
    if going is not None:
        return going, False
    made = Conversation(
        community_id=community_id,
        contact_id=message.contact_id,
        channel=message.channel,
        state=ConversationState.WAITING.value,
        opened_at=at,
        last_message_at=at,
        unread_since=at,
    )
    # Two first messages at once: the second waits here for the first and finds its conversation.
    if insert_new(made):
        return made, True
    found = _going(message)
    assert found is not None  # noqa: S101 - it is what stood in the way
    return found, False


def _going(message: Incoming) -> Conversation | None:
    mine = {"contact_id": message.contact_id, "channel": message.channel}
    return next(iter(rows_of(Conversation, lock=True, **mine, state=_GOING)), None)


def _closed_lately(message: Incoming, within: timedelta, at: datetime) -> Conversation | None:
    rows = Conversation.objects.filter(
        contact=message.contact_id, channel=message.channel, state=ConversationState.CLOSED
    ).order_by("-last_message_at", "-id")
    last = rows.select_for_update(of=("self",)).first()
    return last if last is not None and rules.joins(last.last_message_at, at, within) else None


def _joined(  # noqa: PLR0913 - what was found out on the way in
    conversation: Conversation, message: Incoming, contact: ContactRow, book: Book, *, at: datetime, fresh: bool
) -> ReceivedMessage:
    row = write(
        conversation,
        message.text,
        at=at,
        direction=Direction.IN.value,
        author=Author.RESIDENT.value,
        kind=message.kind,
        media=message.media[:500],
        outside_id=message.outside_id,
    )
    if rated(conversation, message.text, book, at=at):
        return ReceivedMessage(conversation.pk, row.pk, new=True)
    _wait(conversation, at)
    journal.record(
        MessageReceived(
            community_id=conversation.community_id,
            subject_id=conversation.pk,
            at=at,
            contact_id=contact.id,
            home_id=contact.home_id,
            channel=message.channel,
            message_id=row.pk,
        )
    )
    if rules.asks_for_person(message.text, book.terms.conversation.person_words):
        hand_over(conversation, book, at=at)
    elif fresh:
        greet(conversation, book, at=at)
    return ReceivedMessage(conversation.pk, row.pk, new=True)


def _wait(conversation: Conversation, at: datetime) -> None:
    """The next word is ours."""
    if conversation.state != ConversationState.WAITING:
        rules.check_move(ConversationState(conversation.state), ConversationState.WAITING)
        conversation.state = ConversationState.WAITING.value
    if conversation.closed_at is not None:
        conversation.score = None  # what goes on is rated anew when it ends
    conversation.unread_since = min(conversation.unread_since or at, at)
    conversation.last_message_at = max(conversation.last_message_at, at)
    conversation.silent_at = conversation.reminded_at = conversation.closed_at = None
    conversation.closed_because = ""
    change(
        conversation,
        [
            "state",
            "unread_since",
            "last_message_at",
            "silent_at",
            "reminded_at",
            "closed_at",
            "closed_because",
            "score",
        ],
    )
