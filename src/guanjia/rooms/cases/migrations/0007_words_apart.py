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

THERE = """
insert into cases_casewords (case_id, community_id, words)
select id, community_id, text_plain(title || ' ' || text || ' ' || place_text) from cases_case
    on conflict (case_id) do nothing
"""

FOUND = "create index concurrently case_words_found on cases_casewords using gin (text_pieces(words, 2))"
FOUND_BEFORE = """
create index concurrently case_words on cases_case
 using gin (text_pieces(text_plain(title || ' ' || text || ' ' || place_text), 2))
"""


class Migration(migrations.Migration):
    atomic = False
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.community"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(THERE, migrations.RunSQL.noop),
        migrations.RunSQL(FOUND, "drop index concurrently case_words_found"),
        migrations.RunSQL("drop index concurrently case_words", FOUND_BEFORE),
    ]
