"""Who did which step of an edition, when and with which remark; and what a draft was copied from."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import guanjia.shared.time

STEPS = ["drafted", "changed", "reviewed", "approved", "sent_back", "published"]

KEEP = """
create trigger handbook_step_keep before insert or update or delete on handbook_editionstep
    for each row execute function handbook_keeps_published();
create trigger handbook_step_full before truncate on handbook_editionstep
    for each statement execute function handbook_is_not_emptied();
"""
BACK = """
drop trigger handbook_step_keep on handbook_editionstep; drop trigger handbook_step_full on handbook_editionstep;
"""


def key() -> Any:
    """The id every row has."""
    return models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("handbook", "0001_editions"), ("people", "0001_first")]
    operations: ClassVar = [
        migrations.AddField("edition", "made_from", models.UUIDField(null=True)),
        migrations.CreateModel(
            name="EditionStep",
            fields=[
                ("id", key()),
                ("step", models.CharField(choices=[(one, one) for one in STEPS], max_length=10)),
                ("remark", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="handbook.edition",
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(step__in=STEPS), name="edition_step_known")],
                "indexes": [models.Index(fields=["edition", "at", "id"], name="edition_steps_in_order")],
            },
        ),
        migrations.RunSQL(KEEP, BACK),
    ]
