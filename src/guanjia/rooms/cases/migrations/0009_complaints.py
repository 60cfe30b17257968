from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import guanjia.shared.time

FILL = "update cases_case set docket_open = true where id in (select case_id from cases_docket where state = 'open')"


def own_id() -> Any:
    return (
        "id",
        models.UUIDField(default=guanjia.shared.time.new_id, editable=False, primary_key=True, serialize=False),
    )


def kept(to: str, name: str = "+") -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


def of_case(name: str) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to="cases.case")


def one_of(*words: str, default: str | None = None, length: int = 12) -> Any:
    choices = [(word, word) for word in words]
    if default is None:
        return models.CharField(choices=choices, max_length=length)
    return models.CharField(choices=choices, default=default, max_length=length)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_words_found"),
        ("people", "0008_exports"),
        ("places", "0002_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="about_department",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="case", name="closed_to", field=models.TextField(blank=True, db_default="", default="")
        ),
        migrations.AddField(
            model_name="case", name="docket_open", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Finding",
            fields=[
                own_id(),
                ("community", kept("places.community")),
                ("case", of_case("findings")),
                ("staff", kept("people.staff")),
                ("found", models.TextField()),
                ("resident_side", models.TextField(blank=True)),
                ("other_side", models.TextField(blank=True)),
                ("no_resident", models.CharField(blank=True, max_length=60)),
                ("no_other", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at"], name="finding_of_case")],
                "constraints": [models.CheckConstraint(condition=models.Q(("found__gt", "")), name="finding_in_words")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                own_id(),
                ("community", kept("places.community")),
                ("case", of_case("decisions")),
                ("staff", kept("people.staff")),
                ("outcome", one_of("upheld", "partly", "not_upheld")),
                ("text", models.TextField()),
                ("ground", models.CharField(blank=True, max_length=60)),
                ("clause", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at"], name="decision_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground__gt", ""), ("clause__gt", ""), _connector="OR"),
                        name="decision_rests_on_something",
                    ),
                    models.CheckConstraint(condition=models.Q(("text__gt", "")), name="decision_in_words"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                own_id(),
                ("community", kept("places.community")),
                ("case", of_case("offers")),
                ("staff", kept("people.staff")),
                ("reply", one_of("accepts", "refuses", "not_reached")),
                ("channel", models.CharField(max_length=20)),
                ("text", models.TextField(blank=True)),
                ("words", models.TextField(blank=True)),
                ("number", models.PositiveBigIntegerField()),
                ("stands", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at"], name="offer_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reply", "not_reached"), ("text__gt", ""), _connector="OR"),
                        name="offer_in_words",
                    ),
                    models.UniqueConstraint(fields=("case", "number"), name="offer_number_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                own_id(),
                ("community", kept("places.community")),
                ("case", of_case("+")),
                ("staff", kept("people.staff")),
                ("in_full", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(max_length=20)),
                ("state", one_of("waiting", "made", "failed", default="waiting", length=10)),
                ("problem", models.CharField(blank=True, max_length=60)),
                ("content", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "staff", "asked_at"], name="case_file_of_who_asked"),
                    models.Index(fields=["expires_at"], name="case_file_over"),
                ]
            },
        ),
    ]
