"""The journal: append-only in the database itself, partitioned by month, sealed in a table beside it."""

from django.db import migrations, models

import guanjia.shared.time

JOURNAL = """
create table journal_event (
    id uuid not null,
    community_id uuid not null,
    kind varchar(60) not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    actor_id uuid,
    via varchar(20) not null,
    refs jsonb not null,
    data jsonb not null,
    xid xid8 not null default pg_current_xact_id(),
    primary key (id, recorded_at)
) partition by range (recorded_at);
create table journal_event_rest partition of journal_event default;
create index journal_event_to_seal on journal_event (community_id, xid, id);
create index journal_event_time on journal_event (community_id, recorded_at, id);
create index journal_event_of_subject on journal_event using gin (refs jsonb_path_ops);

create table journal_seal (
    community_id uuid not null,
    number bigint not null,
    event_id uuid not null,
    recorded_at timestamptz not null,
    written bigint not null,
    leaf bytea not null,
    head bytea not null,
    primary key (community_id, number)
);
create unique index journal_seal_event on journal_seal (event_id);

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'check_violation';
end $$;
create trigger journal_event_append_only before update or delete on journal_event
    for each row execute function journal_is_append_only();
create trigger journal_event_keep before truncate on journal_event
    for each statement execute function journal_is_append_only();
create trigger journal_seal_append_only before update or delete on journal_seal
    for each row execute function journal_is_append_only();
create trigger journal_seal_keep before truncate on journal_seal
    for each statement execute function journal_is_append_only();

-- The running role may not create tables; the owner lends it this one act.
create function journal_month(day date) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    first date := date_trunc('month', day)::date;
    name text := 'journal_event_' || to_char(first, 'YYYY_MM');
begin
    if to_regclass(name) is null then
        perform pg_advisory_xact_lock(hashtext('journal_month'));
        if to_regclass(name) is null and not exists (
            select from journal_event_rest where recorded_at >= first and recorded_at < first + interval '1 month'
        ) then
            execute format('create table %I partition of journal_event for values from (%L) to (%L)',
                name, first::timestamptz, (first + interval '1 month')::timestamptz);
        end if;
    end if;
end $$;
"""

BACK = """
drop table journal_event; drop table journal_seal;
drop function journal_month; drop function journal_is_append_only;
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.RunSQL(JOURNAL, BACK),
        migrations.CreateModel(
            name="JournalEvent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("community_id", models.UUIDField()),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor_id", models.UUIDField(null=True)),
                ("via", models.CharField(max_length=20)),
                ("refs", models.JSONField()),
                ("data", models.JSONField()),
            ],
            options={"db_table": "journal_event", "managed": False},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("community_id", models.UUIDField()),
                ("number", models.BigIntegerField()),
                ("event_id", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("written", models.BigIntegerField()),
                ("leaf", models.BinaryField()),
                ("head", models.BinaryField()),
            ],
            options={"db_table": "journal_seal", "managed": False},
        ),
        migrations.CreateModel(
            name="Once",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "journal_once"},
        ),
        migrations.CreateModel(
            name="Repeat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("key", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "api_repeat",
                "indexes": [models.Index(fields=["at"], name="api_repeat_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("account_id", "key"), name="api_repeat_once_per_account")
                ],
            },
        ),
    ]
