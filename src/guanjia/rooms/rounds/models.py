"""The plan of rounds: one row for each time somebody is to go to a home, and the photos taken there."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from guanjia.rooms.rounds.rules.booking import Way
from guanjia.rooms.rounds.rules.proving import FlagKind, FlagState
from guanjia.rooms.rounds.rules.work import Why
from guanjia.rooms.rounds.types import StopKind, StopState
from guanjia.rooms.rounds.types.findings import FindingState
from guanjia.shared.db import Row

PLANNED, DONE, ABSENT = StopState.PLANNED.value, StopState.DONE.value, StopState.ABSENT.value

NOT_BEGUN = UUID(int=0)
"""Stands for the promise of a period to come."""


class Stop(Row):
    """Somebody goes to a home on a day. `place` is the order of the day's walk, `promise` what it is to keep."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in StopKind])
    standard = models.CharField(max_length=60)
    promise = models.UUIDField()
    """`NOT_BEGUN` while the period it belongs to hasn't begun."""
    due_at = models.DateTimeField()
    day = models.DateField()
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in StopState], default=PLANNED)
    planned_at = models.DateTimeField()
    by_hand = models.BooleanField(default=False, db_default=False)
    """Somebody put it there; planning anew leaves it."""
    booked_from = models.DateTimeField(null=True)
    """From when until when we come, as agreed with the household; null: nothing is agreed."""
    booked_until = models.DateTimeField(null=True)
    called_off = models.BigIntegerField(default=0, db_default=0)
    """How often what was agreed was taken back."""
    invited_at = models.DateTimeField(null=True)
    """When the household was asked to choose a time."""
    thanked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    met = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    cases = models.JSONField(default=list, db_default=[])
    """What was found and asked for there, by the ids of the cases that came of it."""
    signature = models.CharField(max_length=64, blank=True)
    signer = models.CharField(max_length=60, blank=True)

    @property
    def agreement(self) -> str:
        """Which agreement about this stop holds: one made after another was taken back is a new one."""
        return f"{self.pk}:{self.called_off}" if self.called_off else str(self.pk)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["home", "kind", "day"], condition=Q(state=PLANNED), name="stop_waiting_once_a_day"
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in StopState]), name="stop_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[DONE, ABSENT]) | Q(ended_at__isnull=False), name="stop_end_complete"
            ),
            models.CheckConstraint(
                condition=Q(booked_from__isnull=True, booked_until__isnull=True) | Q(booked_until__gt=F("booked_from")),
                name="stop_booking_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "day", "place"], name="stop_of_day"),
            models.Index(fields=["community", "day"], name="stop_here"),
            models.Index(fields=["community", "day", "id"], condition=Q(state=PLANNED), name="stop_waiting"),
            models.Index(fields=["home", "kind", "ended_at"], condition=Q(state=DONE), name="stop_last"),
            models.Index(fields=["staff", "ended_at"], condition=Q(state=DONE), name="stop_walked"),
            models.Index(fields=["community", "due_at", "id"], condition=Q(state=ABSENT), name="stop_tried"),
            models.Index(fields=["promise"], condition=Q(state=ABSENT), name="stop_tries"),
        ]


class Try(Row):
    """A try to reach a household for a visit that is owed, beside those at its door: by phone or message."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    promise = models.UUIDField()
    way = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Way])
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stop", "way", "at"], name="try_once"),
            models.CheckConstraint(condition=Q(way__in=[w.value for w in Way]), name="try_way_known"),
        ]
        indexes = [models.Index(fields=["promise", "at"], name="try_of_promise")]


class Wishes(Row):
    """On which days of the week a household would be visited, and what to mind there; one row a home."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    home = models.OneToOneField("places.Home", models.PROTECT, related_name="+")
    weekdays = models.JSONField(default=list)
    """1 is Monday; none: any day."""
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class Feed(Row):
    """The secret address by which somebody's phone reads their plan; only its digest is kept."""

    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="feed_digest_once"),
            models.UniqueConstraint(fields=["staff"], condition=Q(ended_at__isnull=True), name="feed_one_open"),
        ]


class Plan(Row):
    """When the rounds of a community were last planned wholly: for which day, by which handbook. `again`: something
    changed since, such as a leave. `lines` has by standard how much is left in the period and how much will be short.
    """

    community = models.OneToOneField("places.Community", models.PROTECT, related_name="+")
    day = models.DateField()
    stamp = models.TextField()
    at = models.DateTimeField()
    again = models.BooleanField(default=False, db_default=False)
    lines = models.JSONField(default=dict)


