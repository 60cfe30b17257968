from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_rated_by_resident")]

    operations = [ValidateConstraint(model_name="followup", name="follow_up_answer_complete")]
