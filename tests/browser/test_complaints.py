"""A complaint about a colleague through the pages: refused an end too early, then closed with all kept; and one that
goes around customer service."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from guanjia.rooms.cases.models import Case
from guanjia.rooms.handbook.services import printing
from guanjia.rooms.people import services as people
from guanjia.rooms.people.models import Unmasking
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "complaints-2026-x"
SHOTS = os.environ.get("SHOTS", "")
"""A folder to keep a picture of each page in; none: nothing is kept."""
SignIn = Callable[[str], Page]


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    for who in (cast.he, cast.ma, cast.qa):
        people.set_password(who, SECRET)
    return cast


@pytest.fixture
def language() -> str:
    """What the browsers ask for."""
    return "zh-CN"


@pytest.fixture
def browsers(cast: Cast, live_server: Any, browser: Any, language: str) -> Iterator[Callable[[int], Page]]:
    """A new browser so many points wide; what its pages complain about fails the test."""
    made, wrong = [], []

    def opened(width: int) -> Page:
        size = {"width": width, "height": 844}
        context = browser.new_context(locale=language, viewport=size, base_url=live_server.url)
        page: Page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        made.append(context)
        return page

    yield opened
    for context in made:
        context.close()
    assert not wrong


@pytest.fixture
def signed_in(browsers: Callable[[int], Page]) -> SignIn:
    def found(name: str) -> Page:
        page = browsers(1280)
        page.goto("/sign-in/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", SECRET)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    return found


def looked_at(page: Page, name: str) -> None:
    """The page fits at 390 and at 1280 px."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        if SHOTS:
            language = page.evaluate("document.documentElement.lang")
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{width}.png"), full_page=True)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{name} is {over} too wide at {width}"


def sent(page: Page, button: Locator) -> None:
    """Send a form, and wait for the page it leads to; one that is refused stays."""
    before = page.url
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        button.click()
    if answer.value.status < 400:
        page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()
    run_waiting()


def act(page: Page, cast: Cast, case_id: UUID, name: str, **given: str) -> None:
    """Do one act of the case on the page of its own."""
    cast.later(minutes=2)
    page.goto(f"/cases/{case_id}/{name}/")
    for field, value in given.items():
        one = page.locator(f"[name={field}]").first
        if one.evaluate("one => one.type") == "radio":
            page.check(f"[name={field}][value='{value}']", force=True)
        elif one.evaluate("one => one.tagName") == "SELECT":
            page.select_option(f"[name={field}]", value)
        else:
            page.fill(f"[name={field}]", value)
    looked_at(page, name)
    sent(page, page.locator("form button[type=submit]").last)


def taken(page: Page, cast: Cast, case_id: UUID) -> None:
    """Take what was offered, on the page of one's tasks."""
    cast.later(minutes=1)
    page.goto(f"/tasks/{case_id}/")
    button = page.locator("form[action$='/take/'] button").first
    with page.expect_response(lambda one: one.request.method == "POST"):
        button.click()
    expect(button).to_have_count(0)
    run_waiting()


def finished(page: Page, cast: Cast, case_id: UUID, words: str) -> None:
    """Report it as done, on the page of one's tasks."""
    cast.later(minutes=3)
    page.goto(f"/tasks/{case_id}/done/")
    page.fill("[name=text]", words)
    sent(page, page.locator(".foot button[type=submit]"))


def accepted(phone: Page, cast: Cast, case_id: UUID) -> None:
    cast.later(minutes=3)
    phone.goto(people.resident_link(cast.zhou_contact))
    phone.goto(f"/my/{case_id}/")
    looked_at(phone, "resident-decided")
    button = phone.locator("form[action$='/accept/'] button")
    with phone.expect_response(lambda one: one.request.method == "POST"):
        button.click()
    expect(button).to_have_count(0)
    run_waiting()


