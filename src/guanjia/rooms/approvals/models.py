"""What was laid before those who must approve, version by version, and what each of them said."""

from django.db import models
from django.db.models import F, Q

from guanjia.rooms.approvals.types import MatterState, VoiceState
from guanjia.shared.db import Row

WAITING = VoiceState.WAITING.value
STARTED = MatterState.STARTED.value


class Matter(Row):
    """An act that may not begin before its papers are approved. `owed_role` lays the papers and begins the act."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    owed_role = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", null=True, db_index=False)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    """Who laid the papers first, or recorded that it began."""
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in MatterState])
    version = models.PositiveSmallIntegerField()
    """The version that counts; 0 where nobody laid any papers."""
    asked_at = models.DateTimeField()
    meant_for = models.DateTimeField()
    """When the act is to begin."""
    decide_by = models.DateTimeField()
    """Until when the approvals must be there for it."""
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    outside = models.BooleanField(default=False)
    """It began all the same, and was recorded afterwards."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in MatterState]), name="matter_state_known"),
            models.CheckConstraint(
                condition=Q(state=STARTED, started_at__isnull=False, started_by__isnull=False)
                | (~Q(state=STARTED) & Q(started_at__isnull=True)),
                name="matter_start_complete",
            ),
            models.CheckConstraint(condition=Q(decide_by__lte=F("meant_for")), name="matter_decided_before"),
        ]
        indexes = [
            models.Index(fields=["community", "state", "decide_by", "id"], name="matter_by_due"),
            models.Index(fields=["community", "asked_at", "id"], name="matter_by_age"),
        ]


class Version(Row):
    """A version of the papers: who laid it, when, and what changed."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="version_once")]


class Attachment(Row):
    """A file of a version, or shown at the act's start (`at_start`). `kept` is the digest of what is kept."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="attachments", db_index=False)
    version = models.PositiveSmallIntegerField()
    at_start = models.BooleanField(default=False)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    kept = models.CharField(max_length=64)
    since = models.PositiveSmallIntegerField()
    """The version it came with."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "version", "at_start", "code", "kept"], name="attachment_once")
        ]


class Voice(Row):
    """What one role must say, or said, to one version. `apart`: nobody speaks in two roles."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="voices", db_index=False)
    version = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField(default=1)
    """Where a role must say it several times, by different people: which of them."""
    apart = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in VoiceState], default=WAITING)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "version", "role", "place"], name="voice_once"),
            models.UniqueConstraint(
                fields=["matter", "version", "staff"], condition=Q(apart=True), name="voice_of_one_person"
            ),
            models.UniqueConstraint(fields=["matter", "version", "role", "staff"], name="voice_of_one_in_a_role"),
            models.CheckConstraint(
                condition=Q(state=WAITING, staff__isnull=True, at__isnull=True)
                | (~Q(state=WAITING) & Q(staff__isnull=False, at__isnull=False)),
                name="voice_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "role", "matter"], condition=Q(state=WAITING), name="voice_waiting"),
            models.Index(fields=["community", "role", "matter"], name="voice_of_role"),
        ]
