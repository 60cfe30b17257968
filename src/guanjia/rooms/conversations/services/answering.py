"""People answer, write inner notes, and take down who called or came."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.conversations import access, rules
from guanjia.rooms.conversations.events import ContactJoined, ContactTaken, MessageAnswered
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.services.ground import span, write
from guanjia.rooms.conversations.services.machine import joined
from guanjia.rooms.conversations.types import Author, ConversationState, Delivery, Direction, MessageKind
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import access as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal, riding
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Denied, Refused, gettext_noop
from guanjia.shared.facts import Fact

Barred = Callable[[UUID, UUID], bool]
_barred: list[Barred] = []


def barred_by(find: Barred) -> Barred:
    """Declare whether somebody (staff, conversation) must not answer there (the room of cases does, at start)."""
    if find not in _barred:
        _barred.append(find)
    return find


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    case_id: UUID | None
    draft: str


@transaction.atomic
def answer(  # noqa: PLR0913 - the words, and what they belong to
    actor: Actor,
    conversation_id: UUID,
    text: str,
    *,
    at: datetime,
    case_id: UUID | None = None,
    draft: str = "",
    seen: UUID | None = None,
) -> UUID:
    """A person answers; returns the message. Channels that send outside send it afterwards.

    The same `draft` (a key of the form it was typed in) sent twice is said once. In a closed conversation the words
    are added, it stays closed. Who does the work may answer about a case (`case_id`) without the desk's duty.
    `seen` is the newest line of the talk when the answer was begun: Refused when a colleague has answered since.
    Raises Invalid for an empty or too long text, Denied without the duty or for who must keep out of it, Missing for
    another's conversation.
    """
    staff_id = _answering(actor, case_id)
    conversation = access.conversation(actor, conversation_id, lock=True)
    if any(barred(staff_id, conversation.pk) for barred in _barred):
        # what it is about isn't said: who is complained about doesn't see the complaint
        raise Denied("conversations.another", gettext_noop("Let a colleague answer here."))
    book = handbook.edition_in_force(conversation.community_id, at)
    words = _Words(rules.readable(text, MessageKind.TEXT, book.terms.conversation.longest_text), case_id, draft[:64])
    sent = _sent(conversation, words.draft)
    if sent is not None:
        return sent
    if seen is not None:
        _check_fresh(conversation, staff_id, seen)
    return _said(staff_id, conversation, words, book, at)


@transaction.atomic
def check_unanswered(actor: Actor, conversation_id: UUID, seen: UUID | None) -> None:
    """Raises Refused when a colleague has answered since the line that was `seen`, for who answers by another verb."""
    if seen is not None:
        conversation = access.conversation(actor, conversation_id, lock=True)
        _check_fresh(conversation, _answering(actor, None), seen)


def _check_fresh(conversation: Conversation, staff_id: UUID, seen: UUID) -> None:
    """Raises Refused when a colleague's answer is newer than what was seen; ids run with time."""
    answers = Message.objects.filter(conversation=conversation, direction=Direction.OUT, author=Author.STAFF)
    last = answers.filter(pk__gt=seen).exclude(staff=staff_id).order_by("-id").values_list("staff__name", flat=True)
    who = last.first()
    if who is not None:
        message = gettext_noop(
            "%(who)s has answered meanwhile; nothing of yours was sent. Read it, then send yours if it is still needed."
        )
        raise Refused("conversations.answered_meanwhile", message, {"who": who})


def _answering(actor: Actor, case_id: UUID | None) -> UUID:
    if actor.staff_id is None:
        message = gettext_noop("An answer is given by a member of staff. Write a message instead.")
        raise Denied("conversations.staff_only", message)
    if not (case_id is not None and actor.may(Duty.DO_WORK)):
        actor.need(Duty.ANSWER)
    return actor.staff_id


def _sent(conversation: Conversation, draft: str) -> UUID | None:
    if not draft:
        return None
    return Message.objects.filter(conversation=conversation, draft=draft).values_list("id", flat=True).first()


