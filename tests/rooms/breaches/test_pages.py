"""The pages and endpoints of breaches by HTTP: written down, walked step by step, printed, read as a book."""

import io
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanjia.rooms.breaches import selectors
from guanjia.rooms.breaches.models import Breach, Paper, Photo
from guanjia.rooms.promises.services import audit
from guanjia.shared.jobs import run_waiting
from tests.cast import PICTURE, Cast
from tests.rooms.breaches.conftest import written_down


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("now.png", PICTURE, "image/png")


def act(browser: Client, breach_id: UUID, verb: str, **given: object) -> int:
    return browser.post(reverse(f"breaches:{verb}", args=[breach_id]), given).status_code


def test_the_road_of_a_breach_by_its_pages(cast: Cast, steward: UUID) -> None:
    browser, above = cast.client(steward), cast.client(cast.he)
    form = {"kind": "animals", "home": cast.home.label, "words": "阳台养鸡", "photos": photo()}
    assert browser.post(reverse("breaches:new"), form).status_code == 302
    breach_id = Breach.objects.get().pk
    assert "上门劝阻" in browser.get(reverse("breaches:breach", args=[breach_id])).content.decode()
    assert act(browser, breach_id, "talk", words="请送走", answer="refused") == 422
    given = {"words": "请送走", "answer": "refused", "resident": str(cast.zhou), "photos": photo()}
    assert act(browser, breach_id, "talk", **given) == 302
    assert browser.get(reverse("breaches:photo", args=[Photo.objects.get().pk])).status_code == 200
    begun = browser.get(reverse("breaches:notice", args=[breach_id])).context["form"].initial
    assert begun["measure"].startswith("办理登记")
    assert act(browser, breach_id, "notice", until="2026-03-06T18:00", measure="送走") == 302
    assert act(browser, breach_id, "deliver", way="posted") == 422
    assert act(browser, breach_id, "deliver", way="posted", photos=photo()) == 302
    assert "不在您的权限内" in browser.get(reverse("breaches:report", args=[breach_id])).content.decode()
    report = {"department": "police", "stopped": "上门一次，张贴通知", "number": "110-1"}
    assert (act(browser, breach_id, "report", **report), Breach.objects.get().state) == (422, "served")
    assert act(above, breach_id, "report", **report) == 302
    assert act(browser, breach_id, "check", right="yes", photos=photo()) == 302
    assert Breach.objects.get().state == "settled"
    page = reverse("breaches:paper", args=[Paper.objects.order_by("at")[0].pk])
    assert "正在" in browser.get(page).content.decode() or browser.get(page)["Content-Type"] == "application/pdf"
    run_waiting()
    assert browser.get(page).content.startswith(b"%PDF")
    assert audit(cast.garden.id).plain()["differences"] == []


def test_a_wrong_home_is_told_at_its_field_and_nothing_is_written(cast: Cast, steward: UUID) -> None:
    form = {"kind": "animals", "home": "9-9-9999", "place": "楼道", "words": "养鸡"}
    answer = cast.client(steward).post(reverse("breaches:new"), form)
    assert (answer.status_code, "home" in answer.context["form"].errors) == (422, True)
    assert not Breach.objects.exists()


def test_where_no_home_is_known_the_form_asks_who_was_talked_to_and_not_who_else(cast: Cast, steward: UUID) -> None:
    browser = cast.client(steward)
    for where, named in (({"home": cast.home.label}, True), ({"place": "北门"}, False)):
        written = browser.post(
            reverse("breaches:new"), {"kind": "animals", "words": "遛狗不牵绳", "photos": photo(), **where}
        )
        form = browser.get(f"{written['Location']}talk/").context["form"]
        assert ("resident" in form.fields) is named
        assert (form.fields["who"].label == "劝阻对象") is not named


def test_the_book_is_a_list_and_a_workbook_with_names_masked(cast: Cast, steward: UUID) -> None:
    breach_id, browser = written_down(cast, steward), cast.client(steward)
    act(browser, breach_id, "talk", words="请送走", answer="promised", resident=str(cast.zhou))
    assert "请送走" in browser.get(reverse("breaches:book")).content.decode()
    content = browser.get(reverse("breaches:book_file")).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    told = " ".join(str(cell) for cell in rows[1] if cell)
    assert "周*" in told
    assert "周敏" not in told


@pytest.mark.parametrize("page", ["breaches:breaches", "breaches:book"])
def test_a_long_list_costs_as_many_questions_as_a_short_one(cast: Cast, steward: UUID, page: str) -> None:
    browser, asked = cast.client(steward), []
    for more in (1, 6):
        for _ in range(more):
            act(browser, written_down(cast, steward), "talk", words="请送走", answer="promised", who="租客")
        browser.get(reverse(page))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(reverse(page)).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_one_breach_costs_the_same_whatever_its_course(cast: Cast, steward: UUID) -> None:
    breach_id, actor = written_down(cast, steward), cast.actor(steward)
    browser, asked = cast.client(steward), []
    for more in (1, 5):
        for _ in range(more):
            act(browser, breach_id, "talk", words="请送走", answer="promised", who="租客")
        selectors.breach(actor, breach_id, at=cast.now)
        with CaptureQueriesContext(connection) as seen:
            selectors.breach(actor, breach_id, at=cast.now)
        asked.append(len(seen))
    assert asked[0] == asked[1]
