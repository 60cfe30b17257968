from django.db import migrations, models

FILL = "update cases_case set has_dockets = true where id in (select case_id from cases_docket)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_words")]

    operations = [
        migrations.AddField(
            model_name="case", name="has_dockets", field=models.BooleanField(default=False, db_default=False)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
