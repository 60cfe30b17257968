"""What the machine says, and how a person takes over."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.conversations import access, rules
from guanjia.rooms.conversations.events import HandoverAsked, MessageAutoAnswered, PersonJoined
from guanjia.rooms.conversations.models import Conversation
from guanjia.rooms.conversations.services.ground import locked, wording_at, write
from guanjia.rooms.conversations.types import ConversationState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Refused, gettext_noop


@transaction.atomic
def auto_answer(conversation_id: UUID, text: str, script: str, at: datetime) -> UUID:
    """Give a standard answer; returns the message. It is no person's answer: the resident goes on waiting for one.

    After the handbook's number of such answers without a person in between, a person is asked for.
    """
    conversation = locked(conversation_id)
    book = handbook.edition_in_force(conversation.community_id, at)
    message_id = say(conversation, text, script, at=at)
    conversation.auto_in_a_row += 1
    change(conversation, ["auto_in_a_row", "last_message_at"])
    if conversation.auto_in_a_row >= book.terms.conversation.auto_answers_in_a_row:
        hand_over(conversation, book, at=at)
    return message_id


@transaction.atomic
def tell(conversation_id: UUID, text: str, script: str, *, at: datetime) -> UUID:
    """Let the machine tell how something goes. No answer, so it neither counts as one nor asks for a person."""
    return say(locked(conversation_id), text, script, at=at)


@transaction.atomic
def tell_contact(community_id: UUID, contact_id: UUID, said: tuple[str, str], *, at: datetime) -> UUID:
    """Let the machine tell somebody something by itself, text and script: in the talk that runs with them, else in one
    that begins with it. It waits for no answer, so nobody is reminded of one."""
    channel = people.contact_row(contact_id).channel
    made = Conversation(
        community_id=community_id,
        contact_id=contact_id,
        channel=channel,
        state=ConversationState.OPEN.value,
        opened_at=at,
        last_message_at=at,
    )
    Conversation.objects.bulk_create([made], ignore_conflicts=True)
    found = Conversation.objects.select_for_update(of=("self",)).exclude(state=ConversationState.CLOSED)
    return say(found.get(contact=contact_id, channel=channel), *said, at=at)


@transaction.atomic
def ask_person(actor: Actor, conversation_id: UUID, *, at: datetime) -> None:
    """The resident wants a person (or a colleague asks for one). Asked again nothing more happens."""
    conversation = access.conversation(actor, conversation_id, lock=True)
    if conversation.state == ConversationState.CLOSED:
        message = gettext_noop("This conversation is closed. Write a message, and a person answers.")
        raise Refused("conversations.closed", message)
    book = handbook.edition_in_force(conversation.community_id, at)
    hand_over(conversation, book, at=at)


@transaction.atomic
def join(actor: Actor, conversation_id: UUID, *, at: datetime) -> None:
    """Take a conversation over, before or without an answer. Raises Denied without the duty."""
    actor.need(Duty.ANSWER)
    conversation = access.conversation(actor, conversation_id, lock=True)
    if actor.staff_id is None or (conversation.owner_id == actor.staff_id and conversation.asked_person_at is None):
        return
    journal.record(joined(conversation, actor.staff_id, at))
    conversation.save(update_fields=["owner", "asked_person_at"])


def joined(conversation: Conversation, staff_id: UUID, at: datetime) -> PersonJoined:
    """The person now owns the conversation; returns the fact, the caller saves and records."""
    conversation.owner_id, conversation.asked_person_at = staff_id, None
    return PersonJoined(
        community_id=conversation.community_id,
        subject_id=conversation.pk,
        at=at,
        staff_id=staff_id,
        channel=conversation.channel,
    )


def say(conversation: Conversation, text: str, script: str, *, at: datetime) -> UUID:
    """Let the machine say something in a conversation that is held."""
    row = write(conversation, text, at=at, script=script[:60])
    conversation.last_message_at = max(conversation.last_message_at, at)
    change(conversation, ["last_message_at"])
    journal.record(
        MessageAutoAnswered(
            community_id=conversation.community_id,
            subject_id=conversation.pk,
            at=at,
            contact_id=conversation.contact_id,
            channel=conversation.channel,
            script=script,
            message_id=row.pk,
        )
    )
    return row.pk


def hand_over(conversation: Conversation, book: Book, *, at: datetime) -> None:
    """Ask for a person in a conversation that is held, once until one comes."""
    if conversation.asked_person_at is not None:
        return
    conversation.asked_person_at = at
    conversation.save(update_fields=["asked_person_at"])
    journal.record(
        HandoverAsked(
            community_id=conversation.community_id,
            subject_id=conversation.pk,
            at=at,
            contact_id=conversation.contact_id,
            channel=conversation.channel,
        )
    )
    say_at("handover", conversation, book, at)


def greet(conversation: Conversation, book: Book, *, at: datetime) -> None:
    """The first words of a chat: that a machine speaks and how to reach a person; out of hours, when one comes."""
    if conversation.channel not in rules.CHATS:
        return
    calendar = book.calendar(book.terms.conversation.duty_calendar)
    opens = rules.opens_next(calendar.model_dump(mode="json"), at)
    if opens is None:
        say_at("opening", conversation, book, at)
    else:
        opening = opens.astimezone(ZoneInfo(calendar.zone)).strftime("%H:%M")
        say_at("out_of_hours", conversation, book, at, opening=opening)


@transaction.atomic
def greet_contact(community_id: UUID, contact_id: UUID, channel: str, *, at: datetime) -> None:
    """Say the first words to somebody who came without a message; where a conversation runs, nothing."""
    made = Conversation(
        community_id=community_id,
        contact_id=contact_id,
        channel=channel,
        state=ConversationState.OPEN.value,
        opened_at=at,
        last_message_at=at,
    )
    Conversation.objects.bulk_create([made], ignore_conflicts=True)
    found = Conversation.objects.select_for_update(of=("self",)).filter(pk=made.pk).first()
    if found is not None:
        greet(found, handbook.edition_in_force(community_id, at), at=at)


def say_at(moment: str, conversation: Conversation, book: Book, at: datetime, **slots: str) -> None:
    """Say what the handbook says at this moment of a conversation that is held; nothing where it says nothing."""
    code, text = wording_at(book, moment, conversation, **slots)
    if text:
        say(conversation, text, code, at=at)
