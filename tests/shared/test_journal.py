"""The journal keeps facts for good, counts once what comes twice, and tells its listeners."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction

from guanjia.shared import jobs, journal
from guanjia.shared.actor import coming_from
from guanjia.shared.facts import Fact
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
HEARD: list["BellRung"] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(Fact):
    kind: ClassVar[str] = "bell.rung"
    about: ClassVar[str] = "bell"
    loud: bool = False


@journal.reacts_to(BellRung)
def hear_the_bell(fact: BellRung) -> None:
    HEARD.append(fact)


def _rung(**more: bool) -> BellRung:
    return BellRung(community_id=new_id(), subject_id=new_id(), at=AT, **more)


def test_a_fact_is_kept_with_who_acted_and_how_it_came_in() -> None:
    fact, account = _rung(loud=True), new_id()
    with coming_from("page", account):
        journal.record(fact)
    row = JournalEvent.objects.get(id=fact.id)
    assert (row.kind, row.via, row.actor_id) == ("bell.rung", "page", account)
    assert journal.restored(row) == fact


def test_what_comes_twice_with_one_key_counts_once() -> None:
    first, second = _rung(), _rung()
    assert journal.record(first, once="ring-1")
    assert not journal.record(second, once="ring-1")
    assert not JournalEvent.objects.filter(id=second.id).exists()


def test_each_listener_hears_each_fact_in_a_job() -> None:
    HEARD.clear()
    fact = _rung()
    journal.record(fact)
    assert not HEARD
    jobs.run_waiting()
    assert [fact] == HEARD


def test_facts_about_one_bell_are_told_in_a_row_with_others_and_those_about_several_are_not() -> None:
    HEARD.clear()
    one = _rung()
    again = BellRung(community_id=one.community_id, subject_id=one.subject_id, at=AT)
    journal.record(one, again)
    journal.record(_rung(), _rung())
    assert (jobs.run_light(), HEARD) == (1, [one, again])
    jobs.run_waiting()
    assert len(HEARD) == 4


def test_a_rolled_back_act_leaves_neither_fact_nor_job() -> None:
    HEARD.clear()
    fact = _rung()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        journal.record(fact)
        raise ZeroDivisionError
    jobs.run_waiting()
    assert not HEARD
    assert not JournalEvent.objects.filter(id=fact.id).exists()


@pytest.mark.parametrize(
    "change", ["update journal_event set kind = 'other'", "delete from journal_event", "truncate journal_event"]
)
def test_the_database_itself_refuses_to_change_the_journal(change: str) -> None:
    journal.record(_rung())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_month_gets_its_own_partition_and_asking_again_does_nothing() -> None:
    may = datetime(2031, 5, 17, tzinfo=UTC)
    journal.months_ready([may, may])
    journal.months_ready([may])
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('journal_event_2031_05') is not null")
        assert cursor.fetchone() == (True,)


def test_one_queued_job_is_enough_while_it_waits() -> None:
    rang: list[int] = []

    @jobs.job
    def ring(*, times: int) -> None:
        rang.append(times)

    jobs.defer(ring, once="ring", times=1)
    jobs.defer(ring, once="ring", times=2)
    assert jobs.run_waiting() == 1
    assert rang == [1]
