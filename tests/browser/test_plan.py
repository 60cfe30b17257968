"""The plan of a week by mouse and by keyboard: a building's stops dragged onto another day stay there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.types import NewShift
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.rounds import services
from guanjia.rooms.rounds.models import Stop
from tests.cast import DAY_STARTS, Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def steward(cast: Cast) -> UUID:
    """Somebody who is there from Monday to Friday, with sixteen empty homes, and the weeks laid out."""
    cast.publish()
    found = cast.hired("steward", "steward")
    starts = [DAY_STARTS + timedelta(days=day, hours=9) for day in (1, 2, 3, 4)]
    people_verbs.roster([NewShift(found, cast.garden.id, "steward", at, at + timedelta(hours=8)) for at in starts])
    for home in places.all_homes(cast.garden.id)[:16]:
        place_verbs.set_occupancy(cast.garden.id, home.id, Occupancy.VACANT, at=cast.now)
    while promise_verbs.sweep(at=cast.now):
        pass
    services.lay_out(cast.garden.id, at=cast.now)
    return found


def test_a_buildings_stops_are_dragged_to_another_day_and_a_full_one_says_why(
    cast: Cast, live_server: Any, page: Page, steward: UUID
) -> None:
    session = cast.client(cast.zhao).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/rounds/week/?week=2026-03-09")
    stop = Stop.objects.filter(day__range=("2026-03-09", "2026-03-13")).order_by("day", "place")[0]
    goal = stop.day + timedelta(days=1 if stop.day.weekday() < 4 else -1)
    card = page.locator(f"#cell-{steward}-{stop.day} .bcard").first
    cell = page.locator(f"#cell-{steward}-{goal}")
    card.hover()
    page.mouse.down()
    cell.hover()
    cell.hover()  # a browser tells of dragging over something from the second move on
    page.mouse.up()
    page.wait_for_selector("dialog[open] [name=day]")
    expect(page.locator("dialog [name=day]")).to_have_value(goal.isoformat())
    page.locator("dialog [name=day]").fill("2026-03-14")
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog .wrong-text")).to_be_visible()
    page.locator("dialog [name=day]").fill(goal.isoformat())
    with page.expect_navigation(url=f"**/rounds/week/?week={goal}"):
        page.keyboard.press("Control+Enter")
    stop.refresh_from_db()
    assert (stop.day, stop.by_hand) == (goal, True)
