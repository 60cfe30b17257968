"""A resident's road on a phone of 390 px: told with photo and voice, hurried, refused, done anew, accepted, rated low,
and looked after again; and joining a trouble somebody else told of."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case, Join, Photo, Recording
from guanjia.rooms.cases.types import Feedback, NewPhoto, PhotoOf, Report
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.people import services as people
from guanjia.shared.jobs import run_waiting
from tests.browser.test_field_and_resident import fits, picture
from tests.cast import PICTURE, SAFE, Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    cases.recognised(cast.garden.id, "龙头漏水", at=cast.now)  # learned once, before a page waits for it
    return cast


@pytest.fixture
def mine(cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """Zhou's phone with a microphone; what its pages complain about fails the test."""
    wrong: list[str] = []
    size = {"width": 390, "height": 844}
    context = browser.new_context(
        **{**browser_context_args, "viewport": size},
        base_url=live_server.url,
        has_touch=True,
        is_mobile=True,
        permissions=["microphone"],
    )
    page: Page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    page.goto(people.resident_link(cast.zhou_contact))
    yield page
    context.close()
    assert not wrong


def worked(cast: Cast, case_id: UUID) -> None:
    """Whoever was asked goes, does it, and reports it."""
    row = Assignment.objects.filter(case=case_id, state__in=["offered", "taken"]).latest("id")
    worker = cast.actor(row.staff_id)
    if row.state == "offered":
        dispatch.take(worker, row.id, at=cast.later(minutes=1))
    cases.arrive(worker, case_id, at=cast.later(minutes=20))
    cases.start(worker, case_id, SAFE, at=cast.now)
    for number, of in enumerate((PhotoOf.BEFORE, PhotoOf.AFTER)):
        content = PICTURE + bytes([number]) + cast.now.isoformat().encode()
        cases.add_photo(worker, case_id, NewPhoto(content, of), at=cast.now)
    cases.done(worker, case_id, Report("换了软管，试水不漏", tested=True), at=cast.later(minutes=30))
    run_waiting()


def large(name: str) -> FilePayload:
    """A photo too large to be sent as it is."""
    drawn = BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(drawn, "JPEG", quality=95)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def told(mine: Page) -> Case:
    """A tap that drips: in words, with a photo (a second one taken away again), and said."""
    mine.click("a[href='/my/new/']")
    mine.fill("[name=text]", "厨房水龙头漏水了，一直滴")
    mine.set_input_files("[name=photos]", [picture("drip")])
    mine.set_input_files("[name=photos]", [picture("floor")])
    expect(mine.locator("[data-photos-list] img")).to_have_count(2)
    mine.click("[data-photos-list] figure:first-child button")
    expect(mine.locator("[data-photos-list] img")).to_have_count(1)
    mine.click("[data-voice-start]")
    expect(mine.locator("[data-voice-told]")).to_have_text(re.compile(r"\d+ s"))
    mine.click("[data-voice-start]")
    expect(mine.locator("[data-voice-made]")).to_be_visible()
    fits(mine)
    mine.click(".foot button")
    mine.wait_for_url("**/my/*-*/")
    run_waiting()
    return Case.objects.get()


def refused(mine: Page, case_id: UUID) -> None:
    """Not right yet; what was typed comes back while the reason is missing."""
    mine.goto(f"/my/{case_id}/")
    mine.click(".foot a[href$='/refuse/']")
    mine.fill("[name=note]", "还在滴水")
    mine.locator("form#act").evaluate("form => (form.noValidate = true)")
    mine.click(".foot button")
    expect(mine.locator("[role=alert]")).to_be_visible()
    expect(mine.locator("[name=note]")).to_have_value("还在滴水")
    mine.locator(".opt").first.click()
    mine.click(".foot button")
    mine.wait_for_url(f"**/my/{case_id}/")
    run_waiting()


def test_a_photo_chosen_before_the_pages_scripts_are_there_is_kept(mine: Page) -> None:
    held: list[Route] = []
    mine.route("**/resident/photos*.js", lambda route: held.append(route))
    with mine.expect_request("**/resident/photos*.js"):
        mine.goto("/my/new/", wait_until="commit")
    mine.set_input_files("[name=photos]", [picture("drip")])
    held[0].continue_()
    expect(mine.locator("[data-photos-list] img")).to_have_count(1)
    mine.set_input_files("[name=photos]", [picture("floor")])
    expect(mine.locator("[data-photos-list] img")).to_have_count(2)


