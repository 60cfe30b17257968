"""The manager's pages in a real browser: who looked at whose data, what was brought up, figures period by period."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import BroughtUp
from guanjia.rooms.cases.types import Because
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import UnmaskReason
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "manager-2026-x"
SHOTS = os.environ.get("SHOTS", "")
"""A folder to keep a picture of each page in; none: nothing is kept."""


@pytest.fixture(params=["en", "zh-CN"])
def page(cast: Cast, live_server: Any, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The manager, signed in."""
    people.set_password(cast.zhao, PASSWORD)
    cast.publish()
    context = browser.new_context(locale=request.param, base_url=live_server.url)
    found = context.new_page()
    found.set_default_timeout(30_000)
    wrong: list[str] = []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.goto("/sign-in/")
    found.fill("[name=username]", "zhao")
    found.fill("[name=password]", PASSWORD)
    found.keyboard.press("Enter")
    found.wait_for_url(lambda url: "/sign-in/" not in url)
    yield found
    assert not wrong
    context.close()


def looked_at(page: Page, name: str) -> None:
    """The page fits at 390 and at 1280 px, by day and in the dark."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{name} is {over} too wide at {width}"
        for scheme in ("light", "dark") if SHOTS else ():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            language = page.evaluate("document.documentElement.lang")
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{width}-{scheme}.png"), full_page=True)


def test_who_looked_is_found_by_person_and_by_resident(cast: Cast, page: Page) -> None:
    for who in (cast.ma, cast.chen):
        people.unmask(cast.actor(who), "resident", cast.zhou, UnmaskReason.CALL, cast.later(minutes=1))
    page.goto("/looks/")
    rows = page.locator("[id^=people-look-]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("陈悦")
    looked_at(page, "looks")
    page.select_option("[name=staff]", str(cast.ma))
    page.locator("main form button[type=submit]").first.click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("马丽")
    assert "13812346027" not in page.content()


def test_what_a_colleague_brought_up_is_answered_and_the_case_says_so(cast: Cast, page: Page) -> None:
    case_id = cast.opened_case("cmp.clean", "楼道脏了三天")
    why = Because("over_authority", "业主要求减免，我定不了")
    cases.escalate(cast.actor(cast.he), case_id, "manager", why, at=cast.later(minutes=3))
    page.goto("/today/brought-up/")
    row = page.locator("[id^=manager-brought-]").filter(has_text="楼道脏了三天")
    expect(row).to_contain_text("业主要求减免，我定不了")
    looked_at(page, "brought-up")
    row.locator("summary").click()
    row.locator("[name=words]").fill("同意减免一个月")
    row.locator("details button[type=submit]").click()
    expect(row).to_have_count(0)
    page.goto("/today/brought-up/?view=seen")
    expect(page.locator("main")).to_contain_text("同意减免一个月")
    page.goto(f"/cases/{case_id}/")
    expect(page.locator("#service-brought")).to_contain_text("同意减免一个月")
    looked_at(page, "brought-up-case")
    assert BroughtUp.objects.get().how == "acted"


def test_figures_are_read_by_month_quarter_and_year_and_one_period_back(cast: Cast, page: Page) -> None:
    cast.closed_case()
    page.goto("/conformance/")
    seen = {page.locator("h1").inner_text()}
    lengths = page.locator("main nav a[href*='period='], main .tabs a[href*='period=']")
    addresses = [str(one.get_attribute("href")) for one in lengths.all()]
    assert len(addresses) >= 3
    for number, address in enumerate(addresses):
        page.goto(address)
        seen.add(page.locator("h1").inner_text())
        looked_at(page, f"conformance-{number}")
    assert len(seen) >= 3
    page.goto("/conformance/")
    now = page.locator("h1").inner_text()
    page.locator("a.btn.icon[href*='period=']").first.click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() != now
