"""The tables of what follows from a complaint: what is to be done better, and what is made good in money."""

from django.db import models
from django.db.models import Q

from guanjia.rooms.cases.types.remedies import AskState
from guanjia.shared.db import Row

ASKED, APPROVED, GIVEN = AskState.ASKED.value, AskState.APPROVED.value, AskState.GIVEN.value


class Improvement(Row):
    """What is to be done so that it doesn't happen again, by whom and by which day. Never changed, only added to."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="improvements")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    text = models.TextField()
    owner = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    until = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(text__gt=""), name="improvement_in_words")]
        indexes = [models.Index(fields=["case", "at"], name="improvement_of_case")]


class Improved(Row):
    """It is done, as who did it says it."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    improvement = models.OneToOneField(Improvement, models.CASCADE, related_name="done")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    how = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(how__gt=""), name="improved_in_words")]


class Compensation(Row):
    """Money for what went wrong: asked for, decided by who may, given. One at a time on a case."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    why = models.TextField()
    to_role = models.CharField(max_length=60, blank=True)
    """Whose decision an amount like this is, by the handbook."""
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in AskState], default=ASKED)
    asked_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    given_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=[ASKED, APPROVED]), name="compensation_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, why__gt=""), name="compensation_of_something"),
            models.CheckConstraint(
                condition=Q(state=ASKED, decided_at__isnull=True) | Q(~Q(state=ASKED), decided_at__isnull=False),
                name="compensation_decided_complete",
            ),
            models.CheckConstraint(
                condition=Q(state=GIVEN, given_at__isnull=False) | Q(~Q(state=GIVEN), given_at__isnull=True),
                name="compensation_given_complete",
            ),
        ]
        indexes = [models.Index(fields=["case", "asked_at"], name="compensation_of_case")]
