"""What a record is looked at by: how photos look, where the phone was, the labels at doors; and what was flagged."""

from typing import Any, ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, SET_NULL, Q

import guanjia.shared.time

FLAGS = ["same_photo", "alike_photo", "old_photo", "wrong_place", "too_fast", "hasty", "afterwards", "no_label"]
STATES = ["open", "explained", "confirmed"]


def key() -> tuple[str, Any]:
    return "id", models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)


def to(name: str, model: str, gone: Any = PROTECT, **more: Any) -> tuple[str, Any]:
    named = {"related_name": "+", **more}
    return name, models.ForeignKey(db_index=False, on_delete=gone, to=model, **named)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0011_looks_checked"),
        ("places", "0004_to_tell"),
        ("rounds", "0003_waiting_once_a_day"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Sight",
            fields=[
                key(),
                to("community", "places.community"),
                ("shot", models.OneToOneField(on_delete=CASCADE, related_name="sight", to="rounds.shot")),
                ("kept", models.CharField(max_length=64)),
                ("signs", models.BinaryField(max_length=16)),
                ("keys", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community", "kept"], name="sight_same"),
                    django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="sight_alike", fastupdate=False),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spot",
            fields=[
                key(),
                to("community", "places.community"),
                to("home", "places.home", null=True),
                to("unit", "places.unit", null=True),
                ("code", models.CharField(max_length=12, unique=True)),
                ("made_at", models.DateTimeField()),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("unsure", models.FloatField(db_default=0, default=0)),
                to("placed_by", "people.staff", null=True),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("home__isnull", True), ("unit__isnull", False))
                        | Q(("home__isnull", False), ("unit__isnull", True)),
                        name="spot_at_one_place",
                    ),
                    models.UniqueConstraint(fields=("home",), name="spot_once_a_home"),
                    models.UniqueConstraint(fields=("unit",), name="spot_once_a_stairwell"),
                ],
                "indexes": [models.Index(fields=["community", "id"], name="spot_here")],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                key(),
                to("community", "places.community"),
                to("stop", "rounds.stop", CASCADE, related_name="traces"),
                to("staff", "people.staff"),
                ("act", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
                ("written_at", models.DateTimeField(null=True)),
                ("by_hand", models.BooleanField(db_default=False, default=False)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("unsure", models.FloatField(null=True)),
                ("answered", models.JSONField(default=dict)),
                to("spot", "rounds.spot", null=True),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("stop", "act", "at"), name="trace_once")]},
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                key(),
                to("community", "places.community"),
                to("stop", "rounds.stop", CASCADE, related_name="flags"),
                to("staff", "people.staff"),
                ("kind", models.CharField(choices=[(one, one) for one in FLAGS], max_length=12)),
                ("about", models.UUIDField()),
                to("other_stop", "rounds.stop", SET_NULL, null=True),
                ("figures", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(choices=[(one, one) for one in STATES], default="open", max_length=10)),
                ("explanation", models.TextField(blank=True)),
                to("settled_by", "people.staff", null=True),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("stop", "kind", "about"), name="flag_once"),
                    models.CheckConstraint(condition=Q(("kind__in", FLAGS)), name="flag_kind_known"),
                    models.CheckConstraint(condition=Q(("state__in", STATES)), name="flag_state_known"),
                    models.CheckConstraint(
                        condition=Q(("state", "open")) | (Q(("settled_at__isnull", False)) & ~Q(("reason", ""))),
                        name="flag_settled_with_reason",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["community", "at", "id"], name="flag_here"),
                    models.Index(fields=["community", "at", "id"], condition=Q(("state", "open")), name="flag_open"),
                ],
            },
        ),
    ]