def _said(staff_id: UUID, conversation: Conversation, words: _Words, book: Book, at: datetime) -> UUID:
    row = write(
        conversation,
        words.text,
        at=at,
        author=Author.STAFF.value,
        staff_id=staff_id,
        case_id=words.case_id,
        draft=words.draft,
    )
    facts: list[Fact] = []
    if conversation.owner_id is None or conversation.asked_person_at is not None:
        facts.append(joined(conversation, staff_id, at))
    facts.append(
        MessageAnswered(
            community_id=conversation.community_id,
            subject_id=conversation.pk,
            at=at,
            contact_id=conversation.contact_id,
            channel=conversation.channel,
            staff_id=staff_id,
            case_id=words.case_id,
            message_id=row.pk,
        )
    )
    _rest(conversation, book, at)
    journal.record(*facts)
    return row.pk


def _rest(conversation: Conversation, book: Book, at: datetime) -> None:
    """The next word is the resident's; from now on silence counts."""
    if conversation.state == ConversationState.WAITING:
        conversation.state = ConversationState.OPEN.value
    conversation.unread_since = None
    conversation.auto_in_a_row = 0
    conversation.last_message_at = max(conversation.last_message_at, at)
    if conversation.state == ConversationState.OPEN:
        conversation.silent_at = at + span(book.terms.conversation.silent_reminder_after)
        conversation.reminded_at = None
    change(
        conversation,
        [
            "state",
            "owner",
            "unread_since",
            "asked_person_at",
            "auto_in_a_row",
            "last_message_at",
            "silent_at",
            "reminded_at",
        ],
    )


@transaction.atomic
def note(actor: Actor, conversation_id: UUID, text: str, *, at: datetime, draft: str = "") -> UUID:
    """Write a line colleagues see and residents never do; returns it. Sent twice with one `draft` it is there once."""
    if actor.staff_id is None:
        raise Denied("conversations.staff_only", gettext_noop("Notes are written by members of staff."))
    conversation = access.conversation(actor, conversation_id, lock=True)
    book = handbook.edition_in_force(conversation.community_id, at)
    kept = rules.readable(text, MessageKind.TEXT, book.terms.conversation.longest_text)
    sent = _sent(conversation, draft[:64])
    if sent is not None:
        return sent
    row = write(
        conversation,
        kept,
        at=at,
        direction=Direction.NOTE.value,
        author=Author.STAFF.value,
        staff_id=actor.staff_id,
        draft=draft[:64],
    )
    return row.pk


@transaction.atomic
def take_contact(  # noqa: PLR0913 - who was heard, and what it belongs to
    actor: Actor,
    contact_id: UUID,
    *,
    channel: str,
    at: datetime,
    case_id: UUID | None = None,
    conversation_id: UUID | None = None,
) -> None:
    """Note that somebody was heard on the phone or at the counter: from now on their need has to be written down.

    With `case_id` it is open as that case already, and their words join it. Raises Denied without the duty, Missing
    for a contact of another community.
    """
    actor.need(Duty.REGISTER)
    rules.check_channel(channel)
    contact = people.contact(actor, contact_id)
    if actor.staff_id is None:
        raise Denied("conversations.staff_only", gettext_noop("Only a member of staff can take somebody's words down."))
    heard: dict[str, Any] = {
        "community_id": contact.community_id,
        "subject_id": contact.pk,
        "at": at,
        "staff_id": actor.staff_id,
    }
    heard["channel"] = channel
    facts: list[Fact] = [ContactTaken(**heard, case_id=case_id, conversation_id=conversation_id)]
    if case_id is not None:
        facts.append(ContactJoined(**heard, case_id=case_id))
    journal.record(*facts)


_DELIVERED = "update conversations_message set delivery = %s where id = %s and delivery <> 'sent'"


def delivered(message_id: UUID, delivery: Delivery) -> None:
    """Note how far a message got outside; what was sent stays sent. One statement."""
    riding.write(_DELIVERED, [delivery.value, message_id])
