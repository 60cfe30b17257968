"""Where a community lies: the code of its district. Those there already say it on the page "Communities"."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0004_to_tell")]

    operations = [
        migrations.AddField(
            model_name="community",
            name="division",
            field=models.CharField(blank=True, db_default="", default="", max_length=6),
        ),
        AddConstraintNotValid(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(("division", ""), ("division__regex", "^[1-9][0-9]{5}$"), _connector="OR"),
                name="community_division_code",
            ),
        ),
    ]
