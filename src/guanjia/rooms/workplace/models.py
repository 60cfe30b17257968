"""Tables of places at work. They hold no fact: what is forgotten here never happened to a resident."""

from django.db import models
from django.db.models import Q

from guanjia.shared.db import Row


class Draft(Row):
    """A form somebody has begun and not sent; gone when it is sent, and a few days later anyhow."""

    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    values = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="draft_once_per_form")]
        indexes = [models.Index(fields=["at"], name="draft_age")]


class KeptView(Row):
    """A filter of a list under a name of one's own."""

    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=300, blank=True, default="")
    chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "page", "name"], name="view_name_once"),
            models.UniqueConstraint(fields=["staff", "page"], condition=Q(chosen=True), name="view_one_chosen"),
            models.CheckConstraint(condition=~Q(name=""), name="view_named"),
        ]


class Look(Row):
    """When somebody last looked at a case or conversation; what came later is new to them."""

    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+", db_index=False)
    subject_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "subject_id"], name="look_once_per_subject")]
        indexes = [models.Index(fields=["at"], name="look_age")]


class Seat(Row):
    """What somebody has open in one tab of their browser, and when a hand was last on it."""

    community = models.ForeignKey("places.Community", models.CASCADE, related_name="+", db_index=False)
    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+", db_index=False)
    tab = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True)
    left = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "tab"], name="seat_one_per_tab")]
        indexes = [
            models.Index(fields=["subject_id", "seen_at"], name="seat_at_subject"),
            models.Index(fields=["seen_at"], name="seat_age"),
        ]
