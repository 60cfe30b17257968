"""What is sent often is only named; it means the same as the statement written out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from guanjia.shared.models import Once
from guanjia.shared.riding import ask, write
from guanjia.shared.riding.ready import OFTEN, Ready

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
KEY = UUID(int=7)


def ready(like: str) -> int:
    return int(ask("select count(*) from pg_prepared_statements where statement like %s", [f"%{like}%"])[0][0])


def often(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [ask(text, values)[0] for _ in range(OFTEN + 2)]


@pytest.mark.django_db(transaction=True)
def test_a_question_asked_often_is_kept_ready_and_answers_the_same() -> None:
    text = "select %s::int + 1 as often_asked, %s::text, %s::timestamptz, %s::uuid[]"
    values = [4, "a 'quoted' word with % and \\", AT, [KEY]]
    assert often(text, values) == [(5, values[1], AT, [KEY])] * (OFTEN + 2)
    assert ready("often_asked") == 1


@pytest.mark.django_db(transaction=True)
def test_a_value_of_another_type_is_another_statement() -> None:
    text = "select pg_typeof(%s)::text as typed"
    assert often(text, [AT])[-1] == ("timestamp with time zone",)
    assert often(text, [True])[-1] == ("boolean",)
    assert often(text, [2])[-1] == ("integer",)
    assert often(text, [3_000_000_000])[-1] == ("bigint",)
    assert ready("as typed") == 4


@pytest.mark.django_db(transaction=True)
def test_what_the_server_can_not_keep_ready_is_sent_whole() -> None:
    assert often("show timezone", [])[-1] == ("UTC",)
    assert often("select %s - interval '1 day' as day_before", [AT])[-1][0].day == 1
    assert ready("timezone") == 0


@pytest.mark.django_db(transaction=True)
def test_a_write_by_name_still_counts_its_rows() -> None:
    text = "update journal_once set at = %s where key = %s"
    Once.objects.create(key="ready", event_id=KEY, at=AT)
    for _ in range(OFTEN + 2):
        with transaction.atomic():
            write(text, [AT, "ready"], rows=1)
    assert ready("update journal_once") == 1
    with pytest.raises(DatabaseError, match="is gone"), transaction.atomic():
        write(text, [AT, "never there"], rows=1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_prepared_while_a_transaction_is_open() -> None:
    with transaction.atomic():
        often("select 1 as inside_only", [])
        assert ready("inside_only") == 0
    ask("select 2")
    assert ready("inside_only") == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_knows_nothing_yet_and_learns_again() -> None:
    often("select 3 as learnt", [])
    connection.close()
    assert often("select 3 as learnt", [])[-1] == (3,)
    assert ready("as learnt") == 1


@pytest.mark.django_db
def test_too_few_values_are_refused() -> None:
    connection.ensure_connection()
    with pytest.raises(psycopg.ProgrammingError):
        Ready(connection.connection).text("select %s, %s", [1])
