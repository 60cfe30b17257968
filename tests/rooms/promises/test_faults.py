"""A fault planted in the tables, in the journal or in the replay is found, whichever of the three it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
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
    LampReported,
    LampResumed,
    LampWentOut,
)
from tests.rooms.promises.test_committed import seal_all
from tests.rooms.promises.test_machine import LOOKED_AFTER, NEVER_TOO_LONG

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATE = MONDAY + timedelta(minutes=200)
MUCH_LATER = MONDAY + timedelta(days=12)


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


def differences(ground: Ground, shelf: Shelf, at: datetime = LATE) -> set[str]:
    """The promises a replay of the journal by these standards tells otherwise than the tables."""
    rows = JournalEvent.objects.filter(community_id=ground.community, kind__startswith="lamp.")
    events = [happening(row.id, row.kind, row.at, row.refs, row.data) for row in rows]
    until = instant(at)
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
def looked_after(ground: Ground, lamp: UUID) -> Ground:
    """A lamp seen to from time to time: counted from act to act by stages, and by the distance between two acts."""
    ground.publish(LOOKED_AFTER, NEVER_TOO_LONG, at=MONDAY - HOUR)
    journal.record(ground.fact(LampWentOut, lamp, 0))
    journal.record(*(ground.fact(LampReported, lamp, minute) for minute in (30, 190, 600, 3000, 9000, 11000)))
    while services.sweep(at=MUCH_LATER):
        pass
    assert services.audit().is_clean
    states = set(Promise.objects.values_list("standard", "state"))
    assert {("L5", "met"), ("L5", "missed"), ("L6", "late"), ("L6", "missed")} <= states
    return ground


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("L5", {"stages": [{"for_first": {"hours": 2}, "times": 2, "per": {"days": 1}}]}),
        ("L5", {"stages": [{"for_first": {"hours": 20}, "times": 3, "per": {"days": 1}}]}),
        ("L5", {"stages": []}),
        ("L5", {"per": {"days": 3}}),
        ("L5", {"counted": "calendar"}),
        ("L6", {"spread": {"most": {"minutes": 179}}}),
        ("L6", {"spread": {}}),
    ],
)
def test_a_replay_that_counts_a_quota_otherwise_is_found(
    looked_after: Ground, code: str, change: dict[str, Any]
) -> None:
    shelf = shelf_of(looked_after.community)
    assert differences(looked_after, shelf, MUCH_LATER) == set()
    book = shelf.book(str(shelf.in_force(instant(MONDAY))))
    specs = [{**rule.spec, **(change if rule.code == code else {})} for rule in book.rules.values()]
    duties = {rule.spec.get("calendar", "always"): rule.duty for rule in book.rules.values()}
    planted = Shelf([(instant(MONDAY - timedelta(days=1)), read_book(book.edition, specs, duties))])
    assert differences(looked_after, planted, MUCH_LATER)


@pytest.mark.parametrize(
    ("code", "state", "change", "column"),
    [
        ("L5", "met", {"limit": ""}, "limit"),
        ("L5", "missed", {"due_at": MONDAY + HOUR}, "due"),
        ("L6", "late", {"due_at": MONDAY + HOUR}, "due"),
        ("L6", "missed", {"flags": ["late"]}, "flags"),
    ],
)
def test_one_changed_value_of_a_quota_is_named(
    looked_after: Ground, code: str, state: str, change: dict[str, Any], column: str
) -> None:
    wrong = Promise.objects.filter(standard=code, state=state).order_by("opened_at")[0].id
    Promise.objects.filter(pk=wrong).update(**change)
    assert (str(wrong), column) in {(one.promise, one.column) for one in services.audit().differences}


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
