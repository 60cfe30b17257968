"""What is found at routine work or by the way, what a resident did against the rules, and who leads something grave."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import guanjia.shared.time


def to(model: str, **more: Any) -> Any:
    """A reference that keeps what it refers to."""
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


FREE = """-- squawk-ignore ban-drop-not-null
alter table rounds_finding alter column stop_id drop not null"""
"""Only the code that comes with it writes a finding without a stop."""
STATES = [(name, name) for name in ("open", "fixed", "verified", "ended")]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0011_looks_checked"),
        ("places", "0004_to_tell"),
        ("rounds", "0008_bookings_beside"),
    ]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([FREE], migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="finding",
                    name="stop",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="rounds.stop",
                    ),
                )
            ],
        ),
        migrations.AlterField(
            model_name="finding", name="state", field=models.CharField(choices=STATES, default="open", max_length=10)
        ),
        *(
            migrations.AddField(model_name="finding", name=name, field=field)
            for name, field in (
                ("routine", models.UUIDField(null=True)),
                ("place", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("breach", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("grave", models.BooleanField(db_default=False, default=False)),
                ("led_at", models.DateTimeField(null=True)),
            )
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "alter table rounds_finding add column home_id uuid null, add column led_by_id uuid null",
                    "alter table rounds_finding drop column home_id, drop column led_by_id",
                )
            ],
            state_operations=[
                migrations.AddField(model_name="finding", name="home", field=to("places.home", null=True)),
                migrations.AddField(model_name="finding", name="led_by", field=to("people.staff", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FindingPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("after", models.BooleanField(default=False)),
                ("digest", models.CharField(max_length=64)),
                ("kept", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("community", to("places.community")),
                (
                    "finding",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="rounds.finding",
                    ),
                ),
                ("staff", to("people.staff")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("finding", "after", "digest"), name="round_finding_photo_once")
                ]
            },
        ),
    ]
