from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_first")]

    operations = [
        migrations.RemoveConstraint(model_name="followup", name="follow_up_answer_complete"),
        AddConstraintNotValid(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", False), ("score__isnull", False), ("state", "answered")),
                    models.Q(
                        models.Q(("state", "answered"), _negated=True),
                        ("answered_at__isnull", True),
                        ("score__isnull", True),
                        ("staff__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="follow_up_answer_complete",
            ),
        ),
    ]
