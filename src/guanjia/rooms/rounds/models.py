"""The plan of rounds: one row for each time somebody is to go to a home, and the photos taken there."""

from uuid import UUID

from django.db import models
from django.db.models import Q

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
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    met = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
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
        ]
        indexes = [
            models.Index(fields=["staff", "day", "place"], name="stop_of_day"),
            models.Index(fields=["community", "day"], name="stop_here"),
            models.Index(fields=["community", "day", "id"], condition=Q(state=PLANNED), name="stop_waiting"),
            models.Index(fields=["home", "kind", "ended_at"], condition=Q(state=DONE), name="stop_last"),
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
