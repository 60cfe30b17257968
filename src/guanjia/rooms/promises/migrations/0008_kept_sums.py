"""Sums of closed promises, kept beside the promises: the database writes what changes in the transaction that changes it.

So nothing that writes a promise can forget it, and what is not closed costs nothing. `promise_sums_again` counts a
community anew: one statement on one snapshot, so whoever writes at the same time is counted once.
"""

import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
create function promise_summed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.closed and new.closed and
       (old.community_id, old.due_at, old.ended_at, old.standard, old.edition, old.owed_role, old.owed_by_id, old.state,
        old.weight, old.late_credit, old.red_line) is not distinct from
       (new.community_id, new.due_at, new.ended_at, new.standard, new.edition, new.owed_role, new.owed_by_id, new.state,
        new.weight, new.late_credit, new.red_line) then
        return null;
    end if;
    if tg_op <> 'INSERT' and old.closed and old.state <> 'superseded' then
        insert into promises_sumchange
               (community_id, at, standard, edition, role, staff, state, n, weight, credit, red)
        values (old.community_id, coalesce(old.due_at, old.ended_at), old.standard, old.edition, old.owed_role,
                coalesce(old.owed_by_id, '00000000-0000-0000-0000-000000000000'), old.state, -1, -old.weight,
                -promise_credit(old.state, old.weight, old.late_credit), -old.red_line::int);
    end if;
    if tg_op <> 'DELETE' and new.closed and new.state <> 'superseded' then
        insert into promises_sumchange
               (community_id, at, standard, edition, role, staff, state, n, weight, credit, red)
        values (new.community_id, coalesce(new.due_at, new.ended_at), new.standard, new.edition, new.owed_role,
                coalesce(new.owed_by_id, '00000000-0000-0000-0000-000000000000'), new.state, 1, new.weight,
                promise_credit(new.state, new.weight, new.late_credit), new.red_line::int);
    end if;
    return null;
end $$;
create function promise_credit(state text, weight numeric, late_credit numeric) returns numeric
    language sql immutable parallel safe as
$$ select case state when 'met' then weight when 'late' then weight * late_credit else 0 end $$;
create trigger promise_summed_new after insert on promises_promise
    for each row when (new.closed) execute function promise_summed();
create trigger promise_summed_changed after update on promises_promise
    for each row when (old.closed or new.closed) execute function promise_summed();
create trigger promise_summed_gone after delete on promises_promise
    for each row when (old.closed) execute function promise_summed();
create function promise_sums_again(one uuid) returns void language sql as $$
with dropped as (delete from promises_keptsum where community_id = one),
     forgotten as (delete from promises_sumchange where community_id = one)
insert into promises_sumchange (community_id, at, standard, edition, role, staff, state, n, weight, credit, red)
select community_id, coalesce(due_at, ended_at), standard, edition, owed_role,
       coalesce(owed_by_id, '00000000-0000-0000-0000-000000000000'), state, 1, weight,
       promise_credit(state, weight, late_credit), red_line::int
  from promises_promise where community_id = one and closed and state <> 'superseded'
$$;
"""

BACK = """
drop trigger promise_summed_new on promises_promise;
drop trigger promise_summed_changed on promises_promise;
drop trigger promise_summed_gone on promises_promise;
drop function promise_summed, promise_sums_again;
drop function promise_credit;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_to_tell"),
        ("promises", "0007_promise_never_due"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("hour", models.BigIntegerField()),
                ("standard", models.CharField(max_length=60)),
                ("edition", models.UUIDField()),
                ("role", models.CharField(max_length=60)),
                ("staff", models.UUIDField()),
                ("state", models.CharField(max_length=12)),
                ("n", models.BigIntegerField()),
                ("weight", models.DecimalField(decimal_places=3, max_digits=20)),
                ("credit", models.DecimalField(decimal_places=7, max_digits=20)),
                ("red", models.BigIntegerField()),
                (
                    "community",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.community",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "day", "standard", "edition", "role", "staff", "state", "hour"),
                        name="kept_sum_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SumChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("standard", models.CharField(max_length=60)),
                ("edition", models.UUIDField()),
                ("role", models.CharField(max_length=60)),
                ("staff", models.UUIDField()),
                ("state", models.CharField(max_length=12)),
                ("n", models.BigIntegerField()),
                ("weight", models.DecimalField(decimal_places=3, max_digits=20)),
                ("credit", models.DecimalField(decimal_places=7, max_digits=20)),
                ("red", models.BigIntegerField()),
                (
                    "community",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.community",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["community", "at"], name="sum_change_by_day")],
            },
        ),
        migrations.RunSQL(TRIGGER, BACK),
    ]
