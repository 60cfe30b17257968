"""Who was where when: the stop before and the stop after are found by an index, made beside the running house."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("rounds", "0004_proof")]

    operations: ClassVar = [
        AddIndexConcurrently(
            model_name="stop",
            index=models.Index(condition=models.Q(("state", "done")), fields=["staff", "ended_at"], name="stop_walked"),
        ),
    ]
