"""What is found at a stop, until it was looked at again; and what was said about it instead of written."""

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

import guanjia.shared.time

STATES = ["open", "fixed", "verified"]


def key() -> tuple[str, Any]:
    return "id", models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)


def to(name: str, model: str, gone: Any = PROTECT, **more: Any) -> tuple[str, Any]:
    named = {"related_name": "+", **more}
    return name, models.ForeignKey(db_index=False, on_delete=gone, to=model, **named)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0016_remedies"),
        ("people", "0011_looks_checked"),
        ("places", "0004_to_tell"),
        ("rounds", "0005_proof_walked"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                key(),
                to("community", "places.community"),
                to("stop", "rounds.stop", CASCADE, related_name="findings"),
                to("staff", "people.staff"),
                ("item", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(choices=[(one, one) for one in STATES], default="open", max_length=10)),
                to("case", "cases.case", null=True),
                ("fixed_at", models.DateTimeField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                to("verified_by", "people.staff", null=True),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("stop", "item"), name="round_finding_once"),
                    models.CheckConstraint(condition=Q(("state__in", STATES)), name="round_finding_state_known"),
                    models.CheckConstraint(
                        condition=Q(("state", "open")) | Q(("fixed_at__isnull", False)),
                        name="round_finding_fixed_with_time",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["case"], condition=Q(("state", "open")), name="round_finding_of_case"),
                    models.Index(
                        fields=["staff", "fixed_at", "id"],
                        condition=Q(("state", "fixed")),
                        name="round_finding_to_look_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoiceNote",
            fields=[
                key(),
                to("community", "places.community"),
                to("stop", "rounds.stop", CASCADE, related_name="voices"),
                ("item", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=20)),
                ("seconds", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("stop", "item"), name="voice_note_once")]},
        ),
    ]
