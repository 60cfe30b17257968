"""The resident's own word on a complaint: the solution answered on their page, and taking back only on that word."""

from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import Because
from guanjia.rooms.cases.types.complaints import NewOffer, Reply, ResidentsWord
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.promises import services as promise_verbs
from guanjia.shared.errors import Denied, Invalid, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.cases.complained import DECIDED, FOUND, done, stands

PUT = NewOffer(reply=Reply.WAITS, text="明晚起不再施工", channel="page")
CALLED = ResidentsWord("phone", "物业已经来过了，不用再管")


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def put(house: Cast) -> UUID:
    """A complaint that is checked and decided, and whose solution waits for the resident's word."""
    case_id, he = done(house), house.actor(house.he)
    services.note_facts(he, case_id, FOUND, at=house.later(minutes=1))
    services.decide(he, case_id, DECIDED, at=house.later(minutes=1))
    services.talk_through(he, case_id, PUT, at=house.later(minutes=1))
    return case_id


def words(case_id: UUID, kind: str) -> int:
    return JournalEvent.objects.filter(refs__case=str(case_id), kind=kind).count()


def test_what_only_waits_for_a_word_does_not_close_a_complaint(house: Cast) -> None:
    case_id, he = put(house), house.actor(house.he)
    with pytest.raises(Refused):
        services.close(he, case_id, at=house.later(minutes=1))
    assert stands(house, case_id)["C07"] == "running"
    services.answer_offer(house.resident(), case_id, Reply.ACCEPTS, "", at=house.later(minutes=5))
    services.answer_offer(house.resident(), case_id, Reply.ACCEPTS, "", at=house.later(minutes=1))
    services.close(he, case_id, at=house.later(minutes=1))
    run_waiting()
    assert stands(house, case_id)["C07"] == "met"
    assert words(case_id, "complaint.solution_offered") == words(case_id, "complaint.solution_put") == 1
    assert promise_verbs.audit().is_clean


def test_a_no_needs_words_and_brings_the_desk_back(house: Cast) -> None:
    case_id, me = put(house), house.resident()
    with pytest.raises(Invalid):
        services.answer_offer(me, case_id, Reply.REFUSES, " ", at=house.later(minutes=1))
    services.answer_offer(me, case_id, Reply.REFUSES, "还要赔偿", at=house.now)
    road = selectors.complaint(house.actor(house.he), case_id, at=house.now)
    assert road is not None and road.open_offer is None
    assert (road.offers[-1].reply, road.offers[-1].words) == (Reply.REFUSES, "还要赔偿")
    assert Case.objects.get(pk=case_id).needs_why == "offer_answered"
    with pytest.raises(Refused):
        services.answer_offer(me, case_id, Reply.ACCEPTS, "", at=house.later(minutes=1))


def test_nobody_answers_for_the_resident_and_a_newer_talk_takes_its_place(house: Cast) -> None:
    case_id, he = put(house), house.actor(house.he)
    with pytest.raises(Denied):
        services.answer_offer(he, case_id, Reply.ACCEPTS, "", at=house.later(minutes=1))
    services.talk_through(he, case_id, NewOffer(reply=Reply.ACCEPTS, text="改为当晚停工"), at=house.later(minutes=1))
    with pytest.raises(Refused):
        services.answer_offer(house.resident(), case_id, Reply.REFUSES, "不行", at=house.later(minutes=1))


def test_the_page_asks_where_the_solution_stands_and_takes_the_answer(house: Cast) -> None:
    case_id, phone = put(house), house.resident_client()
    shown = phone.get(f"/my/{case_id}/").content.decode()
    assert "明晚起不再施工" in shown and "我接受这个方案" in shown and "等您确认" in shown
    assert phone.post(f"/my/{case_id}/agree_offer/").status_code == 302
    shown = phone.get(f"/my/{case_id}/").content.decode()
    assert f"/my/{case_id}/agree_offer/" not in shown and "我接受这个方案" in shown
    assert "回复了方案" in house.client(house.he).get(f"/cases/{case_id}/").content.decode()


