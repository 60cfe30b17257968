"""Waivers asked for and appeals, with how they were decided."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import guanjia.shared.time


def staff(*, needed: bool) -> Any:
    """Somebody of the staff."""
    on_delete = django.db.models.deletion.PROTECT
    return models.ForeignKey("people.staff", on_delete, db_index=False, null=not needed, related_name="+")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("promises", "0001_first"), ("people", "0001_first"), ("places", "0001_first")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Plea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(choices=[("waiver", "waiver"), ("appeal", "appeal")], max_length=10)),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("words", models.TextField()),
                ("rests_on", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("granted", "granted"), ("refused", "refused")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("asked_by", staff(needed=True)),
                ("decided_by", staff(needed=False)),
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
                    "promise",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pleas",
                        to="promises.promise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["promise"], condition=Q(state="waiting"), name="plea_waits_once"),
                    models.CheckConstraint(
                        condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                        | Q(~Q(state="waiting"), decided_at__isnull=False, decided_by__isnull=False),
                        name="plea_decision_complete",
                    ),
                    models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="plea_decided_by_another"),
                ],
                "indexes": [
                    models.Index(
                        fields=["community", "asked_at", "id"], condition=Q(state="waiting"), name="plea_waiting"
                    ),
                    models.Index(fields=["community", "-asked_at", "-id"], name="plea_newest"),
                    models.Index(fields=["promise", "asked_at"], name="plea_of_promise"),
                ],
            },
        ),
    ]
