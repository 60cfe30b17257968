"""The desk under pressure, in a browser: few keys for a call, nothing typed lost, two at one case, several at once."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.cases.models import Case
from guanjia.rooms.people import services as people
from guanjia.rooms.workplace.models import Draft
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "desk-2026-x"
LEARNS = 30_000
"""Milliseconds: the first look of a process learns from the examples."""
MOST_KEYS = 12
"""Keys for taking a call down, beside its text."""


@pytest.fixture
def browsers(
    cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any], settings: Any
) -> Iterator[Callable[[str], Page]]:
    """A browser of somebody's own, signed in, in English; what its pages complain about fails the test."""
    settings.LANGUAGE_CODE = "en"
    cast.publish()
    for who in (cast.ma, cast.chen):
        people.set_password(who, PASSWORD)
    made, wrong = [], list[str]()

    def opened(who: str) -> Page:
        context = browser.new_context(**{**browser_context_args, "locale": "en-GB"}, base_url=live_server.url)
        made.append(context)
        page: Page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda said: wrong.append(said.text) if said.type == "error" and "422" not in said.text else None
        )
        page.goto("/sign-in/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/desk/**")
        return page

    yield opened
    for context in made:
        context.close()
    assert not wrong


class Keys:
    """A keyboard that counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        """Press a key, or several held together: each of them counts."""
        self.pressed += key.count("+") + 1
        self.page.keyboard.press(key)

    def text(self, words: str) -> None:
        """The text itself, which doesn't count."""
        self.page.keyboard.type(words)


def test_a_call_of_a_known_number_is_taken_down_with_twelve_keys_at_most(
    cast: Cast, browsers: Callable[[str], Page]
) -> None:
    page = browsers("ma")
    keys = Keys(page)
    keys.press("r")
    page.wait_for_url("**/register/**")
    expect(page.locator("[name=phone]")).to_be_focused()
    for digit in "6027":
        keys.press(digit)
    keys.press("Enter")
    expect(page.locator("[name=text]")).to_be_focused()
    keys.text("厨房水龙头漏水，接了盆")
    expect(page.locator("#resident-1")).to_be_checked(timeout=LEARNS)
    expect(page.locator("#topic-1")).to_be_checked()
    keys.press("Alt+2")
    expect(page.locator("#urgency-2")).to_be_checked()
    keys.press("Control+Enter")
    expect(page.locator("h1.big")).to_have_text("0302-01")
    case = Case.objects.get()
    assert (case.topic, case.urgency, case.home_id) == ("rep.water.leak", "u1", cast.home.id)
    assert keys.pressed <= MOST_KEYS, keys.pressed


def test_who_calls_about_an_open_case_joins_it_with_one_key(cast: Cast, browsers: Callable[[str], Page]) -> None:
    case_id = cast.taken_case()
    page = browsers("ma")
    page.keyboard.press("r")
    page.wait_for_url("**/register/**")
    expect(page.locator("[name=phone]")).to_be_focused()
    page.keyboard.type("6027")
    expect(page.locator("#service-again .again")).to_be_visible(timeout=LEARNS)
    page.keyboard.press("F3")
    expect(page.locator(".page-h .count")).to_have_text("asked ×1")
    assert (Case.objects.get().pk, Case.objects.get().hurried) == (case_id, 1)


def test_what_was_typed_outlives_a_killed_browser(cast: Cast, browsers: Callable[[str], Page]) -> None:
    talk = cast.writes("单元门禁失灵了")
    page = browsers("ma")
    page.goto(f"/desk/?conversation={talk}")
    with page.expect_response(lambda answer: "/desk/drafts/" in answer.url and answer.request.method == "POST"):
        page.locator("#answer-text").type("马上安排师傅")
    page.context.close()

    again = browsers("ma")
    again.goto(f"/desk/?conversation={talk}")
    expect(again.locator("#answer-text")).to_have_value("马上安排师傅")
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []
    again.locator("#answer-text").press("Control+Enter")
    expect(again.locator(".talk .ours").last).to_contain_text("马上安排师傅")
    expect(again.locator("#answer-text")).to_have_value("")
    assert not Draft.objects.exists()
    again.reload()
    expect(again.locator("#answer-text")).to_have_value("")


