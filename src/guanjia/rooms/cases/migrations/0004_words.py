"""The words of cases are found by pairs of characters (decision 6)."""

from django.db import migrations

WORDS = """
create index concurrently case_words on cases_case
 using gin (text_pieces(text_plain(title || ' ' || text || ' ' || place_text), 2))
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0003_signature"), ("shared", "0003_text_pieces")]

    operations = [migrations.RunSQL(WORDS, "drop index concurrently case_words")]