def broken(case_id: UUID, cast: Cast) -> set[str]:
    rows = promises.of_subject("case", case_id, at=cast.now)
    return {row.code for row in rows if row.state in ("late", "missed")}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_complaint_about_a_colleague_is_refused_an_end_until_its_road_is_gone(
    cast: Cast, signed_in: SignIn, browsers: Callable[[int], Page]
) -> None:
    case_id = cast.opened_case("cmp.guard", "门岗小伙子张口骂人")
    desk, lead, phone = signed_in("ma"), signed_in("he"), browsers(390)
    act(desk, cast, case_id, "name_about", staff=str(cast.sun))
    act(desk, cast, case_id, "transfer", to_staff=str(cast.he), reason="higher_up")
    taken(lead, cast, case_id)
    act(lead, cast, case_id, "tell", what="progress", text="已收到，主管在查", channel="phone")
    lead.goto(f"/cases/{case_id}/")
    expect(lead.locator("#service-road-" + str(case_id))).to_contain_text("孙强")
    looked_at(lead, "complaint-begun")
    act(lead, cast, case_id, "note_facts", found="调了监控，确有其事", resident_side="被骂了两句", other_side="承认")
    finished(lead, cast, case_id, "已约谈本人")
    accepted(phone, cast, case_id)
    act(lead, cast, case_id, "close", note="都说清了")
    expect(lead.locator(".wrong-text").first).to_be_visible()  # what is missing stands there
    looked_at(lead, "complaint-refused")
    assert Case.objects.get(pk=case_id).state == "accepted"
    act(lead, cast, case_id, "decide", outcome="upheld", liability="ours", rests_on="cc_942", text="成立，书面道歉")
    act(lead, cast, case_id, "talk_through", reply="accepts", channel="phone", text="书面道歉并调岗", words="行")
    lead.goto(f"/cases/{case_id}/")
    looked_at(lead, "complaint-settled")
    act(lead, cast, case_id, "close", note="都说清了")
    assert Case.objects.get(pk=case_id).state == "closed"
    assert broken(case_id, cast) == set()
    phone.goto(f"/my/{case_id}/")
    expect(phone.locator("#resident-road")).to_contain_text(re.compile("第九百四十二条|Article 942"))


@pytest.mark.skipif(not set(printing.FONTS), reason="no list of fonts")
def test_the_whole_file_is_a_pdf_and_one_in_full_is_a_look_on_record(cast: Cast, signed_in: SignIn) -> None:
    case_id = cast.opened_case("cmp.noise", "楼上太吵，电话 13812346027")
    cast.settles(case_id)
    lead = signed_in("he")
    for reason, looks in (("", 0), ("call", 1)):
        lead.goto(f"/cases/{case_id}/file/")
        lead.select_option("[name=reason]", reason)
        lead.locator("#service-file-" + str(case_id) + " form button").click()
        lead.wait_for_load_state()
        run_waiting()
        lead.goto(f"/cases/{case_id}/file/")
        looked_at(lead, "file")
        with lead.expect_download() as fetched:
            lead.locator("a[href^='/cases/files/']").first.click()
        content = Path(fetched.value.path()).read_bytes()
        assert content.startswith(b"%PDF")
        if SHOTS:
            (Path(SHOTS) / f"file-{reason or 'masked'}.pdf").write_bytes(content)
        assert Unmasking.objects.count() == looks


def test_a_complaint_about_customer_service_goes_from_the_residents_page_around_it(
    cast: Cast, signed_in: SignIn, browsers: Callable[[int], Page]
) -> None:
    phone = browsers(390)
    phone.goto(people.resident_link(cast.zhou_contact))
    phone.click("a[href='/my/complain/']")
    phone.fill("[name=text]", "前台打了三次电话都推来推去")
    looked_at(phone, "complain")
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.click(".foot button")
    phone.wait_for_url("**/my/*-*/")
    run_waiting()
    looked_at(phone, "complained")
    case_id = Case.objects.get().pk
    desk, quality = signed_in("ma"), signed_in("qa")
    desk.goto("/cases/")
    expect(desk.get_by_text("推来推去")).to_have_count(0)
    assert desk.goto(f"/cases/{case_id}/").status == 404  # type: ignore[union-attr]
    quality.goto("/cases/")
    expect(quality.get_by_text("推来推去").first).to_be_visible()
    taken(quality, cast, case_id)
    act(quality, cast, case_id, "tell", what="progress", text="品质督查在查", channel="phone")
    act(quality, cast, case_id, "note_facts", found="三次来电均未登记", resident_side="推诿", other_side="承认")
    act(
        quality, cast, case_id, "decide", outcome="upheld", liability="ours", rests_on="pmr_35", text="成立，通报并补训"
    )
    act(quality, cast, case_id, "talk_through", reply="accepts", channel="phone", text="道歉并补训", words="好")
    finished(quality, cast, case_id, "已通报补训")
    accepted(phone, cast, case_id)
    act(quality, cast, case_id, "close")
    assert Case.objects.get(pk=case_id).state == "closed"
    assert broken(case_id, cast) == set()
