"""Who was asked to go to which case, why this person, and what came of it."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.dispatch.types import MAIN, AssignmentState
from guanjia.shared.db import Row

OPEN_STATES = [AssignmentState.OFFERED.value, AssignmentState.TAKEN.value]


class Assignment(Row):
    """One asking of one person. `answer_by` is when the offer goes to the next."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, default=MAIN)
    role = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        max_length=12,
        choices=[(s.value, s.value) for s in AssignmentState],
        default=AssignmentState.OFFERED.value,
    )
    skill = models.CharField(max_length=60, blank=True)
    reason = models.JSONField(default=list)
    by_staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "part"], condition=Q(state__in=OPEN_STATES), name="assignment_one_open_per_part"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | Q(~Q(state__in=OPEN_STATES), ended_at__isnull=False),
                name="assignment_ended_by_state",
            ),
            models.CheckConstraint(
                condition=Q(~Q(state=AssignmentState.OFFERED.value)) | Q(answer_by__isnull=False),
                name="assignment_offer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(state="offered"), name="assignment_to_expire"),
            models.Index(
                fields=["staff", "offered_at", "id"], condition=Q(state__in=OPEN_STATES), name="assignment_tasks"
            ),
            models.Index(fields=["case", "offered_at"], name="assignment_of_case"),
        ]
