"""Breaches, what was done about them, their papers and photos."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.breaches.rules import GOING
from guanjia.rooms.breaches.types import Answer, BreachState, Delivered, PaperKind, StepKind
from guanjia.shared.db import Row

OPEN = Q(state__in=sorted(one.value for one in GOING))


class Breach(Row):
    """What a resident did against the rules. It has the id of the finding, whose facts are its own."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    finding = models.OneToOneField("rounds.Finding", models.PROTECT, related_name="+")
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", null=True, db_index=False)
    place = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    words = models.TextField()
    grave = models.BooleanField()
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    """Who found it."""
    steward = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", null=True, db_index=False)
    """Who looks after the building."""
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in BreachState], default="open")
    refused = models.BooleanField(default=False)
    """Words alone did not stop it."""
    led_at = models.DateTimeField(null=True)
    right_by = models.DateTimeField(null=True)
    """Until when the notice gives time."""
    due_at = models.DateTimeField()
    """What comes first: the nearest promise, or the end of the notice's time; the end of days for nothing."""
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in BreachState]), name="breach_state_known"),
            models.CheckConstraint(
                condition=(OPEN & Q(ended_at__isnull=True)) | (~OPEN & Q(ended_at__isnull=False)),
                name="breach_ended_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "due_at", "id"], condition=OPEN, name="breach_open"),
            models.Index(fields=["community", "ended_at", "id"], condition=~OPEN, name="breach_ended"),
            models.Index(fields=["community", "found_at", "id"], name="breach_book"),
        ]


class Paper(Row):
    """A notice or a report as it was given out; a worker makes the PDF when it is first asked for."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in PaperKind])
    number = models.CharField(max_length=40)
    words = models.TextField()
    """What is to be done, of a notice; what was done to stop it, of a report."""
    until = models.DateTimeField(null=True)
    department = models.CharField(max_length=60, blank=True)
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    language = models.CharField(max_length=10)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind", "number"], name="breach_paper_number_once"),
            models.CheckConstraint(
                condition=Q(kind="notice", until__isnull=False) | (Q(kind="report") & ~Q(department="")),
                name="breach_paper_complete",
            ),
        ]


class PaperCounter(Row):
    """The last number given out in a year, by kind of paper."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in PaperKind])
    since = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "kind", "since"], name="breach_counter_once")]


class Step(Row):
    """Something was done about a breach: by whom, when, with whom, and what was said or seen."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="steps", db_index=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in StepKind])
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    resident = models.ForeignKey("people.Resident", models.SET_NULL, related_name="+", null=True)
    who = models.CharField(max_length=60, blank=True)
    """Who was talked to or took the notice, where it is nobody on record; the witness of a refusal; an officer."""
    words = models.TextField(blank=True)
    answer = models.CharField(max_length=10, blank=True, choices=[(a.value, a.value) for a in Answer])
    way = models.CharField(max_length=10, blank=True, choices=[(d.value, d.value) for d in Delivered])
    number = models.CharField(max_length=60, blank=True)
    """Under which an authority keeps it."""
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["breach", "at", "id"], name="breach_steps")]


class Photo(Row):
    """A photo of a step: the notice on the door, what was said in front of."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    step = models.ForeignKey(Step, models.CASCADE, related_name="photos", db_index=False)
    digest = models.CharField(max_length=64)
    kept = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "digest"], name="breach_photo_once")]
