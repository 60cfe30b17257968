"""Homes whose occupancy the journal doesn't know are found without a look at the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("places", "0003_told")]

    operations = [
        AddIndexConcurrently(
            model_name="home",
            index=models.Index(
                condition=models.Q(("told", models.F("occupancy")), _negated=True),
                fields=["community", "id"],
                name="home_to_tell",
            ),
        ),
    ]
