"""Promises and what the engine keeps of each subject.

Ids of promises rise with time, so the table can be parted by months of its id without another key.
"""

from django.db import models
from django.db.models import F, Q

from guanjia.rooms.promises.types import PleaKind, PleaState, PromiseState, SeenHow
from guanjia.shared.db import Row

STATES = [(state.value, state.value) for state in PromiseState]
SUPERSEDED = PromiseState.SUPERSEDED.value
SEEN_HOW = [how.value for how in SeenHow]


class Promise(models.Model):
    """What a standard makes someone owe for one subject. The engine writes it; only time and its sweep change it else.

    `closed`: no event but a waiver changes the verdict. `next_tell_at` is when the sweep must look at it again,
    null when nothing is left to tell. `began_at` is the event that opened or reopened it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=60)
    edition = models.UUIDField()
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    root_event = models.UUIDField()
    opening_event = models.UUIDField()
    owed_role = models.CharField(max_length=60)
    owed_by = models.ForeignKey(
        "people.Staff", models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    opened_at = models.DateTimeField()
    began_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    runs_again_at = models.DateTimeField(null=True)
    next_tell_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=STATES)
    closed = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    weight = models.DecimalField(max_digits=8, decimal_places=3)
    late_credit = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    red_line = models.BooleanField(default=False)
    limit = models.CharField(max_length=60, blank=True)
    first_limit = models.CharField(max_length=60, blank=True)
    pauses = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    flags = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[value for value, _ in STATES]), name="promise_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["met", "late", "void", "waived"], ended_at__isnull=False, closed=True)
                | Q(state__in=["running", "paused"], ended_at__isnull=True, closed=False)
                | Q(state="missed", ended_at__isnull=True)
                | Q(state=SUPERSEDED),
                name="promise_end_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["late", "missed"]) | Q(due_at__isnull=False), name="promise_breach_has_due"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "subject_type"], name="promise_of_subject"),
            models.Index(fields=["community", "due_at", "id"], condition=Q(closed=False), name="promise_open_by_due"),
            models.Index(
                fields=["next_tell_at", "id"], condition=Q(next_tell_at__isnull=False), name="promise_to_tell"
            ),
            models.Index(fields=["community", "standard", "due_at", "id"], name="promise_of_standard"),
            models.Index(fields=["community", "ended_at"], condition=Q(due_at__isnull=True), name="promise_never_due"),
            models.Index(fields=["community"], condition=Q(provisional=True, closed=False), name="promise_provisional"),
        ]


class SumChange(models.Model):
    """What a promise that closed, or changed after that, adds to the sums and takes from them: written by the database
    itself beside the row, folded into `KeptSum` once its day is over. `n` and `red` may be below zero."""

    community = models.ForeignKey(
        "places.Community", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()
    standard = models.CharField(max_length=60)
    edition = models.UUIDField()
    role = models.CharField(max_length=60)
    staff = models.UUIDField()
    state = models.CharField(max_length=12)
    n = models.BigIntegerField()
    weight = models.DecimalField(max_digits=20, decimal_places=3)
    credit = models.DecimalField(max_digits=20, decimal_places=7)
    red = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["community", "at"], name="sum_change_by_day")]


class KeptSum(models.Model):
    """How many closed promises were due on a day of the community, and what they weigh.

    `hour` is the hour due of what was late or missed, -1 for the rest. `staff` is all zeros where nobody owed. What
    never was due counts on the day it ended.
    """

    community = models.ForeignKey(
        "places.Community", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()
    hour = models.BigIntegerField()
    standard = models.CharField(max_length=60)
    edition = models.UUIDField()
    role = models.CharField(max_length=60)
    staff = models.UUIDField()
    state = models.CharField(max_length=12)
    n = models.BigIntegerField()
    weight = models.DecimalField(max_digits=20, decimal_places=3)
    credit = models.DecimalField(max_digits=20, decimal_places=7)
    red = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "day", "standard", "edition", "role", "staff", "state", "hour"],
                name="kept_sum_once",
            )
        ]


class SubjectState(Row):
    """What the engine keeps of one subject between two events; `seen_at` is the last event's time, `turns_at` when time
    alone must work on its quotas next."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    state = models.JSONField()
    owing = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)
    turns_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "subject_type"], name="subject_state_once"),
        ]
        indexes = [
            models.Index(fields=["turns_at", "id"], condition=Q(turns_at__isnull=False), name="subject_to_turn"),
        ]


