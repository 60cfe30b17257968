"""A message may bring a picture, kept under the digest of its bytes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_conversations")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="picture",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
