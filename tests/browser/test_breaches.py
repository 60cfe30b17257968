"""A breach on a phone of 390 px: found on a round, talked about at the door, looked at on the spot; every page of it
fits 360 px and can be read by everybody."""

import re
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from guanjia.rooms.breaches.acts import ACTS
from guanjia.rooms.breaches.models import Breach
from guanjia.rooms.cases.models import Case
from guanjia.rooms.rounds.types import StopKind
from guanjia.shared.jobs import run_waiting
from tests.browser.phone import Phone, fits
from tests.browser.phone import phones as phones
from tests.browser.test_every_page import Look
from tests.browser.test_every_page import look as look
from tests.browser.test_labels import jpeg_of
from tests.browser.test_rounds import first, sign_in
from tests.browser.test_rounds import steward as steward
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_found_on_a_round_talked_about_and_looked_at(cast: Cast, phones: Phone, steward: UUID, look: Look) -> None:
    stop = first(StopKind.VACANT)
    cast.later(days=(stop.day - cast.now.date()).days)
    page = phones()
    sign_in(page)
    page.goto(f"/tasks/rounds/{stop.pk}/")
    page.locator("details.more:has([name=found_litter]) > summary").click()
    page.fill("[name=found_litter]", "门口堆了旧家具")
    page.select_option("[name=breach_litter]", "stored_goods")
    fits(page)
    page.click(".foot button")
    page.wait_for_url("**/tasks/rounds/")
    run_waiting()
    assert not Case.objects.filter(origin="round").exists()
    page.goto(f"/tasks/rounds/{stop.pk}/")
    page.get_by_text("门口堆了旧家具").click()
    fits(page)
    page.get_by_role("link", name="查看违规处理").click()
    page.get_by_role("link", name="上门劝阻").click()
    page.select_option("[name=resident]", index=1)
    page.fill("[name=words]", "请今天搬走")
    page.check("[name=answer][value=promised]")
    page.locator("button[data-main]").click()
    page.wait_for_url(re.compile(r"/breaches/[0-9a-f-]+/$"))
    expect(page.get_by_text("请今天搬走")).to_be_visible()
    page.get_by_role("link", name="现场复核").click()
    page.set_input_files("[name=photos]", [jpeg_of("now", 2)])
    page.check("[name=right][value=yes]")
    page.locator("button[data-main]").click()
    page.wait_for_url(re.compile(r"/breaches/[0-9a-f-]+/$"))
    assert Breach.objects.get().state == "settled"
    fits(page)
    look.enter(cast.client(cast.he))
    key = Breach.objects.get().pk
    lists = ("breaches:breaches", "breaches:new", "breaches:book", "manager:raised")
    paths = [reverse("breaches:breach", args=[key]), *(reverse(name) for name in lists)]
    for path in [*paths, *(reverse(f"breaches:{verb.value}", args=[key]) for verb in ACTS)]:
        look.at(path)
    assert not look.wrong, look.told()
