"""The service desk in a browser: the road of a case by keyboard, a call taken down while somebody speaks."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.people import services as people
from guanjia.shared.jobs import run_waiting
from tests.cast import PICTURE, Cast
from tests.folders import eventually

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "desk-2026-x"


@pytest.fixture
def desk(cast: Cast, live_server: Any, page: Page) -> Iterator[Page]:
    """Ma at her desk, signed in; a wrong word on the console fails the test."""
    cast.publish()
    people.set_password(cast.ma, PASSWORD)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
    page.set_default_timeout(20_000)
    page.goto(f"{live_server.url}/desk/register/")
    page.fill("[name=username]", "ma")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#register")
    yield page
    assert not wrong


def _is_wrong(said: Any) -> bool:
    """An error on the console; a form sent back with its mistakes (422) is none, nor is a line that was cut."""
    return said.type == "error" and "422" not in said.text and not re.search("net::|htmx:", said.text)


def test_an_agent_answers_classifies_assigns_and_closes_by_keyboard(cast: Cast, live_server: Any, desk: Page) -> None:
    cast.writes("主卫地漏又往上返水，有臭味，已经漫到门口")
    case = Case.objects.get()
    assert len(case.guesses) > 1 and case.needs_desk
    repair = next(place for place, one in enumerate(case.guesses) if one["topic"].startswith("rep."))
    desk.goto(f"{live_server.url}/desk/")

    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#service-answer")
    assert f"case={case.id}" in desk.url

    desk.keyboard.press(str(repair + 1))
    desk.wait_for_selector(".picks [aria-pressed=true]")
    run_waiting()
    case.refresh_from_db()
    assert (case.topic, case.owner_id) == (case.guesses[repair]["topic"], cast.ma)

    desk.focus("#answer-text")
    desk.keyboard.type("马上安排师傅过来")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".talk .ours").last).to_contain_text("马上安排师傅过来")
    expect(desk.locator("#answer-text")).to_have_value("")
    assert Message.objects.filter(author="staff", text="马上安排师傅过来").count() == 1

    desk.goto(f"{live_server.url}/cases/{case.id}/")
    desk.keyboard.press("t")
    desk.wait_for_selector("#service-act-tell")
    desk.keyboard.press("Escape")
    expect(desk.locator("#service-act")).not_to_be_visible()
    _assigned(desk, cast, case)
    _worked_on(cast, case)

    desk.reload()
    desk.locator(".page-h a.btn.main").click()
    desk.wait_for_selector("#service-act-accept textarea")
    desk.keyboard.type("电话里说好了")
    with desk.expect_navigation(url=f"**/cases/{case.id}/"):
        desk.keyboard.press("Control+Enter")
    expect(desk.locator(".toast, [data-toast]").first).to_be_visible()
    case.refresh_from_db()
    assert case.state == "closed"


def _assigned(desk: Page, cast: Cast, case: Case) -> None:
    desk.locator(".page-h details summary").click()
    desk.locator(f"a[href='/cases/{case.id}/assign/']").click()
    desk.wait_for_selector("#service-act-assign [name=staff]")
    desk.locator(f"[name=staff][value='{cast.li}']").check()
    desk.select_option("[name=reason]", "too_much")
    with desk.expect_navigation(url=f"**/cases/{case.id}/"):
        desk.keyboard.press("Control+Enter")


def _worked_on(cast: Cast, case: Case) -> None:
    found = Assignment.objects.get(case=case.id, staff=cast.li, state="offered")
    li = cast.actor(cast.li)
    dispatch.take(li, found.id, at=cast.later(minutes=2))
    cases.add_photo(li, case.id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=cast.now)
    cases.add_photo(li, case.id, NewPhoto(PICTURE, PhotoOf.AFTER), at=cast.now)
    cases.done(li, case.id, Report("换了软管", tested=True), at=cast.later(minutes=20))
    run_waiting()


def test_a_refused_act_stays_in_its_dialog_with_what_was_typed(cast: Cast, live_server: Any, desk: Page) -> None:
    case_id = cast.taken_case()
    desk.goto(f"{live_server.url}/cases/{case_id}/")
    desk.locator(".page-h details summary").click()
    desk.locator(f"a[href='/cases/{case_id}/done/']").click()
    desk.wait_for_selector("#service-act-done textarea")
    desk.keyboard.type("换好了龙头")
    desk.keyboard.press("Control+Enter")
    wrong = desk.locator("#service-act .wrong-text")
    expect(wrong).to_be_visible()
    expect(desk.locator("#service-act-done textarea")).to_have_value("换好了龙头")


def test_the_list_keeps_its_place_and_tells_what_is_new(cast: Cast, live_server: Any, desk: Page) -> None:
    cast.writes("单元门禁失灵了")
    desk.goto(f"{live_server.url}/desk/?view=all")
    desk.locator(".q").first.click()
    desk.wait_for_selector("#service-answer")
    expect(desk.locator(".q[aria-current=true]")).to_have_count(1)
    cast.later(minutes=1)
    cast.writes("电梯里有人被困了", contact_id=cast.contact("openid-2", "吴磊"))
    expect(desk.locator(".newbar")).to_be_visible(timeout=40_000)
    expect(desk.locator(".q")).to_have_count(1)
    desk.keyboard.press("n")
    expect(desk.locator(".q")).to_have_count(2)


def test_a_call_is_taken_down_while_somebody_speaks(cast: Cast, live_server: Any, desk: Page) -> None:
    desk.fill("[name=phone]", "13812346027")
    desk.fill("[name=text]", "厨房水龙头漏水，接了盆")
    expect(desk.locator("#resident-1")).to_be_checked()
    expect(desk.locator("#topic-1")).to_be_checked()
    expect(desk.locator("#service-after .promise").first).to_be_visible()
    desk.focus("[name=text]")
    desk.keyboard.press("Alt+2")
    expect(desk.locator("#urgency-2")).to_be_checked()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1.big")).to_have_text("0302-01")
    case = Case.objects.get()
    assert (case.topic, case.urgency, case.home_id) == ("rep.water.leak", "u1", cast.home.id)
    desk.keyboard.press("n")
    desk.wait_for_selector("#register")
    expect(desk.locator("[name=text]")).to_have_value("")


def test_everything_fits_a_phone(cast: Cast, live_server: Any, desk: Page) -> None:
    case_id = cast.done_case()
    talk = cast.writes("单元门禁失灵了")
    desk.set_viewport_size({"width": 390, "height": 844})
    for path in ("/desk/", f"/desk/?conversation={talk}", f"/cases/{case_id}/", "/cases/", "/desk/register/"):
        desk.goto(live_server.url + path)
        wide = desk.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, (path, wide)
    desk.goto(f"{live_server.url}/desk/?conversation={talk}")
    desk.locator("a.back").click()
    expect(desk).to_have_url(re.compile(r"/desk/$"))
    expect(desk.locator(".q").first).to_be_visible()


def test_a_form_that_is_still_on_its_way_never_shows_the_one_asked_for_before(
    cast: Cast, live_server: Any, desk: Page
) -> None:
    case_id = cast.taken_case()
    desk.goto(f"{live_server.url}/cases/{case_id}/")
    desk.keyboard.press("t")
    expect(desk.locator("#service-act-tell")).to_be_visible()
    desk.keyboard.press("Escape")

    held: list[Any] = []
    desk.route("**/note/", lambda route: held.append(route))
    note = "() => document.querySelector(\"[data-act][href$='/note/']\").click()"  # found and pressed in one go
    desk.evaluate(note)
    expect(desk.locator("#service-act")).to_be_visible()
    expect(desk.locator("#service-act .waits")).to_have_count(1)
    expect(desk.locator("#service-act form")).to_have_count(0)
    desk.evaluate("document.getElementById('service-case').dataset.old = '1'; htmx.trigger('#service-case', 'again')")
    expect(desk.locator("#service-case[data-old]")).to_have_count(0)  # somebody acted on the case meanwhile
    held.pop().continue_()
    expect(desk.locator("#service-act-note textarea")).to_be_focused()
    desk.keyboard.press("Escape")

    desk.evaluate(note)
    expect(desk.locator("#service-act .waits")).to_have_count(1)
    held.pop().abort("internetdisconnected")
    expect(desk.locator("#service-act")).not_to_be_visible()


def test_what_happens_while_a_part_is_on_its_way_is_shown_too(cast: Cast, live_server: Any, desk: Page) -> None:
    case_id = cast.taken_case()
    desk.goto(f"{live_server.url}/cases/{case_id}/")
    expect(desk.locator("#service-together p")).to_have_count(0)
    held: list[Any] = []
    desk.route(re.compile("part=page"), lambda route: route.continue_() if held else held.append(route))
    desk.evaluate("() => htmx.trigger('#service-case', 'again')")
    assert eventually(lambda: bool(desk.evaluate("true") and held))
    answer = held[0].fetch()

    cases.note(cast.actor(cast.ma), case_id, "门卫有备用钥匙", at=cast.now)
    desk.evaluate("() => htmx.trigger('#service-case', 'again')")  # as the stream does
    held[0].fulfill(response=answer)
    expect(desk.locator("#service-case")).to_contain_text("门卫有备用钥匙")
