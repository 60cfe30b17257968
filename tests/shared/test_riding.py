"""Writes ride with the next trip; a transaction is otherwise what it always was."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guanjia.rooms.places.models import Building, Home
from guanjia.shared.db import rows_of_each
from guanjia.shared.models import Once
from guanjia.shared.riding import ask, ask_all, sent, write
from tests.cast import Cast

pytestmark = pytest.mark.django_db

WRITE = "insert into journal_once (key, event_id, at) values (%s, %s, %s)"
AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def keep(key: str) -> None:
    write(WRITE, [key, UUID(int=1), AT], rows=1)


@transaction.atomic
def kept_together(*keys: str) -> None:
    for key in keys:
        keep(key)
    sent()


@transaction.atomic
def kept_until_the_end(*keys: str) -> None:
    for key in keys:
        keep(key)


@transaction.atomic
def given_up(key: str, *, after_a_look: bool = False) -> None:
    keep(key)
    if after_a_look:
        assert key in kept()
    raise ValueError("no")


def kept() -> set[str]:
    return {key for (key,) in ask("select key from journal_once where key like %s", ["ride%"])}


def test_what_is_written_is_seen_by_the_next_question() -> None:
    with transaction.atomic():
        keep("ride%1")
        assert kept() == {"ride%1"}


def test_several_writes_and_a_question_are_one_trip() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as trips:
        keep("ride 1")
        keep("ride 2")
        assert Once.objects.filter(key__startswith="ride").count() == 2
    assert len(trips) == 1


def test_a_block_that_fails_takes_back_what_it_wrote_and_nothing_else() -> None:
    with transaction.atomic():
        keep("ride before")
        with pytest.raises(ValueError, match="no"):
            given_up("ride inside")
        keep("ride after")
    assert kept() == {"ride before", "ride after"}


def test_a_block_that_fails_after_a_question_takes_back_what_it_wrote() -> None:
    with transaction.atomic():
        keep("ride before")
        with pytest.raises(ValueError, match="no"):
            given_up("ride inside", after_a_look=True)
    assert kept() == {"ride before"}


def test_a_block_in_a_block_that_fails_leaves_the_outer_ones_writes() -> None:
    with transaction.atomic():
        with transaction.atomic():
            keep("ride outer")
            with pytest.raises(ValueError, match="no"), transaction.atomic():
                given_up("ride inner")
        assert kept() == {"ride outer"}


def test_an_error_can_be_caught_where_what_waits_is_sent() -> None:
    with transaction.atomic():
        keep("ride 1")
        with pytest.raises(IntegrityError):
            kept_together("ride 1")
        keep("ride 2")
    assert kept() == {"ride 1", "ride 2"}


def test_a_row_that_is_gone_is_not_changed_in_silence() -> None:
    with transaction.atomic():
        write("update journal_once set at = %s where key = %s", [AT, "ride nobody"], rows=1)
        with pytest.raises(DatabaseError, match="gone"):
            sent()
    assert kept() == set()


@pytest.mark.django_db(transaction=True)
def test_an_error_is_told_at_the_latest_by_the_commit_and_undoes_everything() -> None:
    keep("ride there")
    with pytest.raises(IntegrityError):
        kept_until_the_end("ride new", "ride there")
    assert kept() == {"ride there"}


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_asks_nothing_makes_no_trip_and_one_that_writes_is_kept() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as trips, transaction.atomic():
        pass
    assert len(trips) == 0
    with transaction.atomic():
        keep("ride kept")
    connection.close()
    assert kept() == {"ride kept"}


def test_rows_are_read_in_steps_after_what_waits() -> None:
    with transaction.atomic():
        for number in range(5):
            keep(f"ride {number}")
        assert len(list(Once.objects.filter(key__startswith="ride").iterator(2))) == 5


def test_several_questions_go_in_one_trip_behind_what_waits(cast: Cast) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as trips:
        write("update places_community set phone = '1' where id = %s", [cast.garden.id])
        phones, sums, none = ask_all(
            ("select phone from places_community where id = %s", [cast.garden.id]),
            ("select n * 2 from unnest(%s::int[]) as n", [[1, 2]]),
            ("select 1 where false", ()),
        )
    assert (phones, sums, none) == ([("1",)], [(2,), (4,)], [])
    assert len(trips) == 1
    assert ask_all(("select %s::text", ["100 %"]), ("select 2", ()), anew=True) == [[("100 %",)], [(2,)]]


def test_rows_of_several_tables_come_in_one_trip(cast: Cast) -> None:
    here = {"community_id": cast.garden.id}
    homes, buildings = rows_of_each((Home, here), (Building, here))
    assert {row.pk for row in homes} == set(Home.objects.filter(**here).values_list("pk", flat=True))
    assert {row.pk for row in buildings} == set(Building.objects.filter(**here).values_list("pk", flat=True))
