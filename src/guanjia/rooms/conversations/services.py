"""What can be done in a conversation: receive, answer, note, hand over, rate, close."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.conversations import access, events, rules
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.types import (
    Author,
    Channel,
    ConversationState,
    Delivery,
    Direction,
    Draft,
    Incoming,
    ReceivedMessage,
)
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, gettext_noop
from guanjia.shared.time import now

SENT_OUT = frozenset({Channel.WECHAT.value})
"""Channels whose answers have to be carried outside; the others are read on our own pages or said aloud."""


@transaction.atomic
def receive(community_id: UUID, came: Incoming, *, at: datetime) -> ReceivedMessage:
    """Take a resident's message into the conversation of its contact and channel, and record that it came.

    With an outside id that came before nothing happens twice: the first answer comes back. Raises Invalid for an
    empty or endless text and for a time in the future.
    """
    text = rules.clean(came.text)
    terms = handbook.edition_in_force(community_id, at).terms
    rules.check_time(at, now(), timedelta(seconds=terms.journal.early_tolerance.in_seconds()))
    talk = _open_one(community_id, came, at)
    message = _message(talk, Direction.IN, Author.RESIDENT, text, at)
    message.kind, message.outside_id = came.kind.value, came.outside_id or None
    made = Message.objects.bulk_create([message], ignore_conflicts=bool(came.outside_id))
    kept = Message.objects.filter(pk=made[0].pk).exists() if came.outside_id else True
    if not kept:
        first = Message.objects.get(community=community_id, channel=came.channel, outside_id=came.outside_id)
        return ReceivedMessage(first.conversation_id, first.pk, new=False)
    _touch(talk, text, at)
    talk.last_in_at, talk.unread_since = at, talk.unread_since or at
    talk.save(update_fields=["last_at", "last_text", "last_in_at", "unread_since"])
    home_id = people.contact_row(came.contact_id).home_id
    fact = events.MessageReceived(
        community_id=community_id,
        subject_id=talk.pk,
        at=at,
        contact_id=came.contact_id,
        channel=came.channel,
        message_id=message.pk,
        home_id=home_id,
    )
    journal.record(fact)
    return ReceivedMessage(talk.pk, message.pk, new=True)


def _open_one(community_id: UUID, came: Incoming, at: datetime) -> Conversation:
    """The open conversation of the contact, locked; made when there is none."""
    rows = Conversation.objects.select_for_update().filter(
        contact=came.contact_id, channel=came.channel, state=ConversationState.OPEN
    )
    found = rows.first()
    if found is None:
        made = Conversation(
            community_id=community_id, contact_id=came.contact_id, channel=came.channel, opened_at=at, last_at=at
        )
        Conversation.objects.bulk_create([made], ignore_conflicts=True)
        found = rows.get()
    return found


def _message(talk: Conversation, direction: Direction, author: Author, text: str, at: datetime) -> Message:
    return Message(
        community_id=talk.community_id,
        conversation_id=talk.pk,
        direction=direction.value,
        author=author.value,
        text=text,
        channel=talk.channel,
        at=at,
        recorded_at=now(),
    )


def _touch(talk: Conversation, text: str, at: datetime) -> None:
    talk.last_at, talk.last_text, talk.reminded_at = max(talk.last_at, at), text[:80], None


def _said(talk: Conversation, author: Author, text: str, at: datetime) -> Message:
    message = _message(talk, Direction.OUT, author, text, at)
    if talk.channel in SENT_OUT:
        message.delivery = Delivery.WAITING.value
    return message


def answer(actor: Actor, conversation_id: UUID, text: str, *, at: datetime, case_id: UUID | None = None) -> UUID | None:
    """A person answers, about a case where there is one. See `send`."""
    return send(actor, conversation_id, Draft(text, case_id=case_id), at=at)


@transaction.atomic
def send(actor: Actor, conversation_id: UUID, draft: Draft, *, at: datetime) -> UUID | None:
    """A person answers. The answer is kept and recorded; carrying it outside is a job after it.

    A draft with a key counts once: sent again, nothing happens and None comes back. Raises Denied without the duty,
    Invalid for an empty or endless text, Missing for a conversation of another community.
    """
    actor.need(Duty.ANSWER)
    if actor.staff_id is None:
        raise Denied("conversations.staff", gettext_noop("Only staff can answer."))
    words = rules.clean(draft.text)
    talk = access.conversation(actor, conversation_id, lock=True)
    message = _said(talk, Author.STAFF, words, at)
    message.staff_id = actor.staff_id
    message.outside_id = f"draft:{draft.key}" if draft.key else None
    Message.objects.bulk_create([message], ignore_conflicts=bool(draft.key))
    if draft.key and not Message.objects.filter(pk=message.pk).exists():
        return None
    _touch(talk, words, at)
    talk.unread_since, talk.wants_person = None, False
    talk.save(update_fields=["last_at", "last_text", "reminded_at", "unread_since", "wants_person"])
    fact = _fact(
        events.MessageAnswered, talk, at, message_id=message.pk, staff_id=actor.staff_id, case_id=draft.case_id
    )
    journal.record(fact)
    return message.pk


@transaction.atomic
def auto_answer(conversation_id: UUID, text: str, script: str, *, at: datetime) -> UUID:
    """The machine says a script of the handbook. It stays unanswered by a person, and the desk still sees it."""
    talk = Conversation.objects.select_for_update().get(pk=conversation_id)
    message = _said(talk, Author.MACHINE, rules.clean(text), at)
    message.save(force_insert=True)
    _touch(talk, message.text, at)
    talk.save(update_fields=["last_at", "last_text", "reminded_at"])
    journal.record(_fact(events.MessageAutoAnswered, talk, at, message_id=message.pk, script=script))
    return message.pk


@transaction.atomic
def note(actor: Actor, conversation_id: UUID, text: str, *, at: datetime) -> UUID:
    """Write something down for colleagues; residents never see it."""
    actor.need(Duty.SEE_QUEUE)
    talk = access.conversation(actor, conversation_id, lock=True)
    message = _message(talk, Direction.NOTE, Author.STAFF, rules.clean(text), at)
    message.staff_id = actor.staff_id
    message.save(force_insert=True)
    return message.pk


@transaction.atomic
def ask_person(actor: Actor, conversation_id: UUID, *, at: datetime) -> None:
    """The resident wants a person; asked again while one is awaited, nothing changes."""
    talk = access.conversation(actor, conversation_id, lock=True)
    rules.check_open(talk.state)
    if talk.wants_person:
        return
    talk.wants_person, talk.unread_since = True, talk.unread_since or at
    talk.save(update_fields=["wants_person", "unread_since"])
    journal.record(_fact(events.HandoverAsked, talk, at))


@transaction.atomic
def join(actor: Actor, conversation_id: UUID, *, at: datetime) -> None:
    """A person takes the conversation over from the machine."""
    actor.need(Duty.ANSWER)
    talk = access.conversation(actor, conversation_id, lock=True)
    rules.check_open(talk.state)
    if actor.staff_id is None:
        raise Denied("conversations.staff", gettext_noop("Only staff can answer."))
    talk.wants_person = False
    talk.save(update_fields=["wants_person"])
    journal.record(_fact(events.PersonJoined, talk, at, staff_id=actor.staff_id))


@transaction.atomic
def rate(actor: Actor, conversation_id: UUID, score: int, *, at: datetime) -> None:
    """The resident says how it was; the last word counts. Raises Invalid off the handbook's scale."""
    talk = access.conversation(actor, conversation_id, lock=True)
    best = handbook.edition_in_force(talk.community_id, at).terms.conversation.rating_best
    rules.check_score(score, best)
    talk.score = score
    talk.save(update_fields=["score"])
    journal.record(_fact(events.ConversationRated, talk, at, score=score))


