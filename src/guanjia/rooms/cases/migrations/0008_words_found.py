"""Cases that were there before, and the index by which words are found from now on."""

from django.db import migrations

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
    dependencies = [("cases", "0007_words_apart")]

    operations = [
        migrations.RunSQL(THERE, migrations.RunSQL.noop),
        migrations.RunSQL(FOUND, "drop index concurrently case_words_found"),
        migrations.RunSQL("drop index concurrently case_words", FOUND_BEFORE),
    ]
