"""Four more roads through the pages: an inquiry, praise, an emergency, and two who tell of the same."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.cases.models import Case
from guanjia.rooms.people import services as people
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.browser.phone import SECRET, Phone, fits, picture, see_safety, sign_in
from tests.browser.phone import phones as phones
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
Desk = Callable[[], Page]


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    for who in (cast.ma, cast.li):
        people.set_password(who, SECRET)
    return cast


@pytest.fixture
def desks(cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Desk]:
    """The front desk's own screen, signed in as Ma."""
    made = []

    def opened() -> Page:
        size = {"width": 1280, "height": 900}
        context = browser.new_context(**{**browser_context_args, "viewport": size}, base_url=live_server.url)
        made.append(context)
        page: Page = context.new_page()
        page.goto("/sign-in/")
        page.fill("[name=username]", "ma")
        page.fill("[name=password]", SECRET)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/desk/**")
        return page

    yield opened
    for context in made:
        context.close()


def asks(phone: Page, cast: Cast, text: str) -> Case:
    """Zhou tells something on her own page; the case that comes of it."""
    phone.goto(people.resident_link(cast.zhou_contact))
    phone.click("a[href='/my/new/']")
    phone.fill("[name=text]", text)
    phone.click(".foot button")
    phone.wait_for_url("**/my/*-*/")
    run_waiting()
    return Case.objects.order_by("-opened_at", "-id")[0]


def acted(page: Page, case: Case, act: str, **given: str) -> None:
    """An act of the desk by the page of its own, with what is typed into it."""
    page.goto(f"/cases/{case.pk}/{act}/")
    for name, value in given.items():
        page.fill(f"[name={name}]", value)
    page.locator(f"form[action$='/{act}/'] button[type=submit]").last.click()
    page.wait_for_url(f"**/cases/{case.pk}/")
    run_waiting()
    case.refresh_from_db()


def test_a_question_is_answered_at_the_desk_and_read_by_who_asked(cast: Cast, phones: Phone, desks: Desk) -> None:
    mine, desk = phones(), desks()
    case = asks(mine, cast, "物业费怎么交，能手机交吗")
    assert case.case_class == "INQ"
    cast.later(minutes=2)
    acted(desk, case, "settle", text="可以，公众号里点“缴费”就能交，也可以到前台刷卡。")
    assert not case.is_open
    mine.reload()
    expect(mine.locator("body")).to_contain_text("公众号里点“缴费”就能交")
    fits(mine)


def test_praise_is_thanked_for_and_stands_with_who_earned_it(cast: Cast, phones: Phone, desks: Desk) -> None:
    cast.closed_case()
    cast.later(minutes=30)
    mine, desk = phones(), desks()
    case = asks(mine, cast, "师傅服务态度特别好，非常感谢，想表扬一下")
    assert case.case_class == "PRA"
    desk.goto(f"/cases/{case.pk}/")
    expect(desk.locator("main")).to_contain_text("表扬")
    acted(desk, case, "settle", text="谢谢您，我们已转告师傅。")
    mine.reload()
    expect(mine.locator("body")).to_contain_text("我们已转告师傅")
    assert not case.is_open


def test_an_emergency_is_at_the_workers_phone_at_once_and_contained_first(
    cast: Cast, phones: Phone, desks: Desk
) -> None:
    mine, his = phones(), phones()
    case = asks(mine, cast, "厨房水管爆了，水喷出来关不住，快来人")
    assert (case.case_class, case.urgency) == ("EMG", "u0")
    sign_in(his)
    his.click("article form button")
    his.wait_for_url(f"**/tasks/{case.pk}/")
    for act in ("depart", "arrive", "contain"):
        cast.later(minutes=3)
        his.click(f".foot form[action$='/{act}/'] button")
        his.wait_for_selector(f".foot form[action$='/{act}/']", state="detached")
    see_safety(his)
    with his.expect_navigation():
        his.set_input_files("input[name=before]", [picture("burst")])
    cast.later(minutes=15)
    his.click(".foot a[href$='/done/']")
    his.fill("[name=text]", "关总阀，换了管段，试压不漏")
    his.set_input_files("[name=after]", [picture("mended")])
    his.check("[name=tested]")
    his.click(".foot button")
    his.wait_for_url(f"**/tasks/{case.pk}/")
    run_waiting()
    kinds = set(JournalEvent.objects.values_list("kind", flat=True))
    assert {"case.contained", "case.done"} <= kinds
    mine.goto(f"/my/{case.pk}/")
    mine.click(".foot form[action$='/accept/'] button")
    mine.wait_for_selector(".foot form[action$='/accept/']", state="detached")
    fits(mine)


def test_two_who_tell_of_the_same_are_carried_on_in_one_case(cast: Cast, phones: Phone, desks: Desk) -> None:
    first = Case.objects.get(pk=cast.neighbours_case("rep.lift", "电梯抖得厉害，我家老人不敢坐"))
    cast.writes("我们单元电梯一直抖，停在半空又自己走了")
    second = Case.objects.exclude(pk=first.pk).get()
    desk, mine = desks(), phones()
    acted(desk, second, "merge", number=first.number)
    assert (second.state, second.merged_into_id) == ("merged", first.pk)
    expect(desk.locator("main")).to_contain_text(first.number)
    mine.goto(people.resident_link(cast.zhou_contact))
    mine.goto(f"/my/{second.pk}/")
    expect(mine.locator("h1")).to_have_text("和同一件事的另一件诉求合并办理。")
    fits(mine)
