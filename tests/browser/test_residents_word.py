"""The resident's own word through the pages, and what a worker takes back, at 390 and 1280 px."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types.complaints import NewOffer, Reply
from guanjia.rooms.people import services as people
from guanjia.rooms.repairs import services as repairs
from guanjia.shared.models import JournalEvent
from tests.browser.test_complaints import SECRET, SignIn, looked_at, sent
from tests.browser.test_complaints import browsers as browsers
from tests.browser.test_complaints import cast as cast
from tests.browser.test_complaints import language as language
from tests.browser.test_complaints import signed_in as signed_in
from tests.cast import Cast
from tests.rooms.cases.complained import DECIDED, FOUND, done

pytestmark = pytest.mark.django_db(transaction=True)
Browsers = Callable[[int], Page]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_solution_is_refused_with_words_and_the_next_one_accepted(cast: Cast, browsers: Browsers) -> None:
    case_id, he = done(cast), cast.actor(cast.he)
    cases.note_facts(he, case_id, FOUND, at=cast.later(minutes=1))
    cases.decide(he, case_id, DECIDED, at=cast.later(minutes=1))
    offer = NewOffer(reply=Reply.WAITS, text="明晚起不再施工", channel="page")
    cases.talk_through(he, case_id, offer, at=cast.later(minutes=1))

    phone = browsers(390)
    phone.goto(people.resident_link(cast.zhou_contact))
    phone.goto(f"/my/{case_id}/")
    expect(phone.locator("#resident-road")).to_contain_text("明晚起不再施工")
    expect(phone.get_by_text("请您看看行不行").or_(phone.get_by_text("whether it suits you"))).to_be_visible()
    looked_at(phone, "offer-waits")
    phone.click("#resident-road a[href$='/refuse_offer/']")
    phone.fill("[name=words]", "   ")
    phone.locator(".foot button").last.click()
    assert phone.url.endswith("/refuse_offer/")
    looked_at(phone, "offer-refused")
    phone.fill("[name=words]", "还要把走廊打扫干净")
    sent(phone, phone.locator(".foot button").last)
    expect(phone.locator("#resident-road")).to_contain_text("还要把走廊打扫干净")

    better = NewOffer(reply=Reply.WAITS, text="今晚停工，并打扫走廊", channel="page")
    cases.talk_through(he, case_id, better, at=cast.later(minutes=5))
    phone.goto(f"/my/{case_id}/")
    phone.click("#resident-road form button[type=submit]")
    expect(phone.locator("#resident-road form")).to_have_count(0)
    looked_at(phone, "offer-accepted")
    assert JournalEvent.objects.filter(kind="complaint.solution_offered").count() == 2


def test_the_desk_takes_a_complaint_back_with_the_words_it_heard(cast: Cast, signed_in: SignIn) -> None:
    case_id = cast.opened_case("cmp.clean", "楼道脏了三天")
    cast.later(minutes=1)
    desk = signed_in("ma")
    desk.goto(f"/cases/{case_id}/withdraw/")
    desk.check("[name=reason][value=no_longer_wanted]", force=True)
    desk.locator("form button[type=submit]").last.click()
    expect(desk.locator("[role=alert]").first).to_be_visible()
    looked_at(desk, "withdraw-refused")
    expect(desk.locator("[name=reason][value=no_longer_wanted]")).to_be_checked()
    desk.check("[name=heard][value=phone]", force=True)
    desk.fill("[name=said]", "已经打扫干净，不用了")
    looked_at(desk, "withdraw")
    sent(desk, desk.locator("form button[type=submit]").last)
    assert not Case.objects.get(pk=case_id).is_open


def test_a_worker_puts_back_what_was_written_down_by_error(cast: Cast, signed_in: SignIn) -> None:
    people.set_password(cast.li, SECRET)
    case_id, li = cast.taken_case(), cast.actor(cast.li)
    repairs.take_in_stock(li, cast.garden.id, {"M03": 5}, at=cast.now)
    repairs.use_materials(li, case_id, {"M03": 2}, at=cast.later(minutes=5))
    phone = signed_in("li")
    phone.goto(f"/tasks/{case_id}/put_back/")
    looked_at(phone, "put-back")
    phone.fill("[name=n_M03]", "1")
    sent(phone, phone.locator(".foot button").last)
    looked_at(phone, "put-back-done")
    assert JournalEvent.objects.get(kind="case.material_put_back").data["count"] == 1
