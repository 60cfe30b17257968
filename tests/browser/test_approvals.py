"""A renovation from its papers to its start in a real browser: the steward lays, the engineer refuses, a new version
is approved by both, and the work begins with the permit on the door."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from guanjia.rooms.approvals.models import Matter
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.places.models import Home
from tests.browser.phone import picture
from tests.cast import Cast
from tests.rooms.approvals.conftest import OF_RENOVATION, PDF, People
from tests.rooms.approvals.conftest import people as people

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "approvals-2026-x"
SHOTS = os.environ.get("SHOTS", "")
"""A folder to keep a picture of each page in; none: nothing is kept."""
SignedIn = Callable[[UUID, str], Page]


@pytest.fixture
def pages(cast: Cast, live_server: Any, browser: Browser) -> Iterator[SignedIn]:
    """A browser for whoever is named, signed in."""
    made, wrong = [], []

    def open_for(staff_id: UUID, name: str) -> Page:
        people_verbs.set_password(staff_id, PASSWORD)
        context = browser.new_context(locale="zh-CN", base_url=live_server.url)
        found = context.new_page()
        found.on("pageerror", lambda error: wrong.append(str(error)))
        found.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        found.goto("/sign-in/")
        found.fill("[name=username]", name)
        found.fill("[name=password]", PASSWORD)
        found.keyboard.press("Enter")
        found.wait_for_url(lambda url: "/sign-in/" not in url)
        made.append(context)
        return found

    yield open_for
    for context in made:
        context.close()
    assert not wrong, wrong


def looked_at(page: Page, name: str) -> None:
    """The page fits at 390 and at 1280 px, by day and in the dark."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{name} is {over} too wide at {width}"
        for scheme in ("light", "dark") if SHOTS else ():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}-{scheme}.png"), full_page=True)


def paper(code: str) -> FilePayload:
    return {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": PDF + code.encode() + b"\n%%EOF"}


def say(page: Page, matter_id: UUID, decision: str, words: str = "") -> None:
    page.goto(f"/approvals/{matter_id}/")
    page.fill("#approvals-word [name=words]", words)
    page.click(f"#approvals-word [value={decision}]")
    page.wait_for_url(f"**/approvals/{matter_id}/")


def test_a_renovation_goes_its_road_by_the_pages(cast: Cast, pages: SignedIn, people: People) -> None:  # noqa: PLR0915
    steward, engineer = pages(people.steward, "the-steward"), pages(people.engineer, "the-engineer")
    engineer.goto("/approvals/")
    looked_at(engineer, "none-waits")
    steward.goto("/approvals/")
    steward.click("text=送审")
    looked_at(steward, "choose")
    steward.click("text=装修开工")
    steward.fill("[name=title]", "1402 厨卫重装，不动结构")
    steward.fill("[name=home]", "3-2-1402")
    steward.fill("[name=meant_for]", "2026-03-05T09:00")
    for code in OF_RENOVATION:
        steward.set_input_files(f"[name=paper_{code}]", paper(code))
    looked_at(steward, "lay")
    steward.click("form [data-main]")
    expect(steward.get_by_text("还不能开工，还缺")).to_be_visible()
    matter = Matter.objects.get().pk

    engineer.goto("/approvals/")
    expect(engineer.get_by_text("1402 厨卫重装，不动结构")).to_be_visible()
    looked_at(engineer, "one-waits")
    engineer.goto(f"/approvals/{matter}/")
    looked_at(engineer, "to-approve")
    engineer.click("#approvals-word [value=no]")
    expect(engineer.get_by_text("请写明要改什么，对方才好重新送审。")).to_be_visible()
    looked_at(engineer, "no-without-words")
    say(engineer, matter, "no", "防水做法没有标高度，请补图")

    steward.goto(f"/approvals/{matter}/")
    expect(steward.get_by_text("防水做法没有标高度，请补图").first).to_be_visible()
    looked_at(steward, "refused")
    steward.set_input_files("[name=paper_renovation_plan]", picture("plan"))
    steward.fill("[name=changed]", "补了防水高度")
    steward.click("text=提交新版")
    expect(steward.get_by_text("第 1 版（已作废）")).to_be_visible()
    say(engineer, matter, "yes")
    say(steward, matter, "yes", "材料齐全，押金已收")
    expect(steward.get_by_text("各方都已同意，可以开始。")).to_be_visible()
    steward.set_input_files("#approvals-start [name=paper_on_door]", picture("door"))
    looked_at(steward, "to-start")
    steward.set_input_files("#approvals-start [name=paper_worker_passes]", paper("passes"))
    steward.click("#approvals-start button")
    expect(steward.get_by_text("已记录开始。")).to_be_visible()
    looked_at(steward, "begun")
    assert Home.objects.get(pk=cast.home.id).occupancy == "renovating"
    steward.goto("/approvals/?show=ended")
    looked_at(steward, "ended")


def test_what_was_begun_without_asking_is_written_down_by_the_page(cast: Cast, pages: SignedIn, people: People) -> None:
    page = pages(cast.zhao, "zhao")
    page.goto("/approvals/")
    page.click("text=补记擅自开始")
    page.select_option("[name=act]", "show_area_opening")
    page.fill("[name=title]", "一号样板区")
    page.fill("[name=happened]", "2026-03-02T08:00")
    page.fill("[name=seen_words]", "周末已经有客户进去看房")
    looked_at(page, "unasked")
    page.click("form [data-main]")
    expect(page.get_by_text("未经手册要求的审批")).to_be_visible()
    looked_at(page, "unasked-told")
