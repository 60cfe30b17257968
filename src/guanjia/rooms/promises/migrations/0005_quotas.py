"""What quotas need: when time must work on a subject next, and which edition was laid on all of them."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("promises", "0004_raised"), ("places", "0001_first")]
    operations: ClassVar = [
        migrations.AddField("subjectstate", "turns_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="TakenUp",
            fields=[
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="places.community",
                    ),
                ),
                ("edition", models.UUIDField()),
                ("after", models.UUIDField(null=True)),
                ("done", models.BooleanField(default=False)),
            ],
        ),
    ]
