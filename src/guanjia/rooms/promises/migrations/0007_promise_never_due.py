"""What never had a due time is summed by when it ended: found by itself, so that a month's sum reads a month."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("promises", "0006_subject_to_turn")]

    operations = [
        AddIndexConcurrently(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("due_at__isnull", True)),
                fields=["community", "ended_at"],
                name="promise_never_due",
            ),
        ),
    ]