class Shortfall(Row):
    """An act that finds no place in the plan: `certain` is the first day on which nothing helps any more."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in StopKind])
    standard = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    certain = models.DateField()
    why = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Why])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=[w.value for w in Why]), name="shortfall_reason_known"),
        ]
        indexes = [models.Index(fields=["community", "certain", "id"], name="shortfall_here")]


class Shot(Row):
    """A photo taken at a stop for an item of its checklist."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.CASCADE, related_name="shots")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    """Of what came; the same sent again is kept once."""
    kept = models.CharField(max_length=64)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stop", "item", "digest"], name="shot_once")]


class Sight(Row):
    """How a photo looks, to find it again: `kept` finds the very same one, `keys` those nearly like it."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    shot = models.OneToOneField(Shot, models.CASCADE, related_name="sight")
    kept = models.CharField(max_length=64)
    signs = models.BinaryField(max_length=16)
    """Empty for a picture too plain to be told from another."""
    keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["community", "kept"], name="sight_same"),
            GinIndex(fields=["keys"], name="sight_alike", fastupdate=False),
        ]


class Spot(Row):
    """A label that hangs at a home's door or in a stairwell: its code is what is scanned or typed. `latitude` and
    `longitude` once somebody stood at it and kept the place. A label that was lost gets another code."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", null=True, db_index=False)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    code = models.CharField(max_length=12, unique=True)
    made_at = models.DateTimeField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    unsure = models.FloatField(default=0, db_default=0)
    """Metres the place may be off by, as the phone said when it was kept."""
    placed_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(home__isnull=True, unit__isnull=False) | Q(home__isnull=False, unit__isnull=True),
                name="spot_at_one_place",
            ),
            models.UniqueConstraint(fields=["home"], name="spot_once_a_home"),
            models.UniqueConstraint(fields=["unit"], name="spot_once_a_stairwell"),
        ]
        indexes = [models.Index(fields=["community", "id"], name="spot_here")]


class Trace(Row):
    """What the phone knew when a stop was begun, scanned or recorded; one row for each of them."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.CASCADE, related_name="traces", db_index=False)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    told_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    by_hand = models.BooleanField(default=False, db_default=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    unsure = models.FloatField(null=True)
    answered = models.JSONField(default=dict)
    spot = models.ForeignKey(Spot, models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stop", "act", "at"], name="trace_once")]


class Flag(Row):
    """Something about a record that can't well be so, for a colleague to look at. The verdict stands."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.CASCADE, related_name="flags", db_index=False)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    """Whose record it is about."""
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in FlagKind])
    about = models.UUIDField()
    """The photo; zeros where it is about the whole record."""
    other_stop = models.ForeignKey(Stop, models.SET_NULL, related_name="+", null=True, db_index=False)
    figures = models.JSONField(default=dict)
    at = models.DateTimeField()
    """When the stop was done."""
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in FlagState], default="open")
    explanation = models.TextField(blank=True)
    """What who was there says about it."""
    settled_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stop", "kind", "about"], name="flag_once"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in FlagKind]), name="flag_kind_known"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in FlagState]), name="flag_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(settled_at__isnull=False) & ~Q(reason="")),
                name="flag_settled_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "at", "id"], name="flag_here"),
            models.Index(fields=["community", "at", "id"], condition=Q(state="open"), name="flag_open"),
        ]


class Finding(Row):
    """What is wrong, by item of a checklist or by the way: put right on the spot, a case, or a resident's breach;
    looked at again when it is put right."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.CASCADE, related_name="findings", null=True, db_index=False)
    routine = models.UUIDField(null=True)
    """The routine work at which it was found; the room above keeps that."""
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", null=True, db_index=False)
    place = models.CharField(max_length=120, blank=True, default="", db_default="")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in FindingState], default="open")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", null=True, db_index=False)
    breach = models.CharField(max_length=60, blank=True, default="", db_default="")
    """The kind of the handbook, of what a resident did against the rules."""
    grave = models.BooleanField(default=False, db_default=False)
    led_at = models.DateTimeField(null=True)
    led_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    """Who of the superiors took something grave in hand."""
    fixed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stop", "item"], name="round_finding_once"),
            models.UniqueConstraint(fields=["routine", "item"], name="round_finding_once_a_routine"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in FindingState]), name="round_finding_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "ended"]) | Q(fixed_at__isnull=False),
                name="round_finding_right_with_time",
            ),
            models.CheckConstraint(
                condition=Q(stop__isnull=True) | Q(routine__isnull=True), name="round_finding_of_one_work"
            ),
            models.CheckConstraint(
                condition=Q(led_at__isnull=True, led_by__isnull=True) | Q(led_at__isnull=False, led_by__isnull=False),
                name="round_finding_led_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(state="open"), name="round_finding_of_case"),
            models.Index(
                fields=["staff", "fixed_at", "id"], condition=Q(state="fixed"), name="round_finding_to_look_at"
            ),
            models.Index(
                fields=["community", "at", "id"],
                condition=Q(grave=True, led_at__isnull=True, state="open"),
                name="round_finding_to_lead",
            ),
        ]


class FindingPhoto(Row):
    """A photo of what was found outside of a stop; of one at a stop the stop's are looked at."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="photos", db_index=False)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    after = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    """Of what came; the same sent again is kept once."""
    kept = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "after", "digest"], name="round_finding_photo_once")]


class VoiceNote(Row):
    """What was said about an item of a stop instead of written."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    stop = models.ForeignKey(Stop, models.CASCADE, related_name="voices", db_index=False)
    item = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    seconds = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stop", "item"], name="voice_note_once")]