class Telling(Row):
    """Something told about a promise, once: warned, missed, or a step of the ladder."""

    promise_id = models.UUIDField()
    what = models.CharField(max_length=20)
    event = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise_id", "what"], name="telling_once")]


class Raised(Row):
    """A step of the ladder told to a role, kept with what was done about it. `id` is of the fact that told it."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    promise_id = models.UUIDField()
    to_role = models.CharField(max_length=60)
    step = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    how = models.CharField(max_length=10, blank=True, default="")
    words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise_id", "step"], name="raised_once"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, how="") | Q(seen_at__isnull=False, how__in=SEEN_HOW),
                name="raised_seen_complete",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "-seen_at", "-id"], condition=Q(seen_at__isnull=False), name="raised_seen"
            ),
        ]


class Waiver(Row):
    """A promise let go: why, by whom, and when. It isn't deleted; a promise is waived once."""

    promise = models.OneToOneField(Promise, models.PROTECT, related_name="waiver", db_constraint=False)
    reason = models.CharField(max_length=60)
    approver = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()


class Plea(Row):
    """Somebody asks that a promise be let go: a waiver asked for, or the appeal of the one who owes. Kept as it is
    decided."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="pleas", db_index=False, db_constraint=False)
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in PleaKind])
    reason = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    rests_on = models.TextField(blank=True)
    asked_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in PleaState], default=PleaState.WAITING.value
    )
    decided_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=Q(state=PleaState.WAITING.value), name="plea_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state=PleaState.WAITING.value, decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(state=PleaState.WAITING.value), decided_at__isnull=False, decided_by__isnull=False),
                name="plea_decision_complete",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="plea_decided_by_another"),
        ]
        indexes = [
            models.Index(
                fields=["community", "asked_at", "id"], condition=Q(state=PleaState.WAITING.value), name="plea_waiting"
            ),
            models.Index(fields=["community", "-asked_at", "-id"], name="plea_newest"),
            models.Index(fields=["promise", "asked_at"], name="plea_of_promise"),
        ]


class SetAside(Row):
    """A promise the sweep could not work on: taken out of its way and shown in operations until put right."""

    promise_id = models.UUIDField(unique=True)
    error = models.TextField()
    at = models.DateTimeField()


class SweptUntil(models.Model):
    """Up to when the sweep has told everything of a community."""

    community = models.OneToOneField("places.Community", models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()


class TakenUp(models.Model):
    """Which edition's quotas were laid on the subjects known, and how far: `after` is the last subject, null at both
    ends; `done` says at which."""

    community = models.OneToOneField("places.Community", models.PROTECT, primary_key=True, related_name="+")
    edition = models.UUIDField()
    after = models.UUIDField(null=True)
    done = models.BooleanField(default=False)


class DrawPeriod(Row):
    """A period in which samples are drawn, and its secret: told to nobody before it is over."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    period = models.CharField(max_length=20)
    begin_at = models.DateTimeField()
    end_at = models.DateTimeField()
    secret = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    """When the secret was told; null while the period runs."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "period"], name="draw_period_once")]
        indexes = [models.Index(fields=["end_at"], condition=Q(ended_at__isnull=True), name="draw_period_running")]


class SampleMember(Row):
    """A subject of a population: its number, the share that held when it came in, and whether it is drawn.

    `counts` is false where a fact that came late took it out again; `settled` once the period's end has counted it.
    """

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=60)
    period = models.CharField(max_length=20)
    stratum = models.CharField(max_length=60, blank=True)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    reached_event = models.UUIDField()
    reached_at = models.DateTimeField()
    share = models.CharField(max_length=40)
    number = models.CharField(max_length=64)
    counts = models.BooleanField(default=True)
    settled = models.BooleanField(default=False)
    drawn_event = models.UUIDField(null=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "standard", "period", "subject_id", "subject_type"], name="sample_member_once"
            ),
            models.CheckConstraint(
                condition=Q(drawn_event__isnull=True, drawn_at__isnull=True)
                | Q(drawn_event__isnull=False, drawn_at__isnull=False),
                name="sample_member_drawn_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="sample_member_of_subject"),
            models.Index(fields=["community", "period"], condition=Q(settled=False), name="sample_member_unsettled"),
        ]


class SampleShare(Row):
    """The share of the rest a manager set, from when on. Rows are added, never changed."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=60)
    share = models.CharField(max_length=40)
    since = models.DateTimeField()
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["community", "standard", "since"], name="sample_share_newest")]
