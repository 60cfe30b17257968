"""The journal's tables: events, their seal beside them, and the keys that make a thing count once."""

from django.db import models

from guanjia.shared.db import Row


class JournalEvent(models.Model):
    """One fact. Unchangeable from insert, partitioned by month of `recorded_at`; nothing has a foreign key to it."""

    id = models.UUIDField(primary_key=True)
    community_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    via = models.CharField(max_length=20)
    refs = models.JSONField()
    data = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_event"


class Seal(models.Model):
    """A link of one community's chain: `leaf` names the row's content, `head` everything up to it."""

    pk = models.CompositePrimaryKey("community_id", "number")
    community_id = models.UUIDField()
    number = models.BigIntegerField()
    event_id = models.UUIDField()
    recorded_at = models.DateTimeField()
    written = models.BigIntegerField()
    leaf = models.BinaryField()
    head = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_seal"


class Once(models.Model):
    """A key that may be used once: what comes twice counts once."""

    key = models.CharField(primary_key=True, max_length=200)
    event_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "journal_once"


class Repeat(Row):
    """The answer given to a request with an Idempotency-Key, kept so that sending it again gives the same."""

    account_id = models.UUIDField()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "api_repeat"
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="api_repeat_once_per_account")]
        indexes = [models.Index(fields=["at"], name="api_repeat_age")]
