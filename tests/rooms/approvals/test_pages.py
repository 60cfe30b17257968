"""The pages of approvals by HTTP: what each person finds there, and that a form loses nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanjia.rooms.approvals import services
from guanjia.rooms.approvals.models import Attachment, Matter
from guanjia.rooms.approvals.types import NewVersion, SentPaper, Word
from tests.cast import PICTURE, Cast
from tests.rooms.approvals.conftest import OF_RENOVATION, PDF, People


def sent(name: str = "折页.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def page(cast: Cast, who: object, name: str = "waiting", **where: object) -> str:
    answer = cast.client(who).get(reverse(f"approvals:{name}", kwargs=where or None))  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_what_waits_for_me_stands_first_and_goes_when_i_have_spoken(cast: Cast, people: People) -> None:
    laid = people.lay()
    assert "春季折页" in page(cast, people.legal)
    assert "没有待您审批的事项" in page(cast, people.steward)
    people.approve(laid, "legal")
    assert "春季折页" not in page(cast, people.legal)
    listed = cast.client(people.legal).get(reverse("approvals:waiting"), {"show": "open"}).content.decode()
    assert "春季折页" in listed and "已同意 1/3" in listed


def test_laying_by_the_page_asks_for_every_paper_and_keeps_what_was_typed(cast: Cast, people: People) -> None:
    browser, url = cast.client(people.steward), reverse("approvals:lay", kwargs={"act": "renovation_start"})
    typed = {"title": "重装厨卫", "home": "3-2-1402", "meant_for": "2026-03-05T09:00"}
    answer = browser.post(url, typed)
    assert answer.status_code == 422 and "重装厨卫" in answer.content.decode()
    files = {f"paper_{code}": sent(f"{code}.pdf") for code in OF_RENOVATION}
    answer = browser.post(url, typed | files)
    row = Matter.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("approvals:matter", args=[row.pk])
    assert row.attachments.count() == 6 and row.home_id == cast.home.id


def test_two_files_may_be_one_paper(cast: Cast, people: People) -> None:
    url = reverse("approvals:lay", kwargs={"act": "publicity_release"})
    typed = {"title": "折页", "meant_for": "2026-03-05T09:00"}
    files = [sent("正面.png", PICTURE), sent("反面.pdf")]
    cast.client(people.developer).post(url, typed | {"paper_publicity_draft": files})
    assert Attachment.objects.filter(code="publicity_draft").count() == 2


def test_a_file_that_is_none_is_told_at_its_field(cast: Cast, people: People) -> None:
    url = reverse("approvals:lay", kwargs={"act": "publicity_release"})
    typed = {"title": "折页", "meant_for": "2026-03-05T09:00", "paper_publicity_draft": sent("x.pdf", b"MZ")}
    answer = cast.client(people.developer).post(url, typed)
    assert answer.status_code == 422
    assert "不是能打开的图片或 PDF" in answer.content.decode()


def test_only_who_is_asked_finds_the_buttons(cast: Cast, people: People) -> None:
    laid = people.lay()
    assert 'id="approvals-word"' in page(cast, people.legal, "matter", matter_id=laid)
    assert 'id="approvals-word"' not in page(cast, people.developer, "matter", matter_id=laid)
    assert 'id="approvals-start"' not in page(cast, people.developer, "matter", matter_id=laid)
    assert cast.client(people.steward).get(reverse("approvals:matter", args=[laid])).status_code == 404


def test_approving_and_beginning_by_the_page(cast: Cast, people: People) -> None:
    laid = people.lay()
    for role in ("designer", "engineer", "legal"):
        browser = cast.client(getattr(people, role))
        form = {"role": role, "seen": 1, "decision": "yes"}
        assert browser.post(reverse("approvals:say", args=[laid]), form).status_code == 302
    assert "起才可以开始" in page(cast, people.developer, "matter", matter_id=laid)
    cast.later(days=1)
    assert 'id="approvals-start"' in page(cast, people.developer, "matter", matter_id=laid)
    cast.client(people.developer).post(reverse("approvals:start", args=[laid]))
    assert Matter.objects.get(pk=laid).state == "started"
    assert "已开始" in page(cast, people.legal, "matter", matter_id=laid)


def test_a_no_without_words_is_told_at_the_field(cast: Cast, people: People) -> None:
    laid = people.lay()
    form = {"role": "legal", "seen": 1, "decision": "no"}
    answer = cast.client(people.legal).post(reverse("approvals:say", args=[laid]), form)
    assert answer.status_code == 422 and "请写明要改什么" in answer.content.decode()


def test_an_old_version_stays_to_be_read_with_what_was_said_to_it(cast: Cast, people: People) -> None:
    laid = people.lay()
    services.refuse(people.actor("legal"), laid, Word("legal", 1, "“地铁口”没有依据"), at=cast.now)
    again = NewVersion(papers=(SentPaper("publicity_draft", "二稿.png", PICTURE),), words="删了地铁口")
    services.lay_again(people.actor("developer"), laid, again, at=cast.later(minutes=5))
    text = page(cast, people.legal, "matter", matter_id=laid)
    assert "第 1 版（已作废）" in text and "没有依据" in text and "删了地铁口" in text


def test_what_was_begun_all_the_same_is_told_on_the_page(cast: Cast, people: People) -> None:
    laid = people.lay()
    cast.later(hours=1)
    form = {"happened": "2026-03-02T09:30", "seen_words": "已经贴出来了"}
    answer = cast.client(cast.zhao).post(reverse("approvals:record_begun", args=[laid]), form)
    assert answer.status_code == 302
    assert "未经手册要求的审批" in page(cast, cast.zhao, "matter", matter_id=laid)


def test_what_nobody_laid_papers_for_is_written_down(cast: Cast, people: People) -> None:
    form = {"act": "show_area_opening", "title": "一号样板区", "happened": "2026-03-02T08:00", "seen_words": "开了"}
    answer = cast.client(people.steward).post(reverse("approvals:unasked"), form)
    assert answer.status_code == 302
    assert Matter.objects.get().outside


def test_files_are_shown_as_what_they_are_and_to_no_one_else(cast: Cast, people: People) -> None:
    laid = people.lay()
    found = Attachment.objects.get(matter=laid)
    answer = cast.client(people.legal).get(reverse("approvals:attachment", args=[found.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == PDF
    assert cast.client(people.steward).get(reverse("approvals:attachment", args=[found.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 60])
def test_a_list_costs_the_same_however_long(cast: Cast, people: People, count: int) -> None:
    first = Matter.objects.get(pk=people.lay())
    rows = [
        Matter(
            **{f.attname: getattr(first, f.attname) for f in Matter._meta.fields if f.attname != "id"},
        )
        for _ in range(count - 1)
    ]
    Matter.objects.bulk_create(rows)
    browser = cast.client(cast.zhao)
    browser.get(reverse("approvals:waiting"), {"show": "open"})
    with CaptureQueriesContext(connection) as seen:
        browser.get(reverse("approvals:waiting"), {"show": "open"})
    assert len(seen) <= 20, len(seen)


def test_the_api_does_what_the_pages_do(cast: Cast, people: People) -> None:
    developer = cast.bearer(people.developer)
    body = {"act": "publicity_release", "title": "折页", "meant_for": "2026-03-05T09:00:00+08:00"}
    made = Client().post("/api/v1/approvals", body | {"codes": "publicity_draft", "papers": sent()}, headers=developer)
    assert made.status_code == 201, made.content
    url = f"/api/v1/approvals/{made.json()['id']}"
    refused = Client().post(f"{url}/start", headers=developer)
    assert refused.status_code == 409 and "法务" in refused.json()["detail"]
    for role in ("designer", "engineer", "legal"):
        said = {"role": role, "version": 1}
        headers = cast.bearer(getattr(people, role))
        answer = Client().post(f"{url}/approve", said, content_type="application/json", headers=headers)
        assert answer.status_code == 204, answer.content
    found = Client().get(url, headers=developer).json()
    assert found["row"]["state"] == "granted" and found["free_from"]
    cast.later(days=1)
    assert Client().post(f"{url}/start", headers=developer).status_code == 204
