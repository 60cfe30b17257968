"""The coming weeks are planned: a home may wait on several days, once a day. The index is made beside the running
house."""

from typing import ClassVar

from django.db import migrations, models

MAKE = """
create unique index concurrently if not exists stop_waiting_once_a_day on rounds_stop (home_id, kind, day)
    where state = 'planned'
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("rounds", "0002_weeks_ahead")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="stop", name="by_hand", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(MAKE, "drop index concurrently if exists stop_waiting_once_a_day"),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="stop",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "planned")),
                        fields=("home", "kind", "day"),
                        name="stop_waiting_once_a_day",
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("drop index concurrently if exists stop_waiting_once", migrations.RunSQL.noop),
            ],
            state_operations=[migrations.RemoveConstraint(model_name="stop", name="stop_waiting_once")],
        ),
    ]
