"""Where commits matter: the seal names what was changed, and two who work at once don't meet."""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from guanjia.rooms.promises import selectors, services
from guanjia.rooms.promises.models import Promise, SweptUntil
from guanjia.rooms.promises.services.rows import lock_key
from guanjia.rooms.promises.types import instant
from guanjia.shared import journal
from guanjia.shared.models import JournalEvent, Seal
from guanjia.shared.postgres import DATABASE
from guanjia.shared.roles import OWNER
from guanjia.shared.time import new_id
from tests.rooms.promises.conftest import MONDAY, Ground, LampLit, LampWentOut

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    """Somebody with the keys to the database, who can do what the house can't."""
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], dbname=settings["NAME"] or DATABASE, user=OWNER) as found:
        yield found


def seal_all() -> int:
    """Seal until nothing is left. Rows wait for older transactions, also those of tests beside this one."""
    done, until = 0, monotonic() + 60
    while Seal.objects.count() < JournalEvent.objects.count() and monotonic() < until:
        done += services.seal(at=MONDAY)
    return done


def sealed(ground: Ground) -> list[UUID]:
    lamps = [new_id() for _ in range(3)]
    for number, lamp in enumerate(lamps):
        journal.record(ground.fact(LampWentOut, lamp, number))
    seal_all()
    return list(
        Seal.objects.filter(community_id=ground.community).order_by("number").values_list("event_id", flat=True)
    )


def test_every_fact_is_sealed_once_in_a_chain_that_holds(ground: Ground) -> None:
    first = sealed(ground)
    journal.record(ground.fact(LampLit, new_id(), 9))
    assert seal_all() == 1
    assert services.seal(at=MONDAY) == 0
    assert len(first) + 1 == JournalEvent.objects.filter(community_id=ground.community).count() == Seal.objects.count()
    report = services.audit()
    assert (report.seal, report.is_clean, report.events) == ("ok", True, Seal.objects.count())
    assert report.plain() == {"events": report.events, "promises": 3, "differences": [], "seal": "ok"}


def test_a_changed_fact_is_named(ground: Ground, owner: psycopg.Connection) -> None:
    changed = sealed(ground)[1]
    owner.execute("alter table journal_event disable trigger user")
    owner.execute("update journal_event set at = at - interval '1 hour' where id = %s", [changed])
    owner.commit()
    report = services.audit()
    assert str(changed) in report.seal
    assert not report.is_clean
    owner.execute("alter table journal_event enable trigger user")
    owner.commit()


def test_several_processes_find_what_one_finds(ground: Ground, owner: psycopg.Connection) -> None:
    changed = sealed(ground)[2]
    journal.record(*(ground.fact(LampWentOut, new_id(), 20 + number) for number in range(5)))
    seal_all()
    wrong = Promise.objects.order_by("opened_at")[4:5].get().pk
    Promise.objects.filter(pk=wrong).update(due_at=MONDAY)
    owner.execute("alter table journal_event disable trigger user")
    owner.execute("update journal_event set via = 'x' where id = %s", [changed])
    owner.execute("alter table journal_event enable trigger user")
    owner.commit()
    alone, together = services.audit(), services.audit(processes=3, large=0)
    assert together.plain() == alone.plain()
    assert [one.promise for one in together.differences if one.column == "due"] == [str(wrong)]
    assert str(changed) in together.seal


def test_a_fact_taken_away_is_named(ground: Ground, owner: psycopg.Connection) -> None:
    gone = sealed(ground)[0]
    owner.execute("alter table journal_event disable trigger user")
    owner.execute("delete from journal_event where id = %s", [gone])
    owner.execute("alter table journal_event enable trigger user")
    owner.commit()
    assert services.audit().seal.endswith(f"fact {gone} is gone")


def test_what_somebody_works_on_is_left_for_the_next_sweep(ground: Ground, owner: psycopg.Connection) -> None:
    held, free = new_id(), new_id()
    journal.record(ground.fact(LampWentOut, held, 0), ground.fact(LampWentOut, free, 0))
    owner.execute("select pg_advisory_xact_lock(%s)", [lock_key(held)])
    late = MONDAY + timedelta(minutes=61)
    while services.sweep(at=late):
        pass
    missed = Promise.objects.filter(standard="L1", state="missed")
    assert list(missed.values_list("subject_id", flat=True)) == [free]
    assert not SweptUntil.objects.exists()
    owner.rollback()
    while services.sweep(at=late):
        pass
    assert missed.count() == 2
    assert SweptUntil.objects.get().at == late


def test_what_was_known_on_a_day_can_be_shown_again(ground: Ground) -> None:
    lamp, seen = new_id(), MONDAY + timedelta(minutes=70)
    journal.record(ground.fact(LampWentOut, lamp, 0))
    seal_all()
    number = Seal.objects.filter(community_id=ground.community).count()
    journal.record(ground.fact(LampLit, lamp, 50))
    seal_all()
    shown = {}
    for known in (number, number + 1):
        found = selectors.promises_known(ground.community, number=known, as_of=seen)
        shown[known] = sorted((owed.standard, owed.at(instant(seen)).value) for owed in found)
    assert shown == {number: [("L1", "missed"), ("L2", "running")], number + 1: [("L1", "met")]}
