"""What the indexes for finding words are made of (decision 6)."""

from django.db import migrations

PIECES = """
create function text_plain(t text) returns text language sql immutable strict parallel safe as
$$ select lower(normalize(t, NFKC)) $$;
create function text_pieces(t text, n integer) returns text[] language sql immutable strict parallel safe cost 2000 as
$$ select array_agg(distinct substr(t, i, n)) from generate_series(1, length(t) - n + 1) i $$;
"""

BACK = """
drop function text_pieces(text, integer);
drop function text_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("shared", "0002_journal_told")]

    operations = [migrations.RunSQL(PIECES, BACK)]