def test_two_at_one_conversation_see_each_other_and_the_slower_answer_is_caught(
    cast: Cast, browsers: Callable[[str], Page]
) -> None:
    talk = cast.writes("单元门禁失灵了")
    ma, chen = browsers("ma"), browsers("chen")
    for page in (ma, chen):
        page.goto(f"/desk/?conversation={talk}")
    expect(ma.locator("#service-together")).to_contain_text("陈悦 has this open")
    expect(chen.locator("#service-together")).to_contain_text("马丽 has this open")

    ma.locator("#answer-text").type("稍等，我看看")
    expect(chen.locator("#service-together")).to_contain_text("马丽 is writing here")
    cast.later(minutes=1)
    chen.fill("#answer-text", "已安排师傅")
    chen.press("#answer-text", "Control+Enter")
    expect(chen.locator(".talk .ours").last).to_contain_text("已安排师傅")
    run_waiting()

    ma.press("#answer-text", "Control+Enter")
    expect(ma.locator("#service-answer .wrong-text")).to_contain_text("陈悦 has answered meanwhile")
    expect(ma.locator("#answer-text")).to_have_value("稍等，我看看")
    expect(ma.locator(".talk .ours").last).to_contain_text("已安排师傅")
    ma.press("#answer-text", "Control+Enter")
    expect(ma.locator(".talk .ours").last).to_contain_text("稍等，我看看")
    chen.goto("/cases/")
    expect(ma.locator("#service-together p")).to_have_count(0)


def test_the_palette_goes_to_pages_cases_and_homes_and_does_an_act(cast: Cast, browsers: Callable[[str], Page]) -> None:
    case_id = cast.taken_case()
    page, number = browsers("ma"), Case.objects.get().number
    page.keyboard.press("Control+k")
    box = page.locator("#palette-ask")
    expect(box).to_be_focused()
    page.keyboard.type(number)
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text(number)
    assert box.get_attribute("aria-activedescendant") == "palette-0"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case_id}/")

    page.keyboard.press("Control+k")
    page.keyboard.type("Internal")
    page.keyboard.press("Enter")
    expect(page.locator("#service-act-note textarea")).to_be_focused()
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    page.keyboard.type("3-2-1402 ")
    expect(page.locator("#palette-list")).to_contain_text("周*")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text("Home")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("Regis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/register/")


def test_several_cases_are_looked_at_before_anything_is_done(cast: Cast, browsers: Callable[[str], Page]) -> None:
    for text in ("厨房漏水", "阳台漏水"):
        cast.opened_case("rep.water.leak", text)
    page = browsers("ma")
    page.goto("/cases/")
    expect(page.locator("#several")).not_to_be_visible()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("#several")).to_contain_text("2 chosen")
    page.select_option("#several-act", "transfer")
    page.locator("#several button[type=submit]").click()
    page.select_option("[name=to_staff]", str(cast.he))
    page.get_by_role("button", name="See what it changes").click()
    expect(page.locator("main")).to_contain_text("Nothing has been done yet.")
    assert not Case.objects.filter(owner=cast.he).exists()
    page.get_by_role("button", name="Do it to 2 cases").click()
    expect(page.locator("main")).to_contain_text("Done to 2 cases.")
    assert Case.objects.filter(owner=cast.he).count() == 2


def test_a_wrong_topic_is_taken_back_with_one_key(cast: Cast, browsers: Callable[[str], Page]) -> None:
    case_id = cast.opened_case()
    page = browsers("ma")
    page.goto(f"/cases/{case_id}/classify/")
    page.select_option("[name=topic]", index=1)
    page.locator("main [data-main]").click()
    toast = page.locator("[data-toast][data-seconds]")
    expect(toast).to_contain_text("Classified.")
    assert Case.objects.get().topic != "rep.water.leak"
    page.locator("h1").click()
    page.keyboard.press("z")
    expect(page.locator("[data-toast]")).to_contain_text("Taken back.")
    assert Case.objects.get().topic == "rep.water.leak"


def test_a_view_is_kept_and_its_toast_goes_by_itself(cast: Cast, browsers: Callable[[str], Page]) -> None:
    page = browsers("ma")
    page.goto("/cases/?view=mine&text=漏水")
    page.locator(".page-h [data-menu] summary").click()
    page.fill("#view-name", "漏水的")
    page.press("#view-name", "Enter")
    expect(page.locator(".tabs [aria-current]")).to_have_text("漏水的")
    page.locator(".page-h [data-menu] summary").click()
    page.get_by_role("button", name=re.compile("^Drop")).click()
    toast = page.locator("[data-toast][data-seconds]")
    expect(toast).to_be_visible()
    expect(toast).to_have_count(0, timeout=20_000)
