"""Which occupancy of a home the journal knows. Homes that are there already are told by a job."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_labels")]

    operations = [
        migrations.AddField(
            model_name="home",
            name="told",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
    ]
