"""Labels and proof on a phone of 390 px: the day downloaded, walked without a signal from a page closed and opened
again by the label's link; a flag explained by who was there and settled at a desk."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, Page, expect

from guanjia.rooms.rounds import services
from guanjia.rooms.rounds.models import Finding, Flag, Spot, Trace, VoiceNote
from guanjia.rooms.rounds.rules.proving import PhoneSaid
from guanjia.rooms.rounds.types import Recording, StopKind
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.browser.phone import SECRET, Phone, fits
from tests.browser.phone import phones as phones
from tests.browser.test_rounds import first, sign_in
from tests.browser.test_rounds import steward as steward
from tests.cast import SOUND, Cast
from tests.rooms.rounds.test_sights import jpeg, scene

pytestmark = pytest.mark.django_db(transaction=True)


def jpeg_of(name: str, seed: int) -> FilePayload:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene(seed))}


def at_the_day(cast: Cast, phones: Phone) -> tuple[Page, Spot]:
    """Signed in on the day of the empty home, which has a label."""
    services.hang_labels(cast.actor(cast.he), cast.garden.id, "3", at=cast.now)
    stop = first(StopKind.VACANT)
    cast.later(days=(stop.day - cast.now.date()).days)
    page = phones()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.27, "longitude": 120.15, "accuracy": 12})
    sign_in(page)
    page.goto("/tasks/rounds/")
    return page, Spot.objects.get(home=stop.home_id)


def test_a_label_opened_without_a_signal_leads_to_its_stop_and_goes_with_the_record(
    cast: Cast, phones: Phone, steward: UUID
) -> None:
    page, spot = at_the_day(cast, phones)
    expect(page.get_by_text("这一天已存在这部手机上")).to_be_visible()
    fits(page)
    page.context.set_offline(True)
    page.close()
    page = page.context.new_page()  # the browser was killed; the camera opens the label's link
    page.goto(f"/tasks/spots/{spot.code}/")
    page.wait_for_url("**/tasks/rounds/*/?spot=*")
    expect(page.get_by_text("标签已扫")).to_be_visible()
    fits(page)
    page.fill("#label-code", "ZZZZ-ZZZZ")
    page.click("[data-label-take]")
    expect(page.get_by_text("这个标签不是这里的")).to_be_visible()
    page.fill("#label-code", f" {spot.code[:4].lower()}-{spot.code[4:]} ")
    page.click("[data-label-take]")
    page.check("[name=item_shut]")
    page.set_input_files("[name=photo_litter]", [jpeg_of("before", 1)])
    page.locator("details.more:has([name=found_litter]) > summary").click()
    page.fill("[name=found_litter]", "阳台有纸箱")
    page.set_input_files("[name=voice_litter]", [{"name": "v.webm", "mimeType": "audio/webm", "buffer": SOUND}])
    page.check("[name=fixed_litter]")
    page.set_input_files("[name=after_litter]", [jpeg_of("after", 2)])
    fits(page)
    page.click(".foot button")
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert not JournalEvent.objects.filter(kind="vacant_check.done").exists()
    with page.expect_navigation():
        page.context.set_offline(False)
    assert JournalEvent.objects.filter(kind="vacant_check.done").count() == 1
    assert Trace.objects.get(act="scan").spot_id == spot.pk
    assert Trace.objects.get(act="record").latitude == 30.27
    run_waiting()
    assert not Flag.objects.filter(kind="no_label").exists()
    assert (VoiceNote.objects.count(), Finding.objects.get().state) == (1, "verified")
    page.goto(f"/tasks/findings/{Finding.objects.get().pk}/")
    expect(page.locator(".photo")).to_have_count(2)
    expect(page.locator("audio")).to_be_visible()
    fits(page)


def test_a_flag_is_explained_on_the_phone_and_settled_at_the_desk(
    cast: Cast, phones: Phone, steward: UUID, browser: Any, live_server: Any, browser_context_args: dict[str, Any]
) -> None:
    page, _ = at_the_day(cast, phones)
    stop, there = first(StopKind.VACANT), cast.now
    cast.later(hours=2)
    by_hand = PhoneSaid(by_hand=True, written_at=cast.now)
    services.record(cast.actor(steward), stop.pk, Recording(phone=by_hand), at=there)
    run_waiting()
    page.goto(f"/tasks/rounds/{stop.pk}/")
    fits(page)
    page.get_by_text("事后补录").click()
    page.fill("[name=words]", "地下室没信号，出来才填的")
    page.get_by_role("button", name="提交说明").click()
    expect(page.locator("p.lines")).to_have_text("地下室没信号，出来才填的")
    fits(page)
    account = cast.account(cast.he)
    account.set_password(SECRET)
    account.save()
    desk = browser.new_context(
        **{**browser_context_args, "viewport": {"width": 1280, "height": 900}}, base_url=live_server.url
    ).new_page()
    desk.goto("/sign-in/")
    desk.fill("[name=username]", "he")
    desk.fill("[name=password]", SECRET)
    desk.press("[name=password]", "Enter")
    desk.wait_for_url(lambda url: "sign-in" not in url)
    desk.goto("/conformance/")
    desk.get_by_text("去看看").click()
    desk.get_by_text("事后补录").click()
    desk.check("[value=explained]")
    desk.fill("[name=why]", "信号确实没有，照片为证")
    desk.get_by_role("button", name="完成核实").click()
    expect(desk.locator(".row").get_by_text("有合理原因")).to_be_visible()
    assert Flag.objects.get(kind="afterwards").state == "explained"
    desk.context.close()
