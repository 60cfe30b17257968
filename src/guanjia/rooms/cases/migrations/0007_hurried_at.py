"""When the resident asked again last, so that touching twice counts once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_lessons")]

    operations = [
        migrations.AddField(model_name="case", name="hurried_at", field=models.DateTimeField(null=True)),
    ]
