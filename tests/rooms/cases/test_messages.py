"""What becomes of a resident's message."""

import pytest

from guanjia.rooms.cases import services
from guanjia.rooms.cases.models import Case, CaseNote
from guanjia.rooms.cases.services import Heard
from guanjia.rooms.dispatch.models import Assignment
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def kinds(conversation: object) -> list[str]:
    rows = JournalEvent.objects.filter(refs__conversation=str(conversation)).order_by("at", "id")
    return list(rows.values_list("kind", flat=True))


def test_a_sure_message_is_classified_by_the_house_and_somebody_is_asked(house: Cast) -> None:
    talk = house.writes("卫生间马桶堵了，冲不下去")
    case = Case.objects.get(conversation=talk)
    assert (case.topic, case.urgency, case.needs_desk, case.owner_id) == ("rep.drain", "u1", False, None)
    fact = JournalEvent.objects.get(kind="case.classified", refs__case=str(case.id))
    assert fact.data["sure"] is True
    assert "staff" not in fact.refs
    assert Assignment.objects.get(case=case).staff_id == house.li


def test_an_unsure_message_waits_for_the_desk_with_suggestions(house: Cast) -> None:
    talk = house.writes("家里有点问题，水和电都不太好")
    case = Case.objects.get(conversation=talk)
    assert (case.state, case.needs_desk) == ("taken", True)
    assert not Assignment.objects.filter(case=case).exists()


def test_a_second_message_joins_the_open_case(house: Cast) -> None:
    talk = house.writes("马桶堵了")
    house.later(minutes=3)
    assert house.writes("就是主卫那个") == talk
    assert Case.objects.count() == 1
    assert CaseNote.objects.get(kind="word").text == "就是主卫那个"


def test_asking_again_is_counted_on_the_open_case(house: Cast) -> None:
    house.writes("马桶堵了")
    house.later(minutes=40)
    house.writes("师傅怎么还没来，等了好久了")
    assert Case.objects.get().hurried == 1


def test_an_emergency_is_never_hidden_in_an_older_matter(house: Cast) -> None:
    talk = house.writes("楼道灯不亮")
    house.later(minutes=5)
    house.writes("我被关在电梯里了！")
    urgent = Case.objects.get(conversation=talk, topic="emg.lift")
    assert urgent.urgency == "u0"
    assert Case.objects.count() == 2


def test_for_an_emergency_the_guard_is_sent_beside_whoever_owns_it(house: Cast) -> None:
    house.writes("厨房水管爆了，水漫出来了")
    case = Case.objects.get()
    asked = set(Assignment.objects.filter(case=case).values_list("staff_id", flat=True))
    assert asked == {house.li, house.sun}


def test_it_is_fine_now_is_shown_to_the_desk_and_closes_nothing(house: Cast) -> None:
    house.writes("马桶堵了")
    house.later(minutes=10)
    house.writes("已经好了，不用来了")
    case = Case.objects.get()
    assert (case.says_fine, case.needs_desk, case.is_open, case.hurried) == (True, True, True, 0)


def test_a_known_question_gets_the_standard_answer_and_closes_on_the_residents_word_only(house: Cast) -> None:
    talk = house.writes("请问物业费多少钱一平")
    case = Case.objects.get(conversation=talk)
    assert (case.topic, case.auto_answered, case.is_open) == ("inq.fee", True, True)
    assert "message.auto_answered" in kinds(talk)
    assert "message.answered" not in kinds(talk)  # no person's promise is met
    house.later(minutes=2)
    house.writes("好的谢谢")
    case.refresh_from_db()
    assert case.state == "closed"
    accepted = JournalEvent.objects.get(kind="case.accepted", refs__case=str(case.id))
    assert accepted.data["by"] == "resident"


@pytest.mark.parametrize("text", ["谢谢", "你好", "在吗"])
def test_small_talk_opens_no_case(house: Cast, text: str) -> None:
    house.writes(text)
    assert not Case.objects.exists()


def test_the_same_message_taken_in_twice_counts_once(house: Cast) -> None:
    talk = house.writes("马桶堵了")
    heard = Heard(
        key=new_id(),
        community_id=house.garden.id,
        conversation_id=talk,
        contact_id=house.zhou_contact,
        channel="wechat",
        text="主卫那个",
    )
    for _ in range(2):
        services.take_in_message(heard, at=house.later(minutes=1))
    assert CaseNote.objects.count() == 1
    first = Case.objects.get()
    again = Heard(
        key=first.heard_id or new_id(),
        community_id=house.garden.id,
        conversation_id=talk,
        contact_id=house.zhou_contact,
        channel="wechat",
        text=first.text,
    )
    services.take_in_message(again, at=house.now)
    assert (Case.objects.count(), CaseNote.objects.count()) == (1, 1)


