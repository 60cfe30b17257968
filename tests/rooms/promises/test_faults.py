"""A fault planted in the tables, in the journal or in the replay is found, whichever of the three it is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from guanjia.rooms.promises import services
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.replay import replay
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening, owed_of
from guanjia.rooms.promises.types import instant
from guanjia.shared import journal
from guanjia.shared.models import JournalEvent
from guanjia.shared.postgres import DATABASE
from guanjia.shared.roles import OWNER
from guanjia.shared.time import new_id
from tests.rooms.promises.conftest import (
    MONDAY,
    Ground,
    LampLit,
    LampPaused,
    LampRanked,
    LampResumed,
    LampWentOut,
)
from tests.rooms.promises.test_committed import seal_all

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATE = MONDAY + timedelta(minutes=200)


@pytest.fixture
def story(ground: Ground, lamp: UUID) -> Ground:
    """A lamp that rested, one that was ranked, one that is dark for good; all told by the sweep."""
    ranked, dark = new_id(), new_id()
    journal.record(
        ground.fact(LampWentOut, lamp, 0), ground.fact(LampWentOut, ranked, 1), ground.fact(LampWentOut, dark, 2)
    )
    journal.record(ground.fact(LampPaused, lamp, 10, reason="resident_absent"), ground.fact(LampResumed, lamp, 40))
    journal.record(ground.fact(LampRanked, ranked, 5, urgency="u0"), ground.fact(LampLit, lamp, 80))
    journal.record(ground.fact(LampLit, ranked, 90))
    while services.sweep(at=LATE):
        pass
    assert services.audit().is_clean
    assert sorted(Promise.objects.values_list("state", flat=True)) == [
        "late",
        "met",
        "missed",
        "missed",
        "missed",
        "void",
    ]
    return ground


@pytest.mark.parametrize(
    ("which", "change", "column"),
    [
        ("met", {"due_at": MONDAY + timedelta(minutes=91)}, "due"),
        ("met", {"due_at": MONDAY + timedelta(minutes=90, microseconds=1)}, "due"),
        ("met", {"state": "late"}, "state"),
        ("met", {"ended_at": MONDAY + HOUR}, "ended"),
        ("met", {"warn_at": None}, "warn"),
        ("met", {"pauses": []}, "pauses"),
        ("met", {"weight": 20}, "weight"),
        ("met", {"evidence": []}, "evidence"),
        ("met", {"opened_at": MONDAY - HOUR}, "opened"),
        ("met", {"subject_id": UUID(int=5)}, "row"),
        ("met", {"edition": UUID(int=5)}, "edition"),
        ("met", {"root_event": UUID(int=5)}, "root"),
        ("met", {"opening_event": UUID(int=5)}, "opened_by"),
        ("met", {"provisional": True}, "provisional"),
        ("met", {"flags": ["late"]}, "flags"),
        ("late", {"late_credit": 1}, "late_credit"),
        ("late", {"state": "met"}, "state"),
        ("late", {"limit": "u2"}, "limit"),
        ("late", {"changes": []}, "changes"),
        ("missed", {"owed_role": "desk"}, "owed_role"),
        ("met", {"owed_by": UUID(int=5)}, "owed_by"),
        ("missed", {"red_line": True}, "red_line"),
        ("missed", {"closed": True}, "closed"),
        ("missed", {"standard": "L9"}, "standard"),
        ("missed", {"state": "superseded"}, "state"),
        ("missed", {"state": "void", "ended_at": MONDAY + HOUR, "closed": True}, "state"),
    ],
)
def test_one_changed_value_in_the_table_is_named(
    story: Ground, which: str, change: dict[str, Any], column: str
) -> None:
    wrong = Promise.objects.filter(state=which, standard="L1").order_by("opened_at")[0].id
    Promise.objects.filter(pk=wrong).update(**change)
    found = {(one.promise, one.column) for one in services.audit().differences}
    assert (str(wrong), column) in found
    assert {promise for promise, _ in found} == {str(wrong)}


def test_a_row_taken_away_and_a_row_added_are_named(story: Ground) -> None:
    gone = Promise.objects.get(state="met")
    Promise.objects.filter(pk=gone.pk).delete()
    gone.pk = new_id()
    Promise.objects.bulk_create([gone])
    found = [(one.column, one.stored, one.expected) for one in services.audit().differences]
    assert sorted(found, key=str) == [("row", "met", None), ("row", None, "met")]


def differences(ground: Ground, shelf: Shelf) -> set[str]:
    """The promises a replay of the journal by these standards tells otherwise than the tables."""
    rows = JournalEvent.objects.filter(community_id=ground.community, kind__startswith="lamp.")
    events = [happening(row.id, row.kind, row.at, row.refs, row.data) for row in rows]
    until = instant(LATE)
    again = {owed.id: (owed.at(until), owed.due, owed.ended) for owed in replay(shelf, events, until)}
    kept = {str(row.id): owed_of(row) for row in Promise.objects.filter(community=ground.community)}
    live = {key: (owed.at(until), owed.due, owed.ended) for key, owed in kept.items()}
    return {key for key in live.keys() | again.keys() if live.get(key) != again.get(key)}


def test_a_replay_that_counts_a_limit_a_minute_wrong_is_found(story: Ground) -> None:
    shelf = shelf_of(story.community)
    assert differences(story, shelf) == set()
    book = next(iter(shelf.books()))
    wrong = [dict(rule.spec) for rule in book.rules.values()]
    for spec in wrong:
        if spec["code"] == "L1":
            spec["by_urgency"] = {"u0": {"minutes": 15}, "u2": {"minutes": 61}}
    duties = {rule.spec["calendar"]: rule.duty for rule in book.rules.values()}
    planted = Shelf([(instant(MONDAY - timedelta(days=1)), read_book(book.edition, wrong, duties))])
    assert len(differences(story, planted)) >= 3


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    """Somebody with the keys to the database."""
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], dbname=settings["NAME"] or DATABASE, user=OWNER) as found:
        yield found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "update journal_event set at = at + interval '11 minutes' where kind = 'lamp.lit'",
        "update journal_event set kind = 'lamp.reported' where kind = 'lamp.lit'",
        """update journal_event set data = '{"reason": "lunch"}' where kind = 'lamp.paused'""",
        "delete from journal_event where kind = 'lamp.resumed'",
    ],
)
def test_a_journal_changed_behind_the_houses_back_is_found_twice(
    ground: Ground, lamp: UUID, owner: psycopg.Connection, change: str
) -> None:
    """By the seal, which names the row, and by the promises that no longer follow from it."""
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampPaused, lamp, 10, reason="resident_absent"))
    journal.record(ground.fact(LampResumed, lamp, 40), ground.fact(LampLit, lamp, 85))
    seal_all()
    assert services.audit().is_clean
    owner.execute("alter table journal_event disable trigger user")
    owner.execute(change)
    owner.execute("alter table journal_event enable trigger user")
    owner.commit()
    report = services.audit()
    assert report.seal != "ok"
    assert report.differences
