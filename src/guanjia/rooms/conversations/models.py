"""Conversations and their messages."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.conversations.types import Author, ConversationState, Delivery, Direction, MessageKind
from guanjia.shared.db import Row

OPEN = ConversationState.OPEN.value


class Conversation(Row):
    """What one contact and we said on one channel. `unread_since` is when the oldest unanswered message came."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ConversationState], default=OPEN)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=80, blank=True)
    last_in_at = models.DateTimeField(null=True)
    unread_since = models.DateTimeField(null=True)
    wants_person = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "channel"], condition=Q(state=OPEN), name="conversation_one_open_per_contact"
            ),
            models.CheckConstraint(
                condition=Q(state=OPEN, closed_at__isnull=True) | Q(~Q(state=OPEN), closed_at__isnull=False),
                name="conversation_closed_at_complete",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "unread_since", "id"],
                condition=Q(unread_since__isnull=False),
                name="conversation_waiting",
            ),
            models.Index(fields=["community", "last_at", "id"], name="conversation_list"),
            models.Index(fields=["contact", "opened_at"], name="conversation_of_contact"),
            models.Index(fields=["last_at"], condition=Q(state=OPEN), name="conversation_silent"),
        ]


class Message(Row):
    """One message. An inner note is a message nobody outside ever sees."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages", db_index=False)
    direction = models.CharField(max_length=6, choices=[(d.value, d.value) for d in Direction])
    author = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Author])
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in MessageKind], default="text")
    channel = models.CharField(max_length=20)
    outside_id = models.CharField(max_length=100, null=True)  # noqa: DJ001 - null stays out of the unique key
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    delivery = models.CharField(
        max_length=10, choices=[(d.value, d.value) for d in Delivery], default=Delivery.NONE.value
    )
    delivery_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "channel", "outside_id"], name="message_once_per_outside_id"),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        ]
        indexes = [models.Index(fields=["conversation", "at", "id"], name="message_of_conversation")]
