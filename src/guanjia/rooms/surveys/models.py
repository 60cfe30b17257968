"""Asking the resident afterwards: one follow-up per case and occasion, and each attempt to reach them."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.surveys.types import FollowUpState, Occasion, TryResult
from guanjia.shared.db import Row

ANSWERED, PLANNED = FollowUpState.ANSWERED.value, FollowUpState.PLANNED.value
AFTER_WORK, NOT_REACHED = Occasion.AFTER_WORK.value, TryResult.NOT_REACHED.value


class FollowUp(Row):
    """One asking about one case. `ask_until` and `settle_at` are stored, so lists and sweep read an index."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in FollowUpState], default=PLANNED)
    occasion = models.CharField(
        max_length=12, choices=[(o.value, o.value) for o in Occasion], default=AFTER_WORK, db_default=AFTER_WORK
    )
    done_at = models.DateTimeField()
    ask_from = models.DateTimeField(null=True)
    """Before it nobody is rung; null: at once."""
    call_at = models.DateTimeField(null=True)
    """When they asked to be rung."""
    ask_until = models.DateTimeField()
    settle_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    """Who asked; None while nobody did, and when the resident rated by themselves."""
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "occasion"], name="follow_up_once_per_occasion"),
            models.CheckConstraint(
                condition=Q(state=ANSWERED, score__isnull=False, answered_at__isnull=False)
                | Q(~Q(state=ANSWERED), score__isnull=True, answered_at__isnull=True, staff__isnull=True),
                name="follow_up_answer_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "ask_until", "id"], condition=Q(state=PLANNED), name="follow_up_waiting"),
            models.Index(fields=["ask_until", "id"], condition=Q(state=PLANNED), name="follow_up_waiting_all"),
            models.Index(fields=["settle_at"], condition=Q(state=PLANNED), name="follow_up_due"),
        ]


class Attempt(Row):
    """One try without an answer."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="tries")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(
        max_length=12, choices=[(r.value, r.value) for r in TryResult], default=NOT_REACHED, db_default=NOT_REACHED
    )
    call_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "staff", "at"], name="follow_up_attempt_once")]
