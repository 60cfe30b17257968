"""How often what was agreed about a visit was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0010_findings_beside")]
    operations = [
        migrations.AddField("stop", "called_off", models.BigIntegerField(db_default=0, default=0)),
    ]
