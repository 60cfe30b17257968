"""What others follow under their own numbers, at the desk: registered, told of, answered, each with what it owes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from guanjia.rooms.cases.models import Docket
from tests.cast import Cast
from tests.desks.service.test_acts import act

HOTLINE = {"party": "gov_hotline", "number": "202603020017", "urgency": "", "until": "", "text": "漏水未修"}


def page(cast: Cast, case_id: UUID) -> str:
    return cast.client(cast.ma).get(f"/cases/{case_id}/").content.decode()


def news(cast: Cast, case_id: UUID, what: str, **given: Any) -> Any:
    plain = {"docket": str(Docket.objects.get().pk), "what": what, "text": "", "until": "", "reason": ""}
    return act(cast, case_id, "docket_news", **{**plain, **given})


def test_a_case_nobody_else_follows_says_nothing_of_others(cast: Cast) -> None:
    shown = page(cast, cast.opened_case())
    assert "service-dockets-" not in shown
    assert "/docket_news/" not in shown and "/open_docket/" in shown


def test_a_registered_order_stands_on_the_case_with_what_it_owes(cast: Cast) -> None:
    case_id = cast.opened_case()
    assert act(cast, case_id, "open_docket", **HOTLINE).status_code == 302
    shown = page(cast, case_id)
    for words in ("202603020017", "Government hotline 12345", "Government order, first contact", "in five workdays"):
        assert words in shown
    assert "/docket_news/" in shown


def test_a_number_left_out_keeps_what_was_typed_and_says_where(cast: Cast) -> None:
    case_id = cast.opened_case()
    answer = act(cast, case_id, "open_docket", **{**HOTLINE, "number": ""})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the number the body outside gave it" in shown and "漏水未修" in shown
    assert not Docket.objects.exists()


def test_spoken_to_moved_answered_and_sent_back_are_told_by_one_form(cast: Cast) -> None:
    case_id = cast.opened_case()
    act(cast, case_id, "open_docket", **{**HOTLINE, "party": "street_office"})
    assert news(cast, case_id, "contacted", text="已联系").status_code == 302
    refused = news(cast, case_id, "moved", until="2026-03-05T18:00")
    assert refused.status_code == 422 and "Choose one of the handbook" in refused.content.decode()
    assert news(cast, case_id, "moved", until="2026-03-05T18:00", reason="more_time", text="同意").status_code == 302
    cast.later(hours=1)
    assert news(cast, case_id, "answered", text="已修复").status_code == 302
    row = Docket.objects.get()
    assert (row.state, row.answer, row.contacted_at is not None) == ("answered", "已修复", True)
    assert row.until is not None and row.until - cast.now > timedelta(days=3)
    assert "已修复" in page(cast, case_id)


def test_sent_back_needs_its_reason(cast: Cast) -> None:
    case_id = cast.opened_case()
    act(cast, case_id, "open_docket", **HOTLINE)
    assert news(cast, case_id, "returned").status_code == 422
    assert news(cast, case_id, "returned", reason="not_ours", text="属供水公司").status_code == 302
    assert Docket.objects.get().state == "returned"
