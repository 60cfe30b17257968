"""Visits are agreed with households: the time agreed, tries to reach them, their wishes, and the address by which a
phone reads a plan."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import guanjia.shared.time

WAYS = [("phone", "phone"), ("message", "message"), ("page", "page"), ("door", "door")]
ONE_ID = models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)


def to(model: str, *, one: bool = False) -> Any:
    """A reference that keeps what it refers to."""
    kept: dict[str, Any] = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": model}
    return models.OneToOneField(**kept) if one else models.ForeignKey(db_index=False, **kept)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0011_looks_checked"),
        ("places", "0004_to_tell"),
        ("rounds", "0006_proof_findings"),
    ]

    operations: ClassVar = [
        *(
            migrations.AddField(model_name="stop", name=name, field=models.DateTimeField(null=True))
            for name in ("booked_from", "booked_until", "invited_at", "thanked_at")
        ),
        migrations.AddField(model_name="stop", name="cases", field=models.JSONField(db_default=[], default=list)),
        migrations.CreateModel(
            name="Try",
            fields=[
                ("id", ONE_ID),
                ("promise", models.UUIDField()),
                ("way", models.CharField(choices=WAYS, max_length=10)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("community", to("places.community")),
                ("home", to("places.home")),
                ("staff", to("people.staff")),
                ("stop", to("rounds.stop")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["stop", "way", "at"], name="try_once"),
                    models.CheckConstraint(condition=Q(way__in=[value for value, _ in WAYS]), name="try_way_known"),
                ],
                "indexes": [models.Index(fields=["promise", "at"], name="try_of_promise")],
            },
        ),
        migrations.CreateModel(
            name="Wishes",
            fields=[
                ("id", ONE_ID.clone()),
                ("weekdays", models.JSONField(default=list)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.community"
                    ),
                ),
                ("home", to("places.home", one=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", ONE_ID.clone()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("staff", to("people.staff")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["digest"], name="feed_digest_once"),
                    models.UniqueConstraint(condition=Q(ended_at__isnull=True), fields=["staff"], name="feed_one_open"),
                ]
            },
        ),
    ]
