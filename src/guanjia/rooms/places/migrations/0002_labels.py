"""Homes are found by the beginning of their label and by their number, in as many communities as one may see."""

from django.db import migrations

BEGINS = "create index concurrently home_label_begins on places_home (label varchar_pattern_ops)"
NUMBER = "create index concurrently home_by_number on places_home (number, community_id)"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("places", "0001_first")]

    operations = [
        migrations.RunSQL(BEGINS, "drop index concurrently home_label_begins"),
        migrations.RunSQL(NUMBER, "drop index concurrently home_by_number"),
    ]
