"""An edition's life and a promise's appeal, seen at a desk's width and at a phone's, in both languages."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.people import services as people
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.models import Promise
from tests.cast import Cast
from tests.rooms.handbook.test_drafts import pack

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "edition-2026-x"
SHOTS = os.environ.get("SHOTS", "")
"""A folder to keep pictures in, for somebody who wants to look."""


@pytest.fixture
def wide(cast: Cast, live_server: Any, page: Page) -> Iterator[Page]:
    """Zhao, the manager, signed in; a page wider than its window or a wrong word on the console fails the test."""
    people.set_password(cast.zhao, PASSWORD)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", "zhao")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    yield page
    assert not wrong


def looked_at(page: Page, name: str) -> None:
    """The page fits at 1280 and at 390 px; pictures are kept when somebody asks."""
    for width, height in ((390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{name} is {over} px too wide at {width}"
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def test_a_manager_drafts_changes_and_publishes_an_edition(cast: Cast, live_server: Any, wide: Page) -> None:
    first = handbook.load_files(pack(), cast.company_id, at=cast.now - timedelta(days=1))
    handbook.publish(first, effective_from=cast.now, approver=cast.zhao, at=cast.now)
    head = cast.actor(cast.hired("head", "company"))
    cast.later(hours=1)
    wide.goto(f"{live_server.url}/handbook/editions/")
    looked_at(wide, "editions")
    wide.locator("form[action$='/editions/draft/'] button").click()
    wide.wait_for_selector("#edition-search")
    looked_at(wide, "draft-empty")
    wide.fill("#edition-search", "急修")
    wide.keyboard.press("Enter")
    wide.locator("aside a[href*='/standards/B07/']").click()
    wide.wait_for_selector("[name=within_n]")
    looked_at(wide, "change")
    wide.locator(".tabs a[href*='orchard']").click()
    wide.fill("[name=within_n]", "9")
    wide.locator("form.card button[type=submit]").click()
    expect(wide.locator(".band.bad")).to_be_visible()
    expect(wide.locator("[name=within_n]")).to_have_value("9")
    looked_at(wide, "change-refused")
    wide.fill("[name=rests_on]", "业主大会决议")
    wide.locator("form.card button[type=submit]").click()
    expect(wide.locator("table")).to_contain_text("15 → 9")
    looked_at(wide, "draft-changed")
    here = wide.url
    for step in ("review", "publish"):
        wide.locator(f"a.btn.main[href$='/{step}/']").click()
        wide.wait_for_selector("[name=words]")
        if step == "publish":
            looked_at(wide, "publish")
        wide.locator("form.card button[type=submit]").click()
        wide.wait_for_url(here)
        if step == "review":  # who wrote it doesn't stand for it
            expect(wide.locator("a.btn.main")).to_have_count(0)
            looked_at(wide, "own-draft")
            handbook.stand_for(head, UUID(here.rstrip("/").rsplit("/", 1)[-1]), remark="", at=cast.now)
            wide.reload()
    expect(wide.locator(".facts")).to_contain_text("Head")
    looked_at(wide, "published")


def test_an_appeal_is_decided_on_its_page(cast: Cast, live_server: Any, wide: Page) -> None:
    cast.publish()
    case_id = cast.taken_case()
    cast.later(days=4)
    promises.sweep(at=cast.now)
    owed = Promise.objects.filter(subject_id=case_id, owed_by=cast.li, closed=False, due_at__lt=cast.now)[0]
    asked = promises.Asked("业主让我改天来", rests_on="微信截图")
    promises.appeal(cast.actor(cast.li), owed.id, asked, at=cast.now)
    wide.goto(f"{live_server.url}/cases/{case_id}/")
    looked_at(wide, "case")
    wide.goto(f"{live_server.url}/promises/")
    looked_at(wide, "pleas")
    wide.locator("#promises-waiting a.row").first.click()
    wide.wait_for_selector("[name=verdict]")
    looked_at(wide, "decide")
    wide.locator("[name=verdict][value=grant]").check()
    wide.select_option("[name=reason]", "resident_wish")
    wide.fill("[name=answer]", "截图属实")
    wide.locator("form.card button[type=submit]").click()
    expect(wide.locator(".empty")).to_be_visible()
    wide.goto(f"{live_server.url}/promises/{owed.id}/")
    expect(wide.locator(".page-h")).to_contain_text("版")
    looked_at(wide, "promise")
    wide.goto(f"{live_server.url}/conformance/promises/{owed.id}/")
    looked_at(wide, "conformance")
