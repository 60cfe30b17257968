"""A paid repair through the pages, on two phones: price, word, work, signature, receipt; and one that is refused."""

import io
import random
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from guanjia.rooms.cases.models import Case, Photo
from guanjia.rooms.people import services as people
from guanjia.rooms.repairs import services as repairs
from guanjia.rooms.repairs.models import Quote, VanStock
from guanjia.rooms.repairs.types import Wanted
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.browser.phone import SECRET, Phone, fits, picture, see_safety, sign, sign_in
from tests.cast import Cast

THUMB = 48
"""Points a thumb needs."""


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    people.set_password(cast.li, SECRET)
    repairs.take_in_stock(cast.actor(cast.li), cast.garden.id, {"M02": 3, "M08": 2}, at=cast.now)
    return cast


def roomy(page: Page, *chosen: str) -> None:
    """What is pressed with a thumb is large enough for one, and nothing runs out of the page."""
    fits(page)
    for one in chosen:  # asked at once: an open page exchanges its parts as it hears of something new
        heights = page.locator(one).evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
        assert heights and all(height >= THUMB for height in heights if height), (one, heights)


def large() -> dict[str, Any]:
    """A photo as a camera makes it: several megabytes, with its time and place."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:02 09:20:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (31.0, 12.0, 36.0), "E", (121.0, 30.0, 0.0)
    noise = random.Random(1).randbytes(1500 * 2000 * 3)  # a picture that does not pack
    out = io.BytesIO()
    Image.frombytes("RGB", (2000, 1500), noise).save(out, "JPEG", quality=92, exif=exif)
    return {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def asked(page: Page, cast: Cast) -> Case:
    """Zhou asks for a paid repair from the phone."""
    page.goto(people.resident_link(cast.zhou_contact))
    page.click("a[href='/my/new/']")
    page.fill("[name=text]", "想请师傅上门换个水龙头")
    page.click(".foot button")
    page.wait_for_url("**/my/*-*/")
    run_waiting()
    return Case.objects.get()


def there(page: Page, cast: Cast, case: Case) -> None:
    """Li takes it, goes, and is there."""
    sign_in(page)
    page.click("article form button")
    page.wait_for_url(f"**/tasks/{case.pk}/")
    for step in ("depart", "arrive"):
        cast.later(minutes=5)
        page.click(f".foot form[action$='/{step}/'] button")
        page.wait_for_selector(f".foot form[action$='/{step}/']", state="detached")


def counted(page: Page, code: str) -> Locator:
    return page.locator(f".count-row:has([name=n_{code}])")


def quoted(page: Page, cast: Cast, case: Case) -> None:
    """Li puts a price to the resident: a tap, and the work of it."""
    page.click("#act-price")
    for code in ("P02", "M02", "M08"):
        counted(page, code).locator("[data-more]").click()
    expect(page.locator("[data-sum]")).to_have_text("¥121.00")
    roomy(page, ".count-row button", ".count-row input", ".foot .act")
    cast.later(minutes=1)
    page.click(".foot button")
    page.wait_for_url(f"**/tasks/{case.pk}/")


def test_from_the_price_to_the_receipt(cast: Cast, phones: Phone) -> None:
    mine, his = phones(), phones()
    case = asked(mine, cast)
    mine.click("a[href$='/window/']")
    mine.locator("[name=window] + span, .opt").first.click()
    roomy(mine, ".opt > span", ".foot .act")
    mine.click(".foot button")
    mine.wait_for_url(f"**/my/{case.pk}/")
    there(his, cast, case)

    his.click(".foot a[href$='/start/']")  # each safety step, one by one
    his.click(".foot button")
    assert not JournalEvent.objects.filter(kind="case.work_started").exists()
    his.goto(f"/tasks/{case.pk}/")
    see_safety(his)
    assert JournalEvent.objects.filter(kind="case.work_started").count() == 1

    quoted(his, cast, case)
    agree(mine, case)
    work(his, case)
    cast.later(minutes=20)
    finish(his, case)

    mine.goto(f"/my/{case.pk}/")
    mine.click("a[href*='/repairs/receipts/']")
    expect(mine.locator("main")).to_contain_text("壹佰贰拾壹元整")
    roomy(mine, ".foot .act")
    case.refresh_from_db()
    assert (case.state, case.price) == ("closed", 12_100)


def agree(mine: Page, case: Case) -> None:
    """Zhou sees the price line by line, and agrees."""
    mine.goto(f"/my/{case.pk}/")
    expect(mine.locator("#resident-price")).to_contain_text("121.00")
    roomy(mine, "#resident-price .btn")
    mine.click("#resident-price form button")
    expect(mine.locator("#resident-price form")).to_have_count(0)


def work(his: Page, case: Case) -> None:
    """Materials off the van, photos made small on the phone."""
    his.goto(f"/tasks/{case.pk}/materials/")  # what was agreed to stands there already
    expect(his.locator("[name=n_M02]")).to_have_value("1")
    his.click(".foot button")
    his.wait_for_url(f"**/tasks/{case.pk}/")
    assert VanStock.objects.get(code="M02").count == 2
    with his.expect_navigation():
        his.set_input_files("input[name=before]", [picture("before")])
    after = large()
    with his.expect_request(lambda one: one.url.endswith("/photo/")) as sent, his.expect_navigation():
        his.set_input_files("input[name=after]", [after])
    assert len(sent.value.post_data_buffer or b"") < len(after["buffer"])  # made smaller on the phone
    kept = Photo.objects.get(case=case, of="after")
    assert kept.latitude == 31.21 and kept.taken_at is not None


def finish(his: Page, case: Case) -> None:
    """Done, tried out together, signed, and paid."""
    his.click(".foot a[href$='/done/']")
    his.fill("[name=text]", "换了冷热龙头，试水不漏，地面已擦干")
    his.check("[name=tested]")
    his.locator("[data-pad]").scroll_into_view_if_needed()
    sign(his)
    roomy(his, ".foot .act")
    his.click(".foot button")
    his.wait_for_url(f"**/tasks/{case.pk}/")
    run_waiting()
    his.click(".foot a[href$='/paid/'], #act-paid")
    his.click(".opt >> nth=0")
    his.click(".foot button")
    his.wait_for_url(f"**/tasks/{case.pk}/")


def test_a_price_that_is_refused_leaves_nothing_to_pay(cast: Cast, phones: Phone) -> None:
    mine, his = phones(), phones()
    case = asked(mine, cast)
    there(his, cast, case)
    quoted(his, cast, case)
    mine.goto(f"/my/{case.pk}/")
    mine.click("a[href$='/refuse_price/']")
    mine.click(".opt >> nth=0")
    roomy(mine, ".opt > span", ".foot .act")
    mine.click(".foot button")
    mine.wait_for_url(f"**/my/{case.pk}/")
    expect(mine.locator("#resident-price form")).to_have_count(0)
    his.goto(f"/tasks/{case.pk}/")
    expect(his.locator("#field-price .band")).to_be_visible()
    roomy(his, ".foot .act")
    assert Quote.objects.get().state == "refused"
    mine.click("a[href$='/withdraw/']")
    mine.click(".opt >> nth=0")
    mine.click(".foot button")
    mine.wait_for_url(f"**/my/{case.pk}/")
    case.refresh_from_db()
    assert (case.state, case.price) == ("withdrawn", None)


def test_the_work_order_is_one_page(cast: Cast, phones: Phone) -> None:
    case_id = cast.taken_case("paid.repair", "想请师傅换个水龙头，厨房的那个一直滴，" * 40)
    every = [Wanted(code) for code in ("P02", "P03", "M01", "M02", "M03", "M05", "M08")]
    repairs.offer_quote(cast.actor(cast.li), case_id, every, at=cast.now)
    page = phones()
    sign_in(page)
    page.goto(f"/repairs/orders/{case_id}/")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", printed)) == 1
