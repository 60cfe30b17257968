"""The table of what was brought up by hand."""

from django.db import models
from django.db.models import Q

from guanjia.shared.db import Row


class BroughtUp(Row):
    """A case that was brought up to a role, by a colleague or because the resident kept asking, and what was said to
    it. Brought up again to a role that has not seen it yet, it is the same row with the later words.
    """

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="brought_up")
    to_role = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    """Who brought it up; nobody: the house, where the resident asked so often."""
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "to_role"], condition=Q(seen_at__isnull=True), name="brought_up_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, how="") | Q(seen_at__isnull=False, how__gt=""),
                name="brought_up_seen_how",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "at"], name="brought_up_of_case"),
            models.Index(
                fields=["community", "to_role", "at", "id"],
                condition=Q(seen_at__isnull=True),
                name="brought_up_waits",
            ),
            models.Index(fields=["community", "to_role", "seen_at", "id"], name="brought_up_seen"),
        ]
