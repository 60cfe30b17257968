"""When the rounds of a community were planned last, and what finds no place in the plan."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import guanjia.shared.time

KINDS = [("visit", "visit"), ("vacant_check", "vacant_check"), ("renovation_check", "renovation_check")]
WHY = [("no_day", "no_day"), ("nobody", "nobody"), ("too_near", "too_near"), ("full", "full")]
ONE_ID = models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0011_looks_checked"), ("places", "0004_to_tell"), ("rounds", "0001_first")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", ONE_ID),
                ("day", models.DateField()),
                ("stamp", models.TextField()),
                ("at", models.DateTimeField()),
                ("again", models.BooleanField(db_default=False, default=False)),
                ("lines", models.JSONField(default=dict)),
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.community"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Shortfall",
            fields=[
                ("id", ONE_ID.clone()),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("standard", models.CharField(max_length=60)),
                ("due_at", models.DateTimeField()),
                ("certain", models.DateField()),
                ("why", models.CharField(choices=WHY, max_length=10)),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.community",
                    ),
                ),
                (
                    "home",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.home"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why__in", [value for value, _ in WHY])), name="shortfall_reason_known"
                    )
                ],
                "indexes": [models.Index(fields=["community", "certain", "id"], name="shortfall_here")],
            },
        ),
    ]
