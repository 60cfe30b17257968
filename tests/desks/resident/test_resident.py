"""Residents' pages: my requests, one of them, a new one, the talk with us, who saw my number."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import UnmaskReason
from guanjia.rooms.repairs import services as repairs
from guanjia.rooms.repairs.types import Wanted
from guanjia.rooms.surveys import selectors as surveys
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


@pytest.fixture
def phone(cast: Cast) -> Client:
    """Zhou's phone."""
    return cast.resident_client()


def picture(name: str = "one.png", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PICTURE + more, "image/png")


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def state(cast: Cast, case_id: UUID) -> CaseState:
    return cases.case(cast.actor(cast.ma), case_id, at=cast.now).state


def test_the_link_leads_to_my_requests_with_what_was_promised(cast: Cast) -> None:
    case_id = cast.opened_case()
    phone = Client()
    page = phone.get(people.resident_link(cast.zhou_contact), follow=True)
    assert page.status_code == 200
    assert f"/my/{case_id}/" in page.content.decode()


def test_one_request_tells_the_road_the_promise_and_why_then_without_codes(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    page = phone.get(f"/my/{case_id}/").content.decode()
    assert "李建军" in page and "厨房水龙头漏水" in page
    assert "rep.water" not in page and "u2" not in page and "case." not in page


def test_notes_among_ourselves_never_reach_the_resident(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    case_verbs.note(cast.actor(cast.ma), case_id, "住户难缠，小心说话", at=cast.now)
    assert "难缠" not in phone.get(f"/my/{case_id}/").content.decode()


def test_another_residents_request_looks_as_if_it_did_not_exist(cast: Cast) -> None:
    case_id = cast.done_case()
    neighbour = cast.resident_client(cast.contact("openid-neighbour", "邻居"))
    assert neighbour.get(f"/my/{case_id}/").status_code == 404
    assert neighbour.post(f"/my/{case_id}/accept/").status_code == 404
    assert str(case_id) not in neighbour.get("/my/").content.decode()


def test_a_need_in_ones_own_words_has_its_number_at_once(cast: Cast, phone: Client) -> None:
    key = str(uuid4())
    sent = {"text": "厨房水龙头漏水了，一直滴", "place": "3-2-1402", "suits": "六点以后", "key": key}
    for _ in range(2):
        answer = phone.post("/my/new/", {**sent, "photos": [picture("a.png", b"a"), picture("b.png", b"b")]})
        assert answer.status_code == 302
    found = Case.objects.get()
    assert answer["Location"] == f"/my/{found.pk}/"
    assert found.home_id == cast.home.id and "六点以后" in found.text and found.channel == "page"
    assert len(cases.case(cast.resident(), found.pk, at=cast.now).photos) == 2
    page = phone.get(f"/my/{found.pk}/").content.decode()
    assert found.number in page


def test_what_was_typed_comes_back_when_it_can_not_be_taken(cast: Cast, phone: Client) -> None:
    bad = SimpleUploadedFile("letter.pdf", b"%PDF-1.7", "application/pdf")
    answer = phone.post("/my/new/", {"text": "楼道灯不亮", "place": "2号楼门口", "photos": [bad]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "楼道灯不亮" in page and "2号楼门口" in page
    assert phone.post("/my/new/", {"place": "2号楼门口"}).status_code == 422
    assert not Case.objects.exists()


def test_the_resident_accepts_once_and_for_all(cast: Cast, phone: Client) -> None:
    case_id = cast.done_case()
    for _ in range(2):
        assert phone.post(f"/my/{case_id}/accept/")["Location"] == f"/my/{case_id}/"
    assert state(cast, case_id) is CaseState.CLOSED
    assert facts("case.accepted") == 1


def test_work_not_right_goes_back_for_a_reason_and_with_a_photo(cast: Cast, phone: Client) -> None:
    case_id = cast.done_case()
    refused = phone.post(f"/my/{case_id}/refuse/", {"note": "还在滴水"})
    assert refused.status_code == 422 and "还在滴水" in refused.content.decode()
    sent = {"reason": "not_fixed", "note": "还在滴水", "photos": [picture("drip.png", b"drip")]}
    assert phone.post(f"/my/{case_id}/refuse/", sent).status_code == 302
    assert state(cast, case_id) is CaseState.REFUSED
    page = phone.get(f"/my/{case_id}/").content.decode()
    assert "还在滴水" in page


def test_what_cannot_be_done_now_is_said_on_the_form(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    assert phone.post(f"/my/{case_id}/accept/").status_code == 422
    assert phone.post(f"/my/{case_id}/refuse/", {"reason": "not_fixed"}).status_code == 422
    assert state(cast, case_id) is CaseState.IN_HAND


def test_the_rating_answers_the_asking_and_counts_once(cast: Cast, phone: Client) -> None:
    case_id = cast.done_case()
    assert phone.post(f"/my/{case_id}/rate/", {"comment": "很好"}).status_code == 422
    for _ in range(2):
        assert phone.post(f"/my/{case_id}/rate/", {"score": "5", "comment": "师傅很细心"}).status_code == 302
    assert facts("follow_up.answered") == 1
    assert surveys.of_case(case_id) == ("answered", 5)
    assert phone.post(f"/my/{case_id}/rate/", {"score": "1"}).status_code == 422
    assert not surveys.waiting(cast.actor(cast.ma), at=cast.now).rows


def test_a_low_rating_opens_a_case(cast: Cast, phone: Client) -> None:
    case_id = cast.closed_case()
    assert phone.post(f"/my/{case_id}/rate/", {"score": "1", "comment": "等了一天"}).status_code == 302
    assert Case.objects.filter(origin="follow_up", text="等了一天").count() == 1


def test_work_not_finished_is_not_rated(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    assert phone.post(f"/my/{case_id}/rate/", {"score": "5"}).status_code == 422
    assert facts("follow_up.answered") == 0


def test_hurrying_counts_once_a_minute_and_says_so(cast: Cast, phone: Client) -> None:
    case_id, key = cast.taken_case(), str(uuid4())
    cast.later(minutes=10)
    for _ in range(2):
        assert phone.post(f"/my/{case_id}/hurry/", {"key": key, "note": "家里有老人"}).status_code == 302
    assert facts("case.hurried") == 1
    again = phone.post(f"/my/{case_id}/hurry/", {"key": str(uuid4())}, follow=True, headers={"Accept-Language": "en"})
    assert "it counts once" in again.content.decode()
    assert (facts("case.hurried"), facts("case.escalated")) == (1, 0)
    cast.later(minutes=2)
    assert phone.post(f"/my/{case_id}/hurry/", {"key": str(uuid4())}).status_code == 302
    assert (facts("case.hurried"), facts("case.escalated")) == (2, 1)


def test_a_price_is_agreed_to_exactly_as_it_was_shown(cast: Cast, phone: Client) -> None:
    case_id, li = cast.taken_case("paid.repair", "换一个龙头"), cast.actor(cast.li)
    first = repairs.offer_quote(li, case_id, [Wanted("P02")], at=cast.later(minutes=5))
    assert "30.00" in phone.get(f"/my/{case_id}/").content.decode()
    second = repairs.offer_quote(li, case_id, [Wanted("P02"), Wanted("M02")], at=cast.later(minutes=5))
    assert phone.post(f"/my/{case_id}/agree/", {"quote": str(first)}).status_code == 422
    assert phone.post(f"/my/{case_id}/agree/", {"quote": str(second)}).status_code == 302
    assert facts("case.quote_accepted") == 1


def test_a_price_is_refused_with_a_reason_and_nothing_is_to_be_paid(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case("paid.repair", "换一个龙头")
    quote = repairs.offer_quote(cast.actor(cast.li), case_id, [Wanted("P02")], at=cast.later(minutes=5))
    assert phone.get(f"/my/{case_id}/refuse_price/").status_code == 200
    assert phone.post(f"/my/{case_id}/refuse_price/", {"quote": str(quote)}).status_code == 422
    sent = {"quote": str(quote), "reason": "too_dear"}
    assert phone.post(f"/my/{case_id}/refuse_price/", sent).status_code == 302
    assert "价格偏高" in phone.get(f"/my/{case_id}/").content.decode()
    assert cases.case(cast.actor(cast.li), case_id, at=cast.now).price is None


def test_a_time_is_chosen_from_those_offered_and_changed(cast: Cast, phone: Client) -> None:
    case_id = cast.opened_case()
    page = phone.get(f"/my/{case_id}/window/")
    offered = [value for value, _ in page.context["form"].fields["window"].choices]
    assert phone.post(f"/my/{case_id}/window/", {"window": "2026-03-02T03:00:00+08:00"}).status_code == 422
    for value in offered[:2]:
        assert phone.post(f"/my/{case_id}/window/", {"window": value}).status_code == 302
    found = cases.case(cast.actor(cast.ma), case_id, at=cast.now)
    assert found.appointment_start is not None and found.appointment_start.isoformat() != offered[0]
    assert facts("case.appointment_agreed") == 2


def test_a_request_is_taken_back_or_taken_up_again(cast: Cast, phone: Client) -> None:
    taken = cast.opened_case(text="楼道里有声音")
    assert phone.post(f"/my/{taken}/withdraw/", {"reason": "solved_itself"}).status_code == 302
    assert state(cast, taken) is CaseState.WITHDRAWN
    closed = cast.closed_case()
    cast.later(hours=1)
    assert phone.post(f"/my/{closed}/reopen/", {"note": "又漏了"}).status_code == 302
    assert state(cast, closed) is CaseState.IN_HAND


def test_who_saw_my_number_is_told_by_name_reason_and_time(cast: Cast, phone: Client) -> None:
    cast.opened_case()
    assert "马丽" not in phone.get("/my/seen/").content.decode()
    people.unmask(cast.actor(cast.ma), "resident", cast.zhou, UnmaskReason.CALL, cast.now)
    people.unmask(cast.actor(cast.chen), "contact", cast.zhou_contact, UnmaskReason.IDENTITY, cast.now)
    page = phone.get("/my/seen/", headers={"Accept-Language": "en"}).content.decode()
    assert "马丽" in page and "陈悦" in page and "to call you back" in page
    stranger = cast.resident_client(cast.contact("openid-neighbour", "邻居"))
    assert "马丽" not in stranger.get("/my/seen/").content.decode()


def test_a_question_begins_the_talk_and_a_machine_is_called_one(cast: Cast, phone: Client) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert phone.post("/my/talk/", {"text": "请问物业费怎么交", "key": key})["Location"] == "/my/talk/"
    run_waiting()
    assert facts("message.received") == 1
    page = phone.get("/my/talk/", headers={"Accept-Language": "en"}).content.decode()
    assert page.count("请问物业费怎么交") == 1
    assert "Automatic answer (a machine)" in page
    assert phone.post("/my/talk/", {"text": "  "}).status_code == 422


def test_a_person_is_one_touch_away_and_answers_by_name(cast: Cast, phone: Client) -> None:
    phone.post("/my/talk/", {"text": "请问物业费怎么交", "key": str(uuid4())})
    talk = JournalEvent.objects.get(kind="message.received").refs["conversation"]
    for _ in range(2):
        assert phone.post(f"/my/talk/{talk}/person/").status_code == 302
    assert facts("conversation.handover_asked") == 1
    conversations.answer(cast.actor(cast.chen), UUID(talk), "周女士您好，我来帮您", at=cast.later(minutes=2))
    conversations.note(cast.actor(cast.chen), UUID(talk), "欠费两个月", at=cast.now)
    page = phone.get("/my/talk/").content.decode()
    assert "陈悦" in page and "我来帮您" in page and "欠费" not in page


def test_asking_about_a_request_goes_on_in_its_own_talk(cast: Cast, phone: Client) -> None:
    talk = cast.writes("3栋2单元1402厨房水龙头漏水了")
    case_id = Case.objects.get().pk
    assert "厨房水龙头漏水了" in phone.get(f"/my/{case_id}/ask/").content.decode()
    cast.later(minutes=3)
    phone.post(f"/my/{case_id}/ask/", {"text": "师傅大概几点到", "key": str(uuid4())})
    run_waiting()
    heard = JournalEvent.objects.filter(kind="message.received").latest("id")
    assert heard.refs["conversation"] == str(talk)
    assert Case.objects.count() == 1


def test_long_talks_open_page_by_page(cast: Cast, phone: Client) -> None:
    contact, at = cast.zhou_contact, cast.now
    for number in range(60):
        at = cast.later(seconds=30)
        came = conversations.receive(cast.garden.id, channel="page", contact_id=contact, text=f"第{number}句话", at=at)
    assert "第59句话" in phone.get("/my/talk/").content.decode()
    before = phone.get("/my/talk/").content.decode().split("/older/?after=")[1].split('"')[0]
    assert "第0句话" in phone.get(f"/my/talk/{came.conversation_id}/older/?after={before}").content.decode()


def test_sixty_requests_cost_as_many_questions_as_one(
    cast: Cast, phone: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        cast.opened_case(text=f"第{number}个水龙头漏水")
    with django_assert_max_num_queries(11):
        assert phone.get("/my/").status_code == 200


def test_every_act_has_a_page_that_works_without_script(cast: Cast, phone: Client) -> None:
    from guanjia.desks.resident.acts import ACTS

    case_id = cast.done_case()
    for act in ACTS:
        assert phone.get(f"/my/{case_id}/{act.name}/").status_code == 200, act.name


def test_staff_are_not_residents(cast: Cast) -> None:
    case_id = cast.done_case()
    assert cast.client(cast.ma).get("/my/").status_code == 403
    assert cast.client(cast.ma).get(f"/my/{case_id}/").status_code == 403


def test_a_resident_finds_what_they_are_owed(cast: Cast) -> None:
    page = cast.resident_client().get("/my/").content.decode()
    assert f"/handbook/residents/{cast.garden.code}/" in page