def test_while_a_large_photo_is_made_small_no_other_takes_its_place(mine: Page) -> None:
    mine.add_init_script("""
        const plain = createImageBitmap;
        const held = new Promise((done) => { window.letGo = done; });
        window.createImageBitmap = (...all) => held.then(() => plain(...all));
    """)
    mine.goto("/my/new/")
    mine.set_input_files("[name=photos]", [large("drip")])
    expect(mine.locator("[name=photos]")).to_be_disabled()
    mine.evaluate("letGo()")
    expect(mine.locator("[data-photos-list] img")).to_have_count(1)
    mine.set_input_files("[name=photos]", [picture("floor")])
    expect(mine.locator("[data-photos-list] img")).to_have_count(2)


def test_told_with_a_photo_and_a_voice_and_followed_to_a_new_case(cast: Cast, mine: Page) -> None:
    case = told(mine)
    assert (Photo.objects.get().kind, Recording.objects.get().kind) == ("image/jpeg", "audio/webm")
    expect(mine.locator("audio")).to_be_visible()
    cast.later(minutes=5)
    for _ in range(2):
        mine.click("form[action$='/hurry/'] button")
    expect(mine.locator("body")).to_contain_text("只算一次")
    case.refresh_from_db()
    assert case.hurried == 1

    worked(cast, case.pk)
    refused(mine, case.pk)
    case.refresh_from_db()
    cases.resume(cast.actor(case.worker_id), case.pk, at=cast.later(minutes=10))  # type: ignore[arg-type]
    worked(cast, case.pk)
    mine.goto(f"/my/{case.pk}/")
    mine.click(".foot form[action$='/accept/'] button")
    mine.wait_for_selector(".foot form[action$='/accept/']", state="detached")
    fits(mine)
    mine.click(".rate .opt:first-child")
    mine.fill("[name=comment]", "跑了两趟才弄好")
    mine.locator("form[action$='/rate/'] button").click()
    expect(mine.locator("form[action$='/rate/']")).to_have_count(0)
    again = Case.objects.get(origin="follow_up")
    assert (again.follows_id, again.text) == (case.pk, "跑了两趟才弄好")
    case.refresh_from_db()
    assert (case.state, case.accepted_by) == ("closed", "resident")


def test_an_open_trouble_is_joined_instead_of_told_anew(cast: Cast, mine: Page) -> None:
    case_id = cast.neighbours_case()
    mine.click("a[href='/my/new/']")
    mine.locator("[name=text]").press_sequentially("电梯坏了，一直抖", delay=5)
    mine.locator("#resident-near button").click()
    mine.wait_for_url("**/my/joined/*/")
    fits(mine)
    expect(mine.locator("body")).not_to_contain_text("郑")
    expect(mine.locator("body")).not_to_contain_text("老人")
    assert Join.objects.get().case_id == case_id and Case.objects.count() == 1
    cases.tell_joined(cast.actor(cast.ma), case_id, Feedback("progress", "师傅已到，预计中午恢复"), at=cast.now)
    run_waiting()
    mine.reload()
    expect(mine.locator("body")).to_contain_text("预计中午恢复")


def test_a_digit_gives_the_score_and_goes_on_to_the_next_question(
    cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any]
) -> None:
    case_id = cast.done_case()
    client = cast.client(cast.ma)
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 1280, "height": 900}})
    context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in client.cookies.items()])
    page: Page = context.new_page()
    page.goto(f"{live_server.url}/follow-ups/")
    page.click(f"a:has-text('{Case.objects.get(pk=case_id).number}')")
    page.wait_for_url("**/follow-ups/*/answer/")  # keys are heard once the page and its scripts are there
    page.locator("[name=attitude]").first.focus()
    for digit in "543":
        page.keyboard.press(digit)
    page.keyboard.type("没有了 5 分")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("5")
    for name, value in (("attitude", "5"), ("quality", "4"), ("speed", "3"), ("score", "5")):
        expect(page.locator(f"[name={name}]:checked")).to_have_value(value)
    expect(page.locator("[name=faults]")).to_have_value("没有了 5 分")
    context.close()
