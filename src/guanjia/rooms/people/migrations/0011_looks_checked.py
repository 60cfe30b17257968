"""What was added without a look at the rows that stood there is looked at now, while others go on writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0010_looks_at_all")]

    operations = [ValidateConstraint(model_name="unmasking", name="unmasking_of_whom")]
