"""Editions, resolved content, year tables; and the triggers that keep what is published as it is."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import guanjia.shared.time

STATES = ["draft", "reviewed", "approved", "published"]

KEEP = """
create function handbook_keeps_published() returns trigger language plpgsql as $$
declare kept boolean;
begin
    if tg_table_name = 'handbook_edition' then
        kept := old.state = 'published';
    elsif tg_table_name = 'handbook_yeartable' then
        kept := true;
    elsif tg_op = 'INSERT' then
        kept := exists (select from handbook_edition where id = new.edition_id and state = 'published');
    else
        kept := exists (select from handbook_edition where id = old.edition_id and state = 'published');
    end if;
    if kept then
        raise exception 'what is published does not change: % on % is refused', tg_op, tg_table_name
            using errcode = 'check_violation';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger handbook_edition_keep before update or delete on handbook_edition
    for each row execute function handbook_keeps_published();
create trigger handbook_file_keep before insert or update or delete on handbook_editionfile
    for each row execute function handbook_keeps_published();
create trigger handbook_content_keep before update or delete on handbook_resolvedcontent
    for each row execute function handbook_keeps_published();
create trigger handbook_resolved_keep before update or delete on handbook_resolvededition
    for each row execute function handbook_keeps_published();
create trigger handbook_year_keep before update or delete on handbook_yeartable
    for each row execute function handbook_keeps_published();

create function handbook_is_not_emptied() returns trigger language plpgsql as $$
begin
    raise exception 'the handbook is not emptied: % is refused', tg_table_name using errcode = 'check_violation';
end $$;
create trigger handbook_edition_full before truncate on handbook_edition
    for each statement execute function handbook_is_not_emptied();
create trigger handbook_file_full before truncate on handbook_editionfile
    for each statement execute function handbook_is_not_emptied();
create trigger handbook_content_full before truncate on handbook_resolvedcontent
    for each statement execute function handbook_is_not_emptied();
create trigger handbook_resolved_full before truncate on handbook_resolvededition
    for each statement execute function handbook_is_not_emptied();
create trigger handbook_year_full before truncate on handbook_yeartable
    for each statement execute function handbook_is_not_emptied();
"""

BACK = """
drop trigger handbook_edition_keep on handbook_edition; drop trigger handbook_edition_full on handbook_edition;
drop trigger handbook_file_keep on handbook_editionfile; drop trigger handbook_file_full on handbook_editionfile;
drop trigger handbook_content_keep on handbook_resolvedcontent;
drop trigger handbook_content_full on handbook_resolvedcontent;
drop trigger handbook_resolved_keep on handbook_resolvededition;
drop trigger handbook_resolved_full on handbook_resolvededition;
drop trigger handbook_year_keep on handbook_yeartable; drop trigger handbook_year_full on handbook_yeartable;
drop function handbook_keeps_published; drop function handbook_is_not_emptied;
"""


def key() -> Any:
    """The id every row has."""
    return models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("places", "0001_first"), ("people", "0001_first")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", key()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.company"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=40)),
                ("state", models.CharField(choices=[(s, s) for s in STATES], default="draft", max_length=10)),
                ("schema", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("content", models.TextField()),
                ("drafted_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.staff"
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                ("effective_from", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["company", "number"], name="edition_number_once"),
                    models.UniqueConstraint(fields=["company", "effective_from"], name="edition_one_from_an_instant"),
                    models.CheckConstraint(condition=~Q(title="") & ~Q(digest=""), name="edition_named"),
                    models.CheckConstraint(condition=Q(state__in=STATES), name="edition_state_known"),
                    models.CheckConstraint(
                        condition=Q(
                            state="published", published_at__isnull=False, effective_from__gte=F("published_at")
                        )
                        | Q(~Q(state="published"), published_at__isnull=True, effective_from__isnull=True),
                        name="edition_in_force_after_publication",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["company", "-effective_from"], condition=Q(state="published"), name="edition_in_force"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionFile",
            fields=[
                ("id", key()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="handbook.edition"
                    ),
                ),
                ("path", models.CharField(max_length=300)),
                ("content", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["edition", "path"], name="edition_file_once"),
                    models.CheckConstraint(
                        condition=~Q(path="") & ~Q(path__startswith="/") & ~Q(path__contains=".."),
                        name="edition_file_inside",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ResolvedContent",
            fields=[
                ("id", key()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handbook.edition"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("content", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["edition", "digest"], name="resolved_content_once")]
            },
        ),
        migrations.CreateModel(
            name="ResolvedEdition",
            fields=[
                ("id", key()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handbook.edition"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.community"
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handbook.resolvedcontent"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["community", "edition"], name="resolved_once_per_community")
                ]
            },
        ),
        migrations.CreateModel(
            name="YearTable",
            fields=[
                ("id", key()),
                ("table", models.CharField(max_length=10)),
                ("year", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["table", "year", "version"], name="year_table_version_once")
                ],
                "indexes": [models.Index(fields=["-loaded_at"], name="year_table_newest")],
            },
        ),
        migrations.RunSQL(KEEP, BACK),
    ]
