"""Conversations and what was said in them."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.conversations.types import Author, ConversationState, Delivery, Direction, MessageKind
from guanjia.shared.db import Row


class Conversation(Row):
    """What is said between one contact and the house on one channel, until it is closed."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ConversationState])
    owner = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    unread_since = models.DateTimeField(null=True)
    asked_person_at = models.DateTimeField(null=True)
    auto_in_a_row = models.PositiveSmallIntegerField(default=0)
    """Standard answers of the machine since a person last wrote."""
    silent_at = models.DateTimeField(null=True)
    """When silence is looked at next; null: it is not ours to wait."""
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, blank=True, default="")
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "channel"],
                condition=~Q(state=ConversationState.CLOSED.value),
                name="conversation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ConversationState]), name="conversation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ConversationState.WAITING.value, unread_since__isnull=False)
                | (~Q(state=ConversationState.WAITING.value) & Q(unread_since__isnull=True)),
                name="conversation_waiting_since",
            ),
            models.CheckConstraint(
                condition=Q(state=ConversationState.CLOSED.value, closed_at__isnull=False)
                | (~Q(state=ConversationState.CLOSED.value) & Q(closed_at__isnull=True)),
                name="conversation_closed_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "unread_since", "id"],
                condition=Q(state=ConversationState.WAITING.value),
                name="conversation_waiting",
            ),
            models.Index(fields=["community", "last_message_at", "id"], name="conversation_list"),
            models.Index(fields=["contact", "channel", "last_message_at"], name="conversation_of_contact"),
            models.Index(fields=["silent_at"], condition=Q(silent_at__isnull=False), name="conversation_silent"),
        ]


class Message(Row):
    """One thing said. `outside_id` makes it count once however often it is brought, `draft` however often sent."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages", db_index=False)
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    direction = models.CharField(max_length=5, choices=[(d.value, d.value) for d in Direction])
    author = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Author])
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in MessageKind])
    text = models.TextField(blank=True)
    media = models.CharField(max_length=500, blank=True, default="")
    picture = models.CharField(max_length=64, blank=True, default="", db_default="")
    """The digest of the picture that was sent, once it is here."""
    outside_id = models.CharField(max_length=100, blank=True, default="")
    draft = models.CharField(max_length=64, blank=True, default="")
    script = models.CharField(max_length=60, blank=True, default="")
    case_id = models.UUIDField(null=True)
    """The case an answer is about; a plain id, since cases stand above."""
    at = models.DateTimeField()
    delivery = models.CharField(
        max_length=10, choices=[(d.value, d.value) for d in Delivery], blank=True, default=Delivery.NONE.value
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "channel", "outside_id"],
                condition=~Q(outside_id=""),
                name="message_once_from_outside",
            ),
            models.UniqueConstraint(
                fields=["conversation", "draft"], condition=~Q(draft=""), name="message_once_per_draft"
            ),
            models.CheckConstraint(
                condition=~Q(kind=MessageKind.TEXT.value) | ~Q(text=""), name="message_text_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(author=Author.STAFF.value, staff__isnull=False)
                | (~Q(author=Author.STAFF.value) & Q(staff__isnull=True)),
                name="message_staff_named",
            ),
        ]
        indexes = [models.Index(fields=["conversation", "at", "id"], name="message_of_conversation")]
