"""Pages of figures and the form of finished work, in a real browser, on a desk screen and on a phone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from guanjia.rooms.cases import services as cases
from guanjia.rooms.people import services as people
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "figures-2026-x"
SHOTS = os.environ.get("SHOTS", "")
"""A folder to keep a picture of each page in; none: nothing is kept."""


@pytest.fixture(params=["en", "zh-CN"])
def page(cast: Cast, live_server: Any, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The manager, signed in."""
    people.set_password(cast.zhao, PASSWORD)
    cast.publish()
    context = browser.new_context(locale=request.param)
    found = context.new_page()
    found.set_default_timeout(30_000)
    wrong: list[str] = []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.goto(f"{live_server.url}/sign-in/")
    found.fill("[name=username]", "zhao")
    found.fill("[name=password]", PASSWORD)
    found.keyboard.press("Enter")
    found.wait_for_url(lambda url: "/sign-in/" not in url)
    yield found
    assert not wrong
    context.close()


WIDEST = "Math.max(0, ...[...document.querySelectorAll('.fold')].map(one => one.scrollWidth - one.clientWidth))"


def looked_at(page: Page, name: str) -> None:
    """The page and its tables fit at 1280 and at 390 px: nothing is reached by scrolling sideways only."""
    for width, height in ((390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        inside = page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('.fold')].map(t => t.scrollWidth - t.clientWidth))"
        )
        if SHOTS:
            language = page.evaluate("document.documentElement.lang")
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{width}.png"), full_page=True)
        assert (over, inside) == (0, 0), f"{name} is too wide at {width}: page {over}, table {inside}"


def test_targets_and_samples_are_read_whole_on_a_phone(cast: Cast, live_server: Any, page: Page) -> None:
    cast.closed_case()
    for number in range(3):
        case_id = cast.opened_case("inq.hours", f"请问几点下班 {number}")
        cases.answer_on_the_spot(cast.actor(cast.ma), case_id, "八点半到十八点", at=cast.later(minutes=1))
    run_waiting()
    page.goto(f"{live_server.url}/conformance/targets/")
    expect(page.locator("table.fold tbody tr").first).to_be_visible()
    looked_at(page, "targets")
    page.goto(f"{live_server.url}/follow-ups/samples/")
    expect(page.locator("table.fold tbody tr").first).to_be_visible()
    looked_at(page, "samples")


def test_the_form_of_finished_work_asks_for_what_the_handbook_asks(cast: Cast, live_server: Any, page: Page) -> None:
    case_id = cast.taken_case()
    page.goto(f"{live_server.url}/cases/{case_id}/done/")
    expect(page.locator("[name=before]")).to_be_attached()
    looked_at(page, "done")
    page.fill("[name=text]", "换了软管")
    page.locator("form button[type=submit]").last.click()
    expect(page.locator("[role=alert], .wrong-text").first).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("换了软管")
    looked_at(page, "done-refused")
    complaint = cast.opened_case("cmp.staff", "师傅态度差")
    page.goto(f"{live_server.url}/cases/{complaint}/name_about/")
    expect(page.locator("[name=staff]").first).to_be_attached()
    looked_at(page, "name-about")
