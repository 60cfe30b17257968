"""Editions with the bytes they were made of, what holds in each community, and the year tables.

What is published never changes: triggers of the first migration refuse it, whoever asks.
"""

from django.db import models
from django.db.models import F, Q

from guanjia.rooms.handbook.types.editions import EditionState, PrintState
from guanjia.rooms.handbook.types.life import Step
from guanjia.shared.db import Row

PUBLISHED = EditionState.PUBLISHED.value


class Edition(Row):
    """One version of a company's handbook."""

    company = models.ForeignKey("places.Company", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in EditionState], default=EditionState.DRAFT.value
    )
    schema = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    content = models.TextField()
    """Its plain form as JSON text: the order of the files is part of what a handbook says, so it is no jsonb."""
    drafted_at = models.DateTimeField()
    made_from = models.UUIDField(null=True)
    """The edition a draft was copied from; none for a pack that was loaded."""
    approved_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["company", "effective_from"], name="edition_one_from_an_instant"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(digest=""), name="edition_named"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in EditionState]), name="edition_state_known"),
            models.CheckConstraint(
                condition=Q(state=PUBLISHED, published_at__isnull=False, effective_from__gte=F("published_at"))
                | Q(~Q(state=PUBLISHED), published_at__isnull=True, effective_from__isnull=True),
                name="edition_in_force_after_publication",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-effective_from"], condition=Q(state=PUBLISHED), name="edition_in_force"),
        ]


class EditionFile(Row):
    """One file of the pack an edition was made of, byte for byte."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    path = models.CharField(max_length=300)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="edition_file_once"),
            models.CheckConstraint(
                condition=~Q(path="") & ~Q(path__startswith="/") & ~Q(path__contains=".."), name="edition_file_inside"
            ),
        ]


class EditionStep(Row):
    """One step an edition took: who, when, with a remark. Kept as it is once the edition is published."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="steps", db_index=False)
    step = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Step])
    by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    remark = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=[s.value for s in Step]), name="edition_step_known"),
        ]
        indexes = [models.Index(fields=["edition", "at", "id"], name="edition_steps_in_order")]


class ResolvedContent(Row):
    """What an edition says once its overrides are laid over; communities that have the same share it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    content = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "digest"], name="resolved_content_once")]


class ResolvedEdition(Row):
    """Which resolved content holds in a community under an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    content = models.ForeignKey(ResolvedContent, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "edition"], name="resolved_once_per_community")]


class YearTable(Row):
    """Public holidays and make-up workdays of one year; a correction is a new version."""

    table = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "year", "version"], name="year_table_version_once")]
        indexes = [models.Index(fields=["-loaded_at"], name="year_table_newest")]


class PrintedBook(Row):
    """The book of a community as PDF in one language; the same words are made once. `digest` is of what it says."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in PrintState], default=PrintState.WAITING.value
    )
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True, default="")
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "digest", "language"], name="printed_book_once"),
            models.CheckConstraint(
                condition=Q(state=PrintState.MADE.value, content__isnull=False, made_at__isnull=False)
                | (~Q(state=PrintState.MADE.value) & Q(content__isnull=True)),
                name="printed_book_complete",
            ),
        ]
