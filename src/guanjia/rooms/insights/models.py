"""Scores as they were shown: what a past day said can be shown again."""

from django.db import models

from guanjia.shared.db import Row


class Score(Row):
    """One community's score over one period as known at `as_of`, with the method and the edition it was made by."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    as_of = models.DateTimeField()
    method = models.CharField(max_length=40)
    edition = models.UUIDField(null=True)
    rate = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    grade = models.CharField(max_length=60, blank=True)
    counts = models.JSONField()
    seal_number = models.BigIntegerField(default=0)
    seal_head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "period", "as_of"], name="score_once_per_as_of")]
        indexes = [models.Index(fields=["community", "period", "-as_of"], name="score_newest")]


class TargetFigure(Row):
    """A target's figure over an ended period as known at `as_of`; another row is added when late facts change it."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    target = models.CharField(max_length=60)
    measure = models.CharField(max_length=60)
    period = models.CharField(max_length=20)
    as_of = models.DateTimeField()
    method = models.CharField(max_length=40)
    edition = models.UUIDField()
    numerator = models.FloatField()
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    n = models.PositiveBigIntegerField()
    verdict = models.CharField(max_length=10)
    left_out = models.JSONField(default=dict)
    seal_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "target", "period", "as_of"], name="target_figure_once")
        ]
        indexes = [models.Index(fields=["community", "target", "period", "-as_of"], name="target_figure_newest")]
