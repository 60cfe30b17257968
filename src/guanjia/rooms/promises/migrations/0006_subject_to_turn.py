"""Which subjects time must work on next, without a look at the others."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("promises", "0005_quotas")]
    operations: ClassVar = [
        AddIndexConcurrently(
            "subjectstate",
            models.Index(fields=["turns_at", "id"], condition=models.Q(turns_at__isnull=False), name="subject_to_turn"),
        ),
    ]
