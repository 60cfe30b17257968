from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("cases", "0012_what_follows")]

    operations: ClassVar = [
        AddIndexConcurrently(
            "case",
            models.Index(fields=["follows_id"], condition=models.Q(follows_id__isnull=False), name="case_that_follows"),
        ),
    ]
