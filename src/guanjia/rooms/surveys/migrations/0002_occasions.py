"""Asked again weeks later: one follow-up per case and occasion. The index is made beside the running house."""

from typing import ClassVar

from django.db import migrations, models

MAKE = """
create unique index concurrently if not exists follow_up_once_per_occasion on surveys_followup (case_id, occasion)
"""
USE = """
alter table surveys_followup add constraint follow_up_once_per_occasion
    unique using index follow_up_once_per_occasion
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("surveys", "0001_first")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="followup",
            name="occasion",
            field=models.CharField(
                choices=[("after_work", "after_work"), ("later", "later")],
                db_default="after_work",
                default="after_work",
                max_length=12,
            ),
        ),
        migrations.AddField(model_name="followup", name="ask_from", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="followup", name="call_at", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="followup",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "planned"),
                    ("answered", "answered"),
                    ("unreached", "unreached"),
                    ("dropped", "dropped"),
                ],
                default="planned",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="result",
            field=models.CharField(
                choices=[
                    ("not_reached", "not_reached"),
                    ("wrong_number", "wrong_number"),
                    ("call_again", "call_again"),
                ],
                db_default="not_reached",
                default="not_reached",
                max_length=12,
            ),
        ),
        migrations.AddField(model_name="attempt", name="call_at", field=models.DateTimeField(null=True)),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="followup", name="follow_up_once_per_case"),
                migrations.AddConstraint(
                    model_name="followup",
                    constraint=models.UniqueConstraint(fields=("case", "occasion"), name="follow_up_once_per_occasion"),
                ),
            ],
            database_operations=[
                migrations.RunSQL(MAKE, migrations.RunSQL.noop),
                migrations.RunSQL(USE, migrations.RunSQL.noop),
                migrations.RunSQL(
                    "alter table surveys_followup drop constraint follow_up_once_per_case", migrations.RunSQL.noop
                ),
            ],
        ),
    ]
