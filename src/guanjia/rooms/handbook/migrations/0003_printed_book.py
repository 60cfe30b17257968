"""The printed handbook: a PDF for each community, book and language, made by a worker."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import guanjia.shared.time

STATES = ["waiting", "made", "failed"]


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("handbook", "0002_edition_steps"), ("places", "0001_first")]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="PrintedBook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(choices=[(one, one) for one in STATES], default="waiting", max_length=10),
                ),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, default="", max_length=60)),
                ("content", models.BinaryField(null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.community"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handbook.edition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "digest", "language"), name="printed_book_once"),
                    models.CheckConstraint(
                        condition=Q(state="made", content__isnull=False, made_at__isnull=False)
                        | (~Q(state="made") & Q(content__isnull=True)),
                        name="printed_book_complete",
                    ),
                ]
            },
        ),
    ]