@transaction.atomic
def close(actor: Actor, conversation_id: UUID, *, at: datetime) -> None:
    """The desk ends a conversation; closed already, nothing changes."""
    actor.need(Duty.ANSWER)
    talk = access.conversation(actor, conversation_id, lock=True)
    if talk.state == ConversationState.OPEN:
        _close(talk, "desk", at, actor.staff_id)


def _close(talk: Conversation, reason: str, at: datetime, staff_id: UUID | None = None) -> None:
    talk.state, talk.closed_at = ConversationState.CLOSED, at
    talk.unread_since, talk.wants_person = None, False
    talk.save(update_fields=["state", "closed_at", "unread_since", "wants_person"])
    journal.record(_fact(events.ConversationClosed, talk, at, reason=reason, staff_id=staff_id))


def _fact(
    kind: type[events.ConversationFact], talk: Conversation, at: datetime, **more: object
) -> events.ConversationFact:
    return kind(
        community_id=talk.community_id,
        subject_id=talk.pk,
        at=at,
        contact_id=talk.contact_id,
        channel=talk.channel,
        **more,  # type: ignore[arg-type]
    )


@transaction.atomic
def take_contact(actor: Actor, fact: events.ContactTaken) -> None:
    """Record that somebody at the counter or on the phone was heard."""
    actor.need(Duty.REGISTER)
    journal.record(fact)


@transaction.atomic
def delivered(message_id: UUID, *, error: str = "") -> None:
    """What became of an answer on its way out."""
    state = Delivery.FAILED if error else Delivery.SENT
    Message.objects.filter(pk=message_id).update(delivery=state.value, delivery_error=error[:200])
