"""A token has an end, and duties it is good for; those given out before have neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_looks_checked")]

    operations = [
        migrations.AddField("token", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("token", "only", models.CharField(blank=True, db_default="", default="", max_length=600)),
    ]
