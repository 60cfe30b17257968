"""What was added without a look at the rows that stood there is looked at now, while others go on writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("repairs", "0002_put_back")]

    operations = [ValidateConstraint(model_name="stockmove", name="stock_move_on_a_case")]
