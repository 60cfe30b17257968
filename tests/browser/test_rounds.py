"""A steward's round on a phone of 390 px: the day, an empty home looked at in a basement without a signal, a visit
signed at the door."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.rounds import services
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.types import StopKind
from guanjia.shared.models import JournalEvent
from tests.browser.phone import SECRET, Phone, fits, picture, sign
from tests.browser.phone import phones as phones
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def steward(cast: Cast) -> UUID:
    """Who looks after building 3, with Zhou's home standing empty, and today laid out."""
    cast.publish()
    found = cast.hired("steward", "steward")
    people_verbs.look_after(found, cast.garden.id, "steward", ["3"])
    account = cast.account(found)
    account.set_password(SECRET)
    account.save()
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.VACANT, at=cast.now)
    while promise_verbs.sweep(at=cast.now):
        pass
    services.lay_out(cast.garden.id, at=cast.now)
    return found


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", "steward")
    page.fill("[name=password]", SECRET)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def first(kind: StopKind) -> Stop:
    return Stop.objects.filter(kind=kind).order_by("place")[0]


def test_what_is_recorded_without_a_signal_is_kept_and_sent_once(cast: Cast, phones: Phone, steward: UUID) -> None:
    cast.later(days=(first(StopKind.VACANT).day - cast.now.date()).days)
    page = phones()
    sign_in(page)
    page.goto("/tasks/")
    page.click("#field-round")
    page.get_by_text("3-2-1402").click()
    there = cast.later(minutes=10)
    page.clock.set_fixed_time(there)
    page.set_input_files("[name=photo_litter]", [picture("litter")])
    page.check("[name=item_shut]")
    page.fill("[name=item_water]", "41.2")
    fits(page)
    page.context.set_offline(True)
    page.click(".foot button")
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert not JournalEvent.objects.filter(kind="vacant_check.done").exists()
    cast.later(hours=1)
    with page.expect_navigation():
        page.context.set_offline(False)
    fact = JournalEvent.objects.get(kind="vacant_check.done")
    assert (fact.at, fact.data["evidence"]) == (there, {"litter": 1, "shut": True, "water": 41.2})
    page.goto("/tasks/rounds/")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    fits(page)


def test_a_visit_is_signed_at_the_door_and_what_is_asked_for_becomes_a_case(
    cast: Cast, phones: Phone, steward: UUID
) -> None:
    stop = first(StopKind.VISIT)
    page = phones()
    sign_in(page)
    page.goto(f"/tasks/rounds/{stop.pk}/")
    page.get_by_text("我到门口了").click()
    expect(page.get_by_text("到门口").first).to_be_visible()
    page.fill("[name=met]", "周女士")
    for box in page.locator("#act input[type=checkbox]").all():
        box.check()
    for name in ("views", "household", "fees", "open_matters"):
        page.fill(f"[name=item_{name}]", "都好")
    page.fill("[name=matters]", "楼道灯不亮")
    page.locator("[data-pad]").scroll_into_view_if_needed()
    sign(page)
    fits(page)
    page.click(".foot button")
    page.wait_for_url("**/tasks/rounds/")
    assert JournalEvent.objects.get(kind="visit.done").data["evidence"]["signed"] is True
    assert JournalEvent.objects.filter(kind="case.opened", data__origin="round").count() == 1
    page.goto(f"/tasks/rounds/{stop.pk}/")
    expect(page.locator("img.signed, .signed img")).to_be_visible()
