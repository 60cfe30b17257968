from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

IN_SIGHT = Q(is_open=True) | Q(docket_open=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0009_complaints")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(fields=["community", "due_at", "id"], condition=IN_SIGHT, name="case_in_sight"),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(fields=["due_at", "id"], condition=IN_SIGHT, name="case_in_sight_all"),
        ),
        RemoveIndexConcurrently(model_name="case", name="case_queue"),
        RemoveIndexConcurrently(model_name="case", name="case_queue_all"),
    ]
