"""The plan of rounds: one row for each time somebody is to go to a home, and the photos taken there."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from guanjia.rooms.rounds.rules.booking import Way
from guanjia.rooms.rounds.rules.work import Why
from guanjia.rooms.rounds.types import StopKind, StopState
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
