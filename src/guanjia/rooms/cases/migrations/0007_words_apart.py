"""The words of cases in rows of their own, kept by the database: a case that moves on leaves their index alone."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
create function case_words_kept() returns trigger language plpgsql as $$
begin
  insert into cases_casewords (case_id, community_id, words)
  values (new.id, new.community_id, text_plain(new.title || ' ' || new.text || ' ' || new.place_text))
  on conflict (case_id) do update set words = excluded.words;
  return null;
end $$;
create trigger case_words_kept after insert or update of title, text, place_text on cases_case
 for each row execute function case_words_kept();
"""
NOT_KEPT = """
drop trigger case_words_kept on cases_case;
drop function case_words_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_lessons"), ("places", "0001_first")]

    operations = [
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("words", models.TextField()),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.community",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
