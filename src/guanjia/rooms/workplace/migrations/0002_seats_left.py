from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplace", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="left",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
