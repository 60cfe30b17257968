"""Whoever writes facts down tells the open pages so: with the commit, once a transaction and community, without a word
of what happened. It rides on the statement that is sent anyway and costs the writer no round trip.
"""

from django.db import migrations

TOLD = """
create function journal_told() returns trigger language plpgsql as $$
declare
    one uuid;
begin
    for one in select distinct community_id from fresh loop
        perform pg_notify('live', one || ' ' || pg_current_xact_id());
    end loop;
    return null;
end $$;
create trigger journal_event_told after insert on journal_event referencing new table as fresh
    for each statement execute function journal_told();
"""

BACK = """
drop trigger journal_event_told on journal_event;
drop function journal_told;
"""


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_journal")]

    operations = [migrations.RunSQL(TOLD, BACK)]
