"""Open pages in a browser: what a resident writes is seen at once, and nothing moves under the hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.models import Conversation
from guanjia.rooms.people import services as people
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "desk-2026-x"
SOON = 8_000
"""Milliseconds: less than the first time a page without a stream would ask."""

AWAY = "503"
"""What a browser says when the house was away for a moment; tests have it so."""


@pytest.fixture
def browsers(cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Any]:
    """A new browser each time; what its pages complain about fails the test."""
    cast.publish()
    people.set_password(cast.chen, PASSWORD)
    made, wrong = [], list[str]()

    def opened() -> Page:
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        made.append(context)
        page: Page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        return page

    yield opened
    for context in made:
        context.close()
    assert not [said for said in wrong if AWAY not in said]


def listening(page: Page, address: str) -> None:
    """Open a page and wait until its stream stands."""
    with page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 200):
        page.goto(address)


def at_the_desk(page: Page, address: str = "/desk/") -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", "chen")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    listening(page, address)


def test_a_new_message_is_announced_and_the_list_stays(cast: Cast, browsers: Callable[[], Page]) -> None:
    cast.writes("单元门禁失灵了")
    page = browsers()
    at_the_desk(page, "/desk/?view=all")
    rows = page.locator("#service-queue [data-row]")
    expect(rows).to_have_count(1)
    cast.later(minutes=1)
    cast.writes("电梯里有人被困了", contact_id=cast.contact("openid-2", "吴磊"))
    expect(page.locator(".newbar")).to_be_visible(timeout=SOON)
    expect(rows).to_have_count(1)
    page.keyboard.press("n")
    expect(rows).to_have_count(2)


def test_the_open_talk_grows_while_somebody_writes_an_answer(cast: Cast, browsers: Callable[[], Page]) -> None:
    talk = cast.writes("门禁卡坏了")
    page = browsers()
    at_the_desk(page, f"/desk/?conversation={talk}")
    page.fill("#answer-text", "我先看一下")
    cast.later(minutes=1)
    cast.writes("在三号楼")
    expect(page.locator(".talk")).to_contain_text("在三号楼", timeout=SOON)
    expect(page.locator("#answer-text")).to_have_value("我先看一下")
    expect(page.locator("#answer-text")).to_be_focused()


def test_a_resident_sees_the_answer_without_asking(cast: Cast, browsers: Callable[[], Page]) -> None:
    page = browsers()
    page.goto(people.resident_link(cast.zhou_contact))
    page.goto("/my/talk/")
    page.fill("[name=text]", "楼道里有股怪味")
    page.click("#say button")
    expect(page.locator("#resident-talk")).to_contain_text("楼道里有股怪味")
    listening(page, "/my/talk/")
    talk = Conversation.objects.get(channel="page").pk
    cast.later(minutes=1)
    conversations.answer(cast.actor(cast.chen), talk, "师傅十分钟到", at=cast.now)
    expect(page.locator("#resident-talk")).to_contain_text("师傅十分钟到", timeout=SOON)


def test_a_part_that_asked_while_the_house_was_away_asks_again(cast: Cast, browsers: Callable[[], Page]) -> None:
    talk = cast.writes("门禁卡坏了")
    page = browsers()
    at_the_desk(page, f"/desk/?conversation={talk}")
    away = "**/desk/**"
    page.route(away, lambda route: route.fulfill(status=503, body=""), times=2)
    cast.later(minutes=1)
    cast.writes("在三号楼")
    expect(page.locator(".talk")).to_contain_text("在三号楼")
