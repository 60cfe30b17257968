"""Who was asked to go to which case, why this person, and what came of it."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.dispatch.types import MAIN, AssignmentState, OpeningState
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
    end_reason = models.CharField(max_length=60, blank=True, db_column="decline_reason")
    """Why it ended before the work was done: a reason of the handbook, or what the house did (`reassigned`)."""
    ended_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """Who ended it; None: the house, or time."""
    task = models.CharField(max_length=300, blank=True, default="", db_default="")
    """What a helper should do; the work of the main part is the case itself."""
    until = models.DateTimeField(null=True)
    """When a helper promised to be through with their part."""

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


class Opening(Row):
    """Work that lies open for everybody of a role who fits; the first to claim it has it. `closes_at`: one is asked."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    role = models.CharField(max_length=40)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in OpeningState], default=OpeningState.OPEN.value
    )
    assignment = models.OneToOneField(Assignment, models.CASCADE, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="opening_once_per_case"),
            models.CheckConstraint(
                condition=Q(state=OpeningState.OPEN.value, ended_at__isnull=True)
                | Q(~Q(state=OpeningState.OPEN.value), ended_at__isnull=False),
                name="opening_ended_by_state",
            ),
            models.CheckConstraint(
                condition=Q(state=OpeningState.CLAIMED.value, assignment__isnull=False)
                | Q(~Q(state=OpeningState.CLAIMED.value), assignment__isnull=True),
                name="opening_claimed_by_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "role", "opened_at", "id"],
                condition=Q(state=OpeningState.OPEN.value),
                name="opening_list",
            ),
            models.Index(fields=["closes_at"], condition=Q(state=OpeningState.OPEN.value), name="opening_to_close"),
        ]
