"""The tables of what was learned."""

from django.db import models
from django.db.models import F, Q

from guanjia.shared.db import Row


class Lesson(Row):
    """What a case is about by the desk's word, or unchanged at its end, beside what the machine said at first."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    guessed = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=60)
    confidence = models.FloatField()
    sure = models.BooleanField()
    by_desk = models.BooleanField()
    """A person said it; else it stood until the case was closed."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="lesson_once_per_case")]
        indexes = [
            models.Index(fields=["community", "at", "id"], name="lesson_counted"),
            models.Index(fields=["community", "at", "id"], condition=~Q(guessed=F("topic")), name="lesson_failed"),
            models.Index(fields=["at", "id"], condition=Q(by_desk=True), name="lesson_to_learn"),
        ]


class LearnedModel(Row):
    """What was learned from a handbook, by the digest of what it teaches: learned once in a house."""

    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="learned_model_once")]
