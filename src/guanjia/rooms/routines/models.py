"""What is looked after beside homes, and one row for each time somebody is to see to it."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from guanjia.rooms.routines.types import RoutineState, SheetOf
from guanjia.shared.db import Row

PLANNED, DONE = RoutineState.PLANNED.value, RoutineState.DONE.value

NOT_BEGUN = UUID(int=0)
"""Stands for the promise of a period to come."""


class Thing(Row):
    """A building, a lift, a patrol area: what quotas of its kind are owed to while it is looked after."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=80)
    buildings = models.JSONField(default=list)
    """Codes of the buildings it serves; none: the whole community."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="thing_once"),
            models.UniqueConstraint(
                fields=["community", "kind", "label"], condition=Q(until__isnull=True), name="thing_named_once"
            ),
        ]


class Routine(Row):
    """Somebody sees to a thing on a day. `minute` is the time of day it is meant for, `promise` what it is to keep."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    thing = models.ForeignKey(Thing, models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=60)
    task = models.CharField(max_length=60)
    promise = models.UUIDField()
    due_at = models.DateTimeField()
    day = models.DateField()
    minute = models.PositiveSmallIntegerField()
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    """Nobody while no one of the role is on the roster of that day."""
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RoutineState], default=PLANNED)
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    people = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RoutineState]), name="routine_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DONE) | Q(ended_at__isnull=False, staff__isnull=False), name="routine_end_complete"
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "day", "minute"], name="routine_of_day"),
            models.Index(fields=["community", "day", "minute", "id"], name="routine_here"),
            models.Index(fields=["community", "promise"], condition=Q(state=PLANNED), name="routine_waiting"),
            models.Index(fields=["thing", "standard", "ended_at"], condition=Q(state=DONE), name="routine_last"),
        ]


class Picture(Row):
    """A photo taken at a doing for an item of its checklist."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    routine = models.ForeignKey(Routine, models.CASCADE, related_name="pictures")
    item = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    """Of what came; the same sent again is kept once."""
    kept = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["routine", "item", "digest"], name="routine_picture_once")]


class Laid(Row):
    """When the routine work of a community was last laid out: on which day, by which handbook."""

    community = models.OneToOneField("places.Community", models.PROTECT, related_name="+")
    day = models.DateField()
    stamp = models.TextField()
    at = models.DateTimeField()


class Paper(Row):
    """A sheet filled in by hand and entered afterwards: who did it and when, who entered it and when, and the sheet's
    photo. Of routine work or of a stop at a home."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    routine = models.OneToOneField(Routine, models.PROTECT, related_name="paper", null=True)
    stop = models.OneToOneField("rounds.Stop", models.PROTECT, related_name="+", null=True)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    kept = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(routine__isnull=False, stop__isnull=True) | Q(routine__isnull=True, stop__isnull=False),
                name="paper_of_one",
            ),
        ]
        indexes = [models.Index(fields=["community", "entered_at", "id"], name="paper_here")]


class Sheet(Row):
    """Paper to be filled in by hand: the routine work of a day, or the visits and checks at homes, of one person or of
    everybody; or one of them. A worker makes the PDF."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    of = models.CharField(max_length=10, choices=[(s.value, s.value) for s in SheetOf])
    day = models.DateField()
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    one = models.UUIDField(null=True)
    by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    content = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["community", "asked_at", "id"], name="sheet_here")]