def test_a_complaint_is_taken_back_by_the_desk_only_on_the_residents_word(house: Cast) -> None:
    case_id, ma = house.opened_case("cmp.clean", "楼道脏了三天"), house.actor(house.ma)
    for word in (None, ResidentsWord("phone", " "), ResidentsWord("", "不用了")):
        with pytest.raises(Refused) as refused:
            services.withdraw(ma, case_id, Because("no_longer_wanted", word=word), at=house.later(minutes=1))
        assert refused.value.code == "cases.no_word"
    services.withdraw(ma, case_id, Because("no_longer_wanted", word=CALLED), at=house.later(minutes=1))
    fact = JournalEvent.objects.get(kind="case.withdrawn", refs__case=str(case_id))
    assert fact.data["heard"] == "phone"
    assert CALLED.words in [note.text for note in selectors.case(ma, case_id, at=house.now).notes]


def test_a_message_named_must_be_theirs_and_of_after_the_complaint(house: Cast) -> None:
    house.writes("早上好")
    before = Message.objects.get(text="早上好").pk
    house.later(minutes=1)
    case_id, ma = house.opened_case("cmp.clean", "楼道脏了三天"), house.actor(house.ma)
    with pytest.raises(Refused):
        services.withdraw(
            ma, case_id, Because("no_longer_wanted", word=ResidentsWord(message_id=before)), at=house.later(minutes=1)
        )
    contact = Case.objects.get(pk=case_id).contact_id
    house.writes("不用投诉了，已经打扫干净", contact_id=contact)
    theirs = Message.objects.get(text="不用投诉了，已经打扫干净").pk
    services.withdraw(
        ma, case_id, Because("no_longer_wanted", word=ResidentsWord(message_id=theirs)), at=house.later(minutes=1)
    )
    assert not Case.objects.get(pk=case_id).is_open


def test_classing_it_anew_is_no_way_around_and_a_repair_needs_no_word(house: Cast) -> None:
    case_id, ma = house.opened_case("cmp.clean", "楼道脏了三天"), house.actor(house.ma)
    services.classify(ma, case_id, "rep.water.leak", "", at=house.later(minutes=1))
    with pytest.raises(Refused):
        services.withdraw(ma, case_id, Because("no_longer_wanted"), at=house.later(minutes=1))
    assert "住户怎么告诉我们的" in house.client(house.ma).get(f"/cases/{case_id}/withdraw/").content.decode()
    repair = house.opened_case()
    services.withdraw(ma, repair, Because("solved_itself"), at=house.later(minutes=1))
    mine = house.opened_case("cmp.clean", "楼道脏了三天")
    services.withdraw(house.resident(), mine, "", at=house.later(minutes=1))
    assert not Case.objects.filter(pk__in=[repair, mine], is_open=True).exists()


def test_the_desks_form_asks_how_they_said_so_and_says_what_is_missing(house: Cast) -> None:
    case_id, client = house.opened_case("cmp.clean", "楼道脏了三天"), house.client(house.ma)
    house.later(minutes=1)
    address = f"/cases/{case_id}/withdraw/"
    assert "住户怎么告诉我们的" in client.get(address).content.decode()
    given: dict[str, Any] = {"reason": "no_longer_wanted"}
    refused = client.post(address, given)
    assert refused.status_code == 422 and "住户本人" in refused.content.decode()
    assert client.post(address, {**given, "heard": "phone", "said": "不用了"}).status_code == 302


def test_a_complaint_is_merged_into_a_complaint_about_the_same_only(house: Cast) -> None:
    ma = house.actor(house.ma)
    noise, repair = house.opened_case("cmp.noise", "楼上半夜唱歌"), house.opened_case()
    with pytest.raises(Refused) as refused:
        services.merge(ma, noise, repair, at=house.later(minutes=1))
    assert refused.value.code == "cases.complaint_into_other"
    services.merge(ma, repair, noise, at=house.later(minutes=1))  # a repair may go on in a complaint
    again = house.opened_case("cmp.noise", "楼上又在唱歌")
    Case.objects.filter(pk=again).update(about_staff=house.li)
    with pytest.raises(Refused) as refused:
        services.merge(ma, again, noise, at=house.later(minutes=1))
    assert refused.value.code == "cases.complaint_about_others"
    Case.objects.filter(pk=again).update(about_staff=None)
    services.merge(ma, again, noise, at=house.later(minutes=1))
    assert Case.objects.get(pk=again).merged_into_id == noise
