from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import guanjia.shared.time

KEY = models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)
HERE: Any = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0011_spot"),
        ("people", "0001_first"),
        ("places", "0001_first"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="case",
            name="accepted_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(model_name="case", name="follows_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="case", name="hurried_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="case", name="has_joins", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", KEY),
                ("digest", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=20)),
                ("size", models.PositiveBigIntegerField()),
                ("seconds", models.PositiveBigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recordings", to="cases.case"
                    ),
                ),
                ("community", models.ForeignKey(to="places.community", **HERE)),
            ],
            options={
                "indexes": [models.Index(fields=["digest"], name="recording_by_digest")],
                "constraints": [models.UniqueConstraint(fields=("case", "digest"), name="case_recording_once")],
            },
        ),
        migrations.CreateModel(
            name="Join",
            fields=[
                ("id", KEY.clone()),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("told", models.TextField(blank=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="joins", to="cases.case"
                    ),
                ),
                ("community", models.ForeignKey(to="places.community", **HERE)),
                ("contact", models.ForeignKey(to="people.contact", **HERE)),
                ("home", models.ForeignKey(null=True, to="places.home", **HERE)),
            ],
            options={
                "indexes": [models.Index(fields=["contact", "at", "id"], name="join_of_contact")],
                "constraints": [models.UniqueConstraint(fields=("case", "contact"), name="case_joined_once")],
            },
        ),
    ]
