"""The road on two phones of 390 px: the resident asks, the worker does it, the resident accepts."""

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.cases.models import Case
from guanjia.rooms.people import services as people
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.browser.phone import SECRET, Phone, fits, picture, see_safety, sign, sign_in
from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    people.set_password(cast.li, SECRET)
    return cast


def ask(page: Page, cast: Cast) -> None:
    page.goto(people.resident_link(cast.zhou_contact))
    page.click("a[href='/my/new/']")
    page.fill("[name=text]", "厨房水龙头漏水了，一直滴")
    page.set_input_files("[name=photos]", [picture("drip"), picture("floor")])
    fits(page)
    page.click(".foot button")
    page.wait_for_url("**/my/*-*/")
    run_waiting()


def test_from_the_residents_words_to_the_residents_yes(cast: Cast, phones: Phone) -> None:
    mine, his = phones(), phones()
    ask(mine, cast)
    case = Case.objects.get()
    expect(mine.locator("body")).to_contain_text(case.number)

    sign_in(his)
    fits(his)
    his.click("article form button")
    his.wait_for_url(f"**/tasks/{case.pk}/")
    for step in ("depart", "arrive"):
        cast.later(minutes=5)
        his.click(f".foot form[action$='/{step}/'] button")
        his.wait_for_selector(f".foot form[action$='/{step}/']", state="detached")
    fits(his)
    see_safety(his)
    with his.expect_navigation():
        his.set_input_files("input[name=before]", [picture("before")])
    cast.later(minutes=20)
    his.click(".foot a[href$='/done/']")
    his.fill("[name=text]", "换了软管，试水十分钟不漏")
    his.set_input_files("[name=after]", [picture("after")])
    his.check("[name=tested]")
    fits(his)
    his.click(".foot button")
    his.wait_for_url(f"**/tasks/{case.pk}/")
    run_waiting()

    mine.goto(f"/my/{case.pk}/")
    fits(mine)
    expect(mine.locator(".photo")).to_have_count(4)
    mine.click(".rate .opt:last-child")
    mine.fill("[name=comment]", "师傅很细心")
    mine.locator("form[action$='/rate/'] button").click()
    mine.wait_for_load_state()
    mine.click(".foot form[action$='/accept/'] button")
    mine.wait_for_selector(".foot form[action$='/accept/']", state="detached")
    case.refresh_from_db()
    assert case.state == "closed"


def test_what_is_refused_comes_back_with_what_was_typed(cast: Cast, phones: Phone) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=5)
    page = phones()
    sign_in(page)
    page.goto(f"/tasks/{case_id}/done/")
    page.fill("[name=text]", "换了软管")
    page.click(".foot button")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("换了软管")
    fits(page)


def test_an_act_without_a_signal_is_kept_and_counts_when_it_was(cast: Cast, phones: Phone) -> None:
    case_id = cast.taken_case()
    page = phones()
    sign_in(page)
    page.goto(f"/tasks/{case_id}/")
    there = cast.later(minutes=10)
    page.clock.set_fixed_time(there)
    page.context.set_offline(True)
    page.click(".foot form[action$='/depart/'] button")
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert not JournalEvent.objects.filter(kind="case.departed").exists()
    cast.later(hours=1)
    with page.expect_navigation():
        page.context.set_offline(False)
    assert JournalEvent.objects.get(kind="case.departed").at == there
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_a_resident_at_the_door_signs_on_the_workers_phone(cast: Cast, phones: Phone) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=20)
    page = phones()
    sign_in(page)
    page.goto(f"/tasks/{case_id}/done/")
    page.fill("[name=text]", "换了软管，试水不漏")
    page.set_input_files("[name=before]", [picture("before")])
    page.set_input_files("[name=after]", [picture("after")])
    page.check("[name=tested]")
    page.locator("[data-pad]").scroll_into_view_if_needed()
    sign(page)
    expect(page.locator("[name=signer]")).to_have_value("周敏")
    fits(page)
    page.click(".foot button")
    page.wait_for_url(f"**/tasks/{case_id}/")
    expect(page.locator(".signed img")).to_be_visible()
    assert Case.objects.get(pk=case_id).state == "closed"


def test_an_empty_pad_is_asked_to_be_signed_and_keeps_what_was_typed(cast: Cast, phones: Phone) -> None:
    case_id = cast.done_case()
    page = phones()
    sign_in(page)
    page.goto(f"/tasks/{case_id}/")
    page.click(".foot a[href$='/sign/']")
    sign(page)
    page.click("[data-pad-clear]")
    page.fill("[name=signer]", "周敏的母亲")
    page.click(".foot button")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=signer]")).to_have_value("周敏的母亲")
    sign(page)
    page.click(".foot button")
    page.wait_for_url(f"**/tasks/{case_id}/")
    expect(page.locator(".signed figcaption")).to_contain_text("周敏的母亲")
