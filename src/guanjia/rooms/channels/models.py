"""Accounts of outside platforms, what came from them and what goes out to them."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.channels.types import InboundState, OutgoingState
from guanjia.shared.db import Row


class WeChatAccount(Row):
    """An official account of a community. Its secrets stay in this row; no log and no page shows them."""

    community = models.OneToOneField("places.Community", models.PROTECT, related_name="+")
    name = models.SlugField(max_length=40, unique=True)
    app_id = models.CharField(max_length=60)
    token = models.CharField(max_length=64)
    app_secret = models.CharField(max_length=64, blank=True, default="")
    aes_key = models.CharField(max_length=43, blank=True, default="")
    access_token = models.CharField(max_length=600, blank=True, default="")
    access_token_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(token="") & ~Q(name=""), name="wechat_account_complete")]


class SeenSignature(Row):
    """A signature that was used: for another body it is not taken again."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(WeChatAccount, models.PROTECT, related_name="+", db_index=False)
    signature = models.CharField(max_length=128)
    nonce = models.CharField(max_length=128)
    outside_id = models.CharField(max_length=180)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "signature", "nonce"], name="signature_used_once"),
        ]
        indexes = [models.Index(fields=["at"], name="signature_age")]


class Inbound(Row):
    """A raw body as it came; kept whatever becomes of it."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(WeChatAccount, models.PROTECT, related_name="+", db_index=False)
    outside_id = models.CharField(max_length=180)
    body = models.BinaryField()
    came_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in InboundState], default=InboundState.WAITING.value
    )
    why = models.CharField(max_length=60, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "outside_id"], name="inbound_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in InboundState]), name="inbound_state_known"),
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="inbound_last"),
            models.Index(fields=["next_at"], condition=Q(state=InboundState.WAITING.value), name="inbound_due"),
            models.Index(
                fields=["community", "came_at", "id"],
                condition=Q(state__in=[InboundState.REFUSED.value, InboundState.FAILED.value]),
                name="inbound_trouble",
            ),
        ]


class Outgoing(Row):
    """Words on their way out. `message_id` is the message of the conversation they are, where they are one."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(WeChatAccount, models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+", db_index=False)
    message_id = models.UUIDField(null=True, unique=True)
    text = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in OutgoingState], default=OutgoingState.WAITING.value
    )
    parts_sent = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=60, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    """From then on it may be tried (again); while somebody tries, the end of their time."""
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=OutgoingState.SENT.value, sent_at__isnull=False)
                | (~Q(state=OutgoingState.SENT.value) & Q(sent_at__isnull=True)),
                name="outgoing_sent_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OutgoingState]), name="outgoing_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state=OutgoingState.WAITING.value), name="outgoing_due"),
            models.Index(
                fields=["community", "made_at", "id"],
                condition=Q(state=OutgoingState.FAILED.value),
                name="outgoing_trouble",
            ),
        ]


class Picture(Row):
    """A picture somebody sent, to be fetched from the platform, which keeps it three days only."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(WeChatAccount, models.PROTECT, related_name="+", db_index=False)
    message_id = models.UUIDField(unique=True)
    media_id = models.CharField(max_length=500)
    came_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in InboundState], default=InboundState.WAITING.value
    )
    why = models.CharField(max_length=60, blank=True, default="")
    tries = models.PositiveBigIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in InboundState]), name="picture_state_known"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state=InboundState.WAITING.value), name="picture_due")]
