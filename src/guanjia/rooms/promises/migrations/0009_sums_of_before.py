"""What closed before the sums were kept is counted, a community at a time; nobody waits for it. May be taken up again."""

from typing import Any

from django.db import migrations, transaction


def count(apps: Any, schema_editor: Any) -> None:
    """Count every community once more, each in a transaction of its own."""
    communities = apps.get_model("places", "Community").objects.order_by("id").values_list("id", flat=True)
    for community_id in list(communities):
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('promise sums'))")
            cursor.execute("select promise_sums_again(%s)", [community_id])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("promises", "0008_kept_sums")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
