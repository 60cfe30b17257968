"""The life of an edition on its pages and for programs."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanjia.rooms.handbook import edition_page, selectors
from guanjia.rooms.handbook.models import Edition
from guanjia.rooms.handbook.rules.packing import unzipped, zipped
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from tests.cast import Cast
from tests.rooms.handbook.test_drafts import in_force, pack

__all__ = ["in_force"]
pytestmark = pytest.mark.django_db


def reader(cast: Cast, staff_id: UUID, language: str = "en") -> Client:
    """A browser of somebody who reads this language."""
    browser = cast.client(staff_id)
    browser.cookies["language"] = language
    return browser


def words_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def filled(page: Any) -> dict[str, Any]:
    """The form of a page with what stands in it."""
    form = page.context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.fixture
def draft(cast: Cast, in_force: UUID) -> UUID:
    cast.later(days=1)
    browser = reader(cast, cast.qa)
    answer = browser.post("/handbook/editions/draft/")
    made = Edition.objects.get(state="draft").id
    assert answer["Location"] == f"/handbook/editions/{made}/"
    return made


def test_the_whole_road_is_walked_on_the_pages(cast: Cast, draft: UUID) -> None:
    quality, leader = reader(cast, cast.qa), reader(cast, cast.zhao)
    here = f"/handbook/editions/{draft}/"
    assert "says the same as edition 1" in words_of(quality.get(here))
    page = quality.get(f"{here}standards/B07/")
    sent = {**filled(page), "within_n": "12", "weight": "5"}
    assert quality.post(f"{here}standards/B07/", sent).status_code == 302
    page = quality.get(f"{here}standards/B07/?community=orchard")
    sent = {**filled(page), "within_n": "9"}
    refused = quality.post(f"{here}standards/B07/?community=orchard", sent)
    assert (refused.status_code, refused.context["form"]["within_n"].value()) == (422, "9")
    assert "rests on" in words_of(refused)
    sent["rests_on"] = "业主大会决议"
    assert quality.post(f"{here}standards/B07/?community=orchard", sent).status_code == 302

    shown = words_of(quality.get(here))
    assert "15 → 9 minutes 云栖里 only" in shown
    assert "weight" in shown
    assert quality.post(f"{here}review/", {"sent": "yes", "words": "已通读"}).status_code == 302
    assert quality.get(f"{here}approve/").status_code == 403
    assert "waits for a leader" in words_of(quality.get(here))
    assert leader.post(f"{here}return/", {"sent": "yes", "words": ""}).status_code == 422
    assert leader.post(f"{here}approve/", {"sent": "yes", "words": "同意"}).status_code == 302
    past = (cast.now - timedelta(days=3)).strftime("%Y-%m-%d")
    late = quality.post(f"{here}publish/", {"sent": "yes", "when": "day", "day": past})
    assert (late.status_code, "before it is published" in words_of(late)) == (422, True)
    day = (cast.now + timedelta(days=3)).strftime("%Y-%m-%d")
    assert quality.post(f"{here}publish/", {"sent": "yes", "when": "day", "day": day}).status_code == 302
    found = selectors.view(draft)
    assert found.row.effective_from is not None
    assert found.row.effective_from.isoformat() == "2026-03-05T16:00:00+00:00"
    shown = words_of(quality.get(here))
    assert all(one in shown for one in ("已通读", "同意", "钱安", "赵敏", "approved by 赵敏"))


def test_the_same_page_in_chinese(cast: Cast, draft: UUID) -> None:
    quality = reader(cast, cast.qa, "zh-hans")
    here = f"/handbook/editions/{draft}/"
    sent = {**filled(quality.get(f"{here}standards/B07/?community=orchard")), "within_n": "9", "rests_on": "合同"}
    quality.post(f"{here}standards/B07/?community=orchard", sent)
    shown = words_of(quality.get(here))
    assert "15 → 9 分钟 仅云栖里" in shown


@pytest.mark.parametrize("community", ["", "?community=garden"])
def test_a_looser_figure_of_the_law_is_refused_with_the_reason_and_loses_nothing(
    cast: Cast, draft: UUID, community: str
) -> None:
    quality = reader(cast, cast.qa)
    address = f"/handbook/editions/{draft}/standards/B13/{community}"
    page = quality.get(address)
    assert "This is law" in words_of(page)
    answer = quality.post(address, {**filled(page), "by_urgency_u1_n": "36", "rests_on": "x", "words": "放宽"})
    assert (answer.status_code, answer.context["form"]["words"].value()) == (422, "放宽")
    assert "no edition and no community may ask less" in words_of(answer)
    same = quality.post(address, {**filled(page), "rests_on": "x"})
    assert "Nothing was changed" in words_of(same)


def test_a_wrong_pack_shows_file_line_key_and_what_to_write(cast: Cast, draft: UUID) -> None:
    quality = reader(cast, cast.qa)
    files = pack()
    files["standards/all.yaml"] = files["standards/all.yaml"].replace(
        b"within: {minutes: 15}", b"within: {minuets: 15}"
    )
    bad = SimpleUploadedFile("pack.zip", zipped(files))
    for address in ("/handbook/editions/upload/", f"/handbook/editions/{draft}/upload/"):
        bad.seek(0)
        answer = quality.post(address, {"file": bad})
        assert answer.status_code == 422
        shown = words_of(answer)
        assert "standards/all.yaml" in shown
        assert "`minutes`" in shown
    assert Edition.objects.count() == 2
    good = SimpleUploadedFile("pack.zip", zipped({f"mine/{path}": text for path, text in pack().items()}))
    assert quality.post("/handbook/editions/upload/", {"file": good}).status_code == 302
    assert Edition.objects.count() == 3
    assert "no zip" in words_of(quality.post("/handbook/editions/upload/", {"file": SimpleUploadedFile("x.zip", b"x")}))


def test_one_file_takes_the_place_of_the_one_of_its_name(cast: Cast, draft: UUID) -> None:
    quality, address = reader(cast, cast.qa), f"/handbook/editions/{draft}/upload/"
    text = pack()["terms.yaml"].replace(b"settle_reminders: 2", b"settle_reminders: 4")
    assert quality.post(address, {"file": SimpleUploadedFile("terms.yaml", text)}).status_code == 302
    assert selectors.content_of(draft).terms.case.settle_reminders == 4
    unknown = quality.post(address, {"file": SimpleUploadedFile("new.yaml", b"scripts: []")})
    assert "in which folder" in words_of(unknown)
    with_path = {"file": SimpleUploadedFile("new.yaml", b"scripts: []"), "path": "scripts/new.yaml"}
    assert quality.post(address, with_path).status_code == 302


def test_a_draft_is_found_in_compared_taken_away_and_thrown_away(cast: Cast, in_force: UUID, draft: UUID) -> None:
    quality = reader(cast, cast.qa)
    here = f"/handbook/editions/{draft}/"
    assert f"{here}standards/B07/" in quality.get(here, {"q": "急修"}).content.decode()
    taken = quality.get(f"{here}pack.zip")
    assert unzipped(taken.content) == selectors.files_of(draft)
    assert reader(cast, cast.li).post(f"{here}throw-away/").status_code == 403
    assert quality.get(f"/handbook/editions/{in_force}/").status_code == 200
    assert quality.get(f"/handbook/editions/{in_force}/standards/B07/").status_code == 409
    assert quality.post(f"{here}throw-away/").status_code == 302
    assert quality.get(here).status_code == 404
    assert quality.post(f"/handbook/editions/{in_force}/throw-away/").status_code == 409


def asked(key: Mapping[str, str], method: str, path: str, body: Any = None) -> Any:
    call = getattr(Client(), method)
    headers = {**key, "Accept-Language": "en"}
    return call(f"/api/v1/handbook{path}", body, content_type="application/json", headers=headers)


def test_programs_walk_the_same_road(cast: Cast, in_force: UUID) -> None:
    quality, leader = cast.bearer(cast.qa), cast.bearer(cast.zhao)
    cast.later(days=1)
    made = asked(quality, "post", "/editions", {"remark": "接口"}).json()["id"]
    change = {"keys": {"within": {"minutes": 9}}, "community": "orchard", "rests_on": "合同"}
    assert asked(quality, "patch", f"/editions/{made}/standards/B07", change).status_code == 204
    refused = asked(quality, "patch", f"/editions/{made}/standards/B13", {"keys": {"enabled": False}})
    assert (refused.status_code, refused.json()["title"]) == (409, "handbook.law")
    found = asked(quality, "get", f"/editions/{made}/changes").json()
    assert (found["against"], [row["sentence"] for row in found["rows"]]) == (
        1,
        ["Arrival at an urgent repair: 15 → 9 minutes, 云栖里 only"],
    )
    assert asked(quality, "post", f"/editions/{made}/approve", {}).status_code == 403
    assert asked(quality, "post", f"/editions/{made}/publish", {}).status_code == 409
    assert asked(quality, "post", f"/editions/{made}/review", {"remark": "已读"}).status_code == 204
    assert asked(leader, "post", f"/editions/{made}/approve", {}).status_code == 204
    assert asked(leader, "post", f"/editions/{made}/publish", {}).status_code == 204
    road = asked(quality, "get", f"/editions/{made}").json()
    assert [one["step"] for one in road["steps"]] == ["drafted", "changed", "reviewed", "approved", "published"]
    assert [one["number"] for one in asked(quality, "get", "/editions").json()["rows"]] == [2, 1]
    assert selectors.edition_in_force(cast.orchard.id, cast.now).number == 2


def test_a_program_sends_a_pack_and_reads_what_is_wrong(cast: Cast, in_force: UUID) -> None:
    key = cast.bearer(cast.qa)
    files = {**pack(), "urgency.yaml": b"urgencies: 5\n"}
    answer = Client().post(
        "/api/v1/handbook/editions/pack", {"pack": SimpleUploadedFile("p.zip", zipped(files))}, headers=key
    )
    assert answer.status_code == 422
    assert ("urgency.yaml", 1) in [(one["file"], one["line"]) for one in answer.json()["problems"]]
    good = SimpleUploadedFile("p.zip", zipped(pack()))
    made = Client().post("/api/v1/handbook/editions/pack", {"pack": good}, headers=key)
    assert made.status_code == 201
    assert asked(key, "delete", f"/editions/{made.json()['id']}").status_code == 204


def test_the_road_is_walked_by_command(cast: Cast, in_force: UUID) -> None:
    cast.later(days=1)

    def step(who: str, act: str, edition: str = "2", since: str = "", remark: str = "") -> str:
        return edition_page.step_by_command(who, edition_page.StepWish(act, edition, since, remark))

    assert step("qa", "draft", "").startswith("2 ")
    assert step("qa", "review").endswith("reviewed")
    with pytest.raises(Denied):
        step("qa", "approve")
    assert step("zhao", "return", remark="再看一遍").endswith("draft")
    assert step("qa", "review").endswith("reviewed")
    assert step("zhao", "approve").endswith("approved")
    with pytest.raises(Invalid, match="2026-03-01"):
        step("zhao", "publish", since="tomorrow")
    assert "published 2026-03-09" in step("zhao", "publish", since="2026-03-10")
    with pytest.raises(Refused):
        step("zhao", "discard")
    with pytest.raises(Missing):
        step("zhao", "review", "99")
    with pytest.raises(Missing):
        step("nobody", "draft", "")