def test_a_message_to_a_merged_case_goes_to_the_one_that_carries_on(house: Cast) -> None:
    house.writes("马桶堵了")
    mine = Case.objects.get()
    other = house.opened_case("rep.drain", "主管道堵")
    services.merge(house.actor(house.ma), mine.id, other, at=house.later(minutes=2))
    run_waiting()
    house.later(minutes=2)
    house.writes("什么时候来")
    assert Case.objects.count() == 2
    assert CaseNote.objects.filter(case=other, text="什么时候来").exists()


def test_a_resident_on_their_own_page_is_read_like_a_message(house: Cast) -> None:
    from guanjia.rooms.cases.types import OpenCase

    wanted = OpenCase(community_id=house.garden.id, text="厨房水龙头漏水", channel="page", home_id=house.home.id)
    made = services.register(house.resident(), wanted, at=house.now)
    case = Case.objects.get(pk=made.id)
    assert (case.topic, case.contact_id, case.owner_id) == ("rep.water.leak", house.zhou_contact, None)


def said(house: Cast, talk: object) -> list[str]:
    from guanjia.rooms.conversations.models import Message

    return list(
        Message.objects.filter(conversation=talk, author="machine")
        .order_by("at", "id")
        .values_list("script", flat=True)
    )


def test_the_resident_hears_the_number_what_happens_next_and_that_it_is_done(house: Cast) -> None:
    from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report
    from guanjia.rooms.conversations.models import Message
    from guanjia.rooms.dispatch import services as dispatch
    from tests.cast import PICTURE

    talk = house.writes("马桶堵了")
    case = Case.objects.get()
    assert "W17" in said(house, talk)
    assert case.number in Message.objects.get(conversation=talk, script="W17").text
    li = house.actor(house.li)
    dispatch.take(li, Assignment.objects.get(case=case).id, at=house.later(minutes=1))
    services.pause(li, case.id, "part_on_order", at=house.later(minutes=10))
    services.resume(li, case.id, at=house.later(minutes=10))
    services.add_photo(li, case.id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=house.now)
    services.add_photo(li, case.id, NewPhoto(PICTURE, PhotoOf.AFTER), at=house.now)
    services.done(li, case.id, Report("疏通好了", tested=True), at=house.later(minutes=10))
    run_waiting()
    told = Message.objects.get(conversation=talk, script="W23").text
    assert "疏通好了" in told
    assert "/r/" in told
    assert "{" not in told
    kinds_of_answer = [kind for kind in kinds(talk) if kind == "message.answered"]
    assert not kinds_of_answer  # a machine's word keeps nobody's promise


def test_who_speaks_up_after_the_work_is_done_is_not_settled_by_silence(house: Cast) -> None:
    talk = house.writes("马桶堵了")
    case_id = Case.objects.get(conversation=talk).id
    from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report
    from guanjia.rooms.dispatch import services as dispatch
    from tests.cast import PICTURE

    li = house.actor(house.li)
    dispatch.take(li, Assignment.objects.get(case=case_id).id, at=house.later(minutes=1))
    services.add_photo(li, case_id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=house.now)
    services.add_photo(li, case_id, NewPhoto(PICTURE, PhotoOf.AFTER), at=house.now)
    services.done(li, case_id, Report("疏通好了", tested=True), at=house.later(minutes=20))
    run_waiting()
    house.later(hours=2)
    house.writes("还是有点慢")
    case = Case.objects.get(pk=case_id)
    assert (case.needs_why, case.settle_at) == ("not_fine", None)
    assert services.settle_silence(at=house.later(days=9)) == 0


def test_a_resident_sees_what_they_reported_by_phone_on_their_page(house: Cast) -> None:
    from guanjia.rooms.cases import selectors
    from guanjia.rooms.cases.types import OpenCase
    from guanjia.rooms.people import services as people

    phone = house.contact("13812346027", "周敏", channel="phone")
    people.know_contact(phone, house.zhou, house.now)
    wanted = OpenCase(
        community_id=house.garden.id, text="漏水", channel="phone", contact_id=phone, topic="rep.water.leak"
    )
    made = services.register(house.actor(house.ma), wanted, at=house.now)
    assert selectors.case(house.resident(), made.id, at=house.now).number == made.number
