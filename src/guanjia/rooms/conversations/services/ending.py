"""Conversations end: settled by a person, or silent; and are rated."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from guanjia.rooms.conversations import access, rules
from guanjia.rooms.conversations.events import ConversationClosed, ConversationRated
from guanjia.rooms.conversations.models import Conversation
from guanjia.rooms.conversations.services.ground import span
from guanjia.rooms.conversations.services.machine import say_at
from guanjia.rooms.conversations.types import ConversationState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import in_reach
from guanjia.shared.errors import Denied, Refused, gettext_noop

BATCH = 100

Busy = Callable[[Iterable[UUID]], Iterable[UUID]]
_busy: list[Busy] = []


def busy_by(find: Busy) -> Busy:
    """Declare which of these conversations something still runs in (the room of cases does, at start)."""
    if find not in _busy:
        _busy.append(find)
    return find


@transaction.atomic
def close(actor: Actor, conversation_id: UUID, *, at: datetime) -> None:
    """End a conversation that is settled; the resident is asked to rate it. Closed already: nothing happens."""
    actor.need(Duty.ANSWER)
    conversation = access.conversation(actor, conversation_id, lock=True)
    if conversation.state == ConversationState.CLOSED:
        return
    book = handbook.edition_in_force(conversation.community_id, at)
    _end(conversation, rules.SETTLED, at)
    if book.terms.conversation.rating_asked and conversation.channel in rules.CHATS:
        link = settings.PUBLIC_URL + people.resident_link(conversation.contact_id)
        say_at("rating", conversation, book, at, link=link)


@transaction.atomic
def rate(actor: Actor, conversation_id: UUID, score: int, *, at: datetime) -> None:
    """The resident says how it was. Raises Invalid off the scale, Refused before the end and for a second rating."""
    if actor.contact_id is None:
        raise Denied("conversations.resident_only", gettext_noop("Only the resident can rate a conversation."))
    conversation = access.conversation(actor, conversation_id, lock=True)
    book = handbook.edition_in_force(conversation.community_id, at)
    rules.check_score(score, book.terms.conversation.rating_best)
    if conversation.state != ConversationState.CLOSED:
        message = gettext_noop("This conversation still runs. You can rate it when it is closed.")
        raise Refused("conversations.not_closed", message)
    if conversation.score is not None:
        raise Refused("conversations.rated", gettext_noop("You have rated this conversation already. Thank you."))
    _rate(conversation, score, at)


def rated(conversation: Conversation, text: str, book: Book, *, at: datetime) -> bool:
    """Whether a resident's message in a conversation that is held was the rating they were asked for."""
    score = rules.rating_in(text, book.terms.conversation.rating_best)
    asked = conversation.closed_because == rules.SETTLED and book.terms.conversation.rating_asked
    if score is None or conversation.score is not None or not asked or conversation.channel not in rules.CHATS:
        return False
    _rate(conversation, score, at)
    return True


@transaction.atomic
def end_silent(*, at: datetime) -> int:
    """Remind one batch of residents who fell silent, close what stays silent; returns how many were looked at.

    A conversation something still runs in (an open case) is left, and looked at again later. Rows another worker
    holds are skipped.
    """
    due = in_reach(Conversation.objects.filter(silent_at__lte=at)).order_by("silent_at", "id")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    ids = [row.pk for row in rows]
    busy = {key for find in _busy for key in find(ids)} if ids else set()
    for row in rows:
        _step(row, busy=row.pk in busy, at=at)
    return len(rows)


def _step(conversation: Conversation, *, busy: bool, at: datetime) -> None:
    book = handbook.edition_in_force(conversation.community_id, at)
    terms = book.terms.conversation
    if conversation.state != ConversationState.OPEN:
        conversation.silent_at = None
    elif busy:
        conversation.silent_at, conversation.reminded_at = at + span(terms.silent_reminder_after), None
    elif conversation.reminded_at is None:
        conversation.silent_at, conversation.reminded_at = at + span(terms.silent_close_after), at
        say_at("reminder", conversation, book, at)
    else:
        say_at("closing", conversation, book, at)
        _end(conversation, rules.SILENT, at)
        return
    conversation.save(update_fields=["silent_at", "reminded_at"])


def _end(conversation: Conversation, reason: str, at: datetime) -> None:
    rules.check_move(ConversationState(conversation.state), ConversationState.CLOSED)
    conversation.state = ConversationState.CLOSED.value
    conversation.closed_at, conversation.closed_because = at, reason
    conversation.unread_since = conversation.silent_at = conversation.asked_person_at = None
    conversation.owner_id = None
    conversation.auto_in_a_row = 0
    conversation.save(
        update_fields=[
            "state",
            "closed_at",
            "closed_because",
            "unread_since",
            "silent_at",
            "asked_person_at",
            "owner",
            "auto_in_a_row",
        ]
    )
    journal.record(
        ConversationClosed(
            community_id=conversation.community_id,
            subject_id=conversation.pk,
            at=at,
            reason=reason,
            channel=conversation.channel,
            contact_id=conversation.contact_id,
        )
    )


def _rate(conversation: Conversation, score: int, at: datetime) -> None:
    conversation.score = score
    conversation.save(update_fields=["score"])
    journal.record(
        ConversationRated(
            community_id=conversation.community_id,
            subject_id=conversation.pk,
            at=at,
            score=score,
            channel=conversation.channel,
            contact_id=conversation.contact_id,
        )
    )
