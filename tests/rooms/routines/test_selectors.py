"""Reads of routine work, with what they may cost."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.rounds import services as rounds
from guanjia.rooms.routines import selectors, services
from guanjia.rooms.routines.models import Routine
from guanjia.shared.errors import Missing
from tests.cast import Cast


def asked(act: Any) -> int:
    """How many queries an act takes, once what is kept is kept."""
    act()
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_a_guard_sees_the_day_by_the_hour(cast: Cast, guards: list[UUID]) -> None:
    services.lay_out(cast.garden.id, at=cast.now)
    actor = cast.actor(guards[0])
    found = selectors.day(actor, at=cast.now)
    assert [one.minute for one in found.waiting] == sorted(one.minute for one in found.waiting)
    assert found.waiting
    assert asked(lambda: selectors.day(actor, at=cast.now)) <= 4


def test_a_managers_pages_cost_the_same_however_much_there_is(cast: Cast, guards: list[UUID]) -> None:
    services.lay_out(cast.garden.id, at=cast.now)
    zhao = cast.actor(cast.zhao)
    assert asked(lambda: selectors.here(zhao, at=cast.now)) <= 5
    assert asked(lambda: selectors.standing(zhao, at=cast.now)) <= 6
    assert asked(lambda: selectors.things(zhao, at=cast.now)) <= 2


def test_the_map_tells_who_was_seen_and_what_is_owed(cast: Cast, guards: list[UUID]) -> None:
    steward = cast.hired("steward", "steward")
    while promise_verbs.sweep(at=cast.now):
        pass
    rounds.lay_out(cast.garden.id, at=cast.now)
    services.lay_out(cast.garden.id, at=cast.now)
    zhao = cast.actor(cast.zhao)
    found = selectors.coverage(zhao, at=cast.now)
    codes = [one.code for one in found.buildings]
    assert cast.home.building in codes
    assert sum(one.owed for one in found.buildings) > 0
    assert found.seen == 0
    assert all(cell.shade for one in found.buildings for cell in one.cells if cell.owed)
    homes = selectors.building(zhao, cast.home.building, at=cast.now)
    assert cast.home.id in {one.id for one in homes}
    assert steward


def test_the_map_costs_the_same_however_many_homes(cast: Cast, guards: list[UUID]) -> None:
    zhao = cast.actor(cast.zhao)
    assert asked(lambda: selectors.coverage(zhao, at=cast.now)) <= 10
    assert asked(lambda: selectors.building(zhao, cast.home.building, at=cast.now)) <= 8
    with pytest.raises(Missing):
        selectors.building(zhao, "none", at=cast.now)


def test_a_round_is_recorded_on_the_phone(cast: Cast, guards: list[UUID]) -> None:
    services.lay_out(cast.garden.id, at=cast.now)
    row = Routine.objects.filter(task="guard_round", staff__in=guards).order_by("minute")[0]
    browser = cast.client(row.staff_id)
    page = browser.get(reverse("field:routine", args=[row.pk])).content.decode()
    assert "item_outside" in page
    sent = {"item_outside": "on", "item_strangers": "on", "item_lanes": "on"}
    answer = browser.post(reverse("field:record_routine", args=[row.pk]), sent)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.evidence) == ("done", {"outside": True, "strangers": True, "lanes": True})
