"""Pictures senders attach, fetched from the platform while it keeps them."""

import django.db.models.deletion
from django.db import migrations, models

import guanjia.shared.time


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0001_channels"),
        ("places", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("message_id", models.UUIDField(unique=True)),
                ("media_id", models.CharField(max_length=500)),
                ("came_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("taken", "taken"),
                            ("refused", "refused"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, default="", max_length=60)),
                ("tries", models.PositiveBigIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.wechataccount",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.community",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_at"], name="picture_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "taken", "refused", "failed"])),
                        name="picture_state_known",
                    )
                ],
            },
        ),
    ]
