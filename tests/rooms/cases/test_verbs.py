"""The verbs of a case on the real database."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from guanjia.rooms.cases import services
from guanjia.rooms.cases.models import Case, CaseNote
from guanjia.rooms.cases.types import (
    FAR,
    Because,
    Feedback,
    NewPhoto,
    OpenCase,
    PhotoOf,
    Report,
    Window,
)
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import now
from tests.cast import PICTURE, Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def facts(case_id: UUID, *but: str) -> list[str]:
    kinds = JournalEvent.objects.filter(refs__case=str(case_id)).order_by("at", "id").values_list("kind", flat=True)
    drawn = ("sample.", "still_fixed.")  # by a secret, so there now and then
    return [kind for kind in kinds if not kind.startswith(("promise.", "assignment.", *drawn, *but))]


def state(case_id: UUID) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case_id)


def test_a_case_has_its_clocks_the_moment_it_exists(house: Cast) -> None:
    wanted = OpenCase(
        community_id=house.garden.id,
        text="漏水",
        channel="phone",
        contact_id=house.zhou_contact,
        topic="rep.water.leak",
    )
    made = services.register(house.actor(house.ma), wanted, at=house.now)
    owed = promises.of_subject("case", made.id, at=house.now)
    assert owed
    assert Case.objects.get(pk=made.id).due_at == min(p.due_at for p in owed if p.due_at and not p.ended_at)


def test_numbers_run_on_by_community_and_day(house: Cast) -> None:
    first, second = house.opened_case(), house.opened_case()
    house.later(days=1)
    third = house.opened_case()
    numbers = [Case.objects.get(pk=key).number for key in (first, second, third)]
    assert numbers == ["0302-01", "0302-02", "0303-01"]


def test_an_empty_need_or_an_unknown_topic_is_refused_and_leaves_nothing(house: Cast) -> None:
    ma = house.actor(house.ma)
    for wrong in (
        {"text": "  "},
        {"text": "漏水", "topic": "no.such"},
        {"text": "漏水", "topic": "rep.drain", "urgency": "x"},
    ):
        with pytest.raises(Invalid), transaction.atomic():
            services.register(ma, OpenCase(community_id=house.garden.id, channel="phone", **wrong), at=house.now)  # type: ignore[arg-type]
    assert not Case.objects.exists()


def test_nobody_registers_for_a_community_a_contact_or_a_home_that_is_not_theirs(house: Cast) -> None:
    ma = house.actor(house.ma)
    for more in (
        {"community_id": house.orchard.id},
        {"community_id": house.garden.id, "contact_id": house.stranger_contact},
        {"community_id": house.garden.id, "home_id": house.foreign_home.id},
    ):
        with pytest.raises(Missing):
            services.register(ma, OpenCase(text="漏水", channel="phone", **more), at=house.now)  # type: ignore[arg-type]


def test_the_first_of_the_desk_who_acts_owns_what_the_machine_opened(house: Cast) -> None:
    house.writes("那个事情麻烦看一下")
    case = Case.objects.get()
    assert (case.state, case.owner_id, case.needs_desk) == ("taken", None, True)
    services.classify(house.actor(house.chen), case.id, "rep.door", at=house.later(minutes=2))
    case.refresh_from_db()
    assert (case.state, case.owner_id, case.needs_desk) == ("classified", house.chen, False)
    assert facts(case.id)[:3] == ["case.opened", "case.classified", "case.transferred"]


def test_classifying_again_puts_right_and_the_same_again_changes_nothing(house: Cast) -> None:
    case_id = house.opened_case("rep.drain")
    ma = house.actor(house.ma)
    services.classify(ma, case_id, "rep.water.leak", at=house.later(minutes=1))
    services.classify(ma, case_id, "rep.water.leak", at=house.later(minutes=1))
    assert facts(case_id).count("case.reclassified") == 1
    assert Case.objects.get(pk=case_id).topic == "rep.water.leak"


def test_raising_the_urgency_brings_the_due_time_nearer(house: Cast) -> None:
    case_id = house.opened_case("rep.water.leak")
    before = Case.objects.get(pk=case_id).due_at
    services.change_urgency(house.actor(house.ma), case_id, "u0", "漏到楼下了", at=house.later(minutes=1))
    after = Case.objects.get(pk=case_id)
    assert after.urgency == "u0"
    assert after.due_at <= before
    assert CaseNote.objects.filter(case=case_id, text="漏到楼下了").exists()


def test_only_the_one_who_took_it_works_on_it_and_the_desk_may_write_for_them(house: Cast) -> None:
    case_id = house.taken_case()
    with pytest.raises(Denied):
        services.arrive(house.actor(house.wang), case_id, at=house.later(minutes=5))
    services.arrive(house.actor(house.ma), case_id, at=house.later(minutes=5))
    fact = JournalEvent.objects.get(kind="case.arrived", refs__case=str(case_id))
    assert fact.refs["staff"] == str(house.li)


def test_an_arrival_told_late_counts_when_it_happened_and_once(house: Cast) -> None:
    case_id = house.taken_case()
    li, there = house.actor(house.li), house.later(minutes=10)
    house.later(hours=2)
    services.arrive(li, case_id, at=there)
    services.arrive(li, case_id, at=house.now)
    arrived = JournalEvent.objects.filter(kind="case.arrived", refs__case=str(case_id))
    assert [(row.at, row.recorded_at) for row in arrived] == [(there, house.now)]


def test_a_time_before_the_last_move_or_in_the_future_is_refused(house: Cast) -> None:
    case_id = house.taken_case()
    li = house.actor(house.li)
    with pytest.raises(Refused, match="last step"):
        services.arrive(li, case_id, at=house.now - timedelta(minutes=30))
    with pytest.raises(Refused, match="future"):
        services.arrive(li, case_id, at=house.now + timedelta(hours=1))
    assert "case.arrived" not in facts(case_id)


def test_a_pause_needs_a_reason_of_the_handbook_and_holds_the_clock(house: Cast) -> None:
    case_id = house.taken_case()
    li = house.actor(house.li)
    with pytest.raises(Invalid):
        services.pause(li, case_id, "lunch", at=house.now)
    with pytest.raises(Invalid, match="explanation"):
        services.pause(li, case_id, "police_court", at=house.now)
    services.pause(li, case_id, Because("part_on_order", "等角阀"), at=house.later(minutes=5))
    services.pause(li, case_id, "part_on_order", at=house.later(minutes=1))
    assert state(case_id) == "paused"
    with pytest.raises(Refused, match="Resume it first"):
        services.done(li, case_id, Report(), at=house.now)
    services.resume(li, case_id, at=house.later(hours=1))
    services.resume(li, case_id, at=house.later(minutes=1))
    assert facts(case_id)[-2:] == ["case.paused", "case.resumed"]
    assert Case.objects.get(pk=case_id).pause_reason == ""


def test_done_needs_photos_and_counts_once(house: Cast) -> None:
    case_id = house.taken_case()
    li = house.actor(house.li)
    with pytest.raises(Refused, match="照片"):
        services.done(li, case_id, Report(tested=True), at=house.later(minutes=30))
    services.add_photo(li, case_id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=house.now)
    first = services.add_photo(li, case_id, NewPhoto(PICTURE, PhotoOf.AFTER), at=house.now)
    assert services.add_photo(li, case_id, NewPhoto(PICTURE), at=house.now) == first
    services.done(li, case_id, Report("好了", tested=True), at=house.now)
    services.done(li, case_id, Report("好了", tested=True), at=house.later(minutes=1))
    assert facts(case_id).count("case.done") == 1


def test_what_a_phone_sends_again_later_counts_once(house: Cast) -> None:
    case_id = house.closed_case()
    li = house.actor(house.li)
    before = facts(case_id)
    then = house.now - timedelta(minutes=30)
    house.later(minutes=1)
    services.arrive(li, case_id, at=then)
    services.done(li, case_id, Report("再发一次"), at=then)
    assert facts(case_id) == before
    assert not CaseNote.objects.filter(text="再发一次").exists()


def test_refused_work_goes_on_and_is_accepted_later(house: Cast) -> None:
    case_id = house.done_case()
    resident, li = house.resident(), house.actor(house.li)
    with pytest.raises(Invalid):
        services.refuse(resident, case_id, "because", at=house.now)
    services.refuse(resident, case_id, Because("not_fixed", "还在滴"), at=house.later(minutes=10))
    run_waiting()
    assert state(case_id) == "refused"
    services.resume(li, case_id, at=house.later(minutes=20))
    services.done(li, case_id, Report("重新换了垫圈", tested=True), at=house.later(minutes=20))
    services.accept(resident, case_id, at=house.later(minutes=1))
    services.accept(resident, case_id, at=house.later(minutes=1))
    assert state(case_id) == "closed"
    assert facts(case_id, "follow_up")[-6:] == [
        "case.done",
        "case.refused",
        "case.resumed",
        "case.done",
        "case.accepted",
        "case.closed",
    ]


def test_a_complaint_is_closed_by_a_person_after_the_talk(house: Cast) -> None:
    case_id = house.opened_case("cmp.clean", "楼道很脏没人打扫")
    he = house.actor(house.he)
    services.taken_on(he, case_id, at=house.later(minutes=10))
    services.done(he, case_id, Report("已重新清扫并复查"), at=house.later(hours=1))
    services.accept(house.resident(), case_id, at=house.later(minutes=5))
    assert state(case_id) == "accepted"
    with pytest.raises(Refused, match=r"Missing|缺"):
        services.close(he, case_id, at=house.later(minutes=5))
    house.settles(case_id)
    services.close(he, case_id, at=house.later(minutes=5))
    assert state(case_id) == "closed"


def test_a_question_is_answered_and_closed_in_one_verb(house: Cast) -> None:
    talk = house.writes("怎么办呀这个事情")
    case_id = Case.objects.get(conversation=talk).id
    services.answer_on_the_spot(
        house.actor(house.chen), case_id, "带身份证到前台就行", "inq.card", at=house.later(minutes=3)
    )
    assert state(case_id) == "closed"
    told = facts(case_id)
    assert told[:2] == ["case.opened", "case.classified"]
    assert set(told[2:]) - {"sample.drawn"} == {"case.done", "case.closed", "message.answered"}


def test_work_is_not_answered_on_the_spot(house: Cast) -> None:
    case_id = house.opened_case("rep.drain", "马桶堵了")
    with pytest.raises(Refused, match="on the spot"):
        services.answer_on_the_spot(house.actor(house.ma), case_id, "知道了", at=house.later(minutes=1))


def test_a_closed_case_comes_back_into_hand_within_the_days(house: Cast) -> None:
    case_id = house.closed_case()
    services.reopen(house.resident(), case_id, Because(note="又漏了"), at=house.later(days=2))
    run_waiting()
    case = Case.objects.get(pk=case_id)
    assert (case.state, case.is_open, case.worker_id, case.needs_desk) == ("in_hand", True, house.li, True)


def test_it_is_too_late_to_reopen_after_the_days(house: Cast) -> None:
    case_id = house.closed_case()
    with pytest.raises(Refused, match="days ago"):
        services.reopen(house.resident(), case_id, "", at=house.later(days=8))


def test_merged_promises_end_and_the_other_carries_on(house: Cast) -> None:
    one, other = house.opened_case("rep.drain", "马桶堵"), house.opened_case("rep.drain", "厕所堵了")
    services.merge(house.actor(house.ma), one, other, at=house.later(minutes=1))
    services.merge(house.actor(house.ma), one, other, at=house.later(minutes=1))
    run_waiting()
    merged = Case.objects.get(pk=one)
    assert (merged.state, merged.merged_into_id, merged.due_at) == ("merged", other, FAR)
    assert all(p.ended_at or p.state == "void" for p in promises.of_subject("case", one, at=house.now))
    assert Case.objects.get(pk=other).is_open
    assert CaseNote.objects.filter(case=other, text="马桶堵").exists()
    with pytest.raises(Refused):
        services.merge(house.actor(house.ma), other, one, at=house.later(minutes=1))
    with pytest.raises(Refused):
        services.merge(house.actor(house.ma), other, other, at=house.now)


def test_a_resident_withdraws_without_a_reason_the_desk_only_with_one(house: Cast) -> None:
    case_id = house.opened_case()
    with pytest.raises(Invalid):
        services.withdraw(house.actor(house.ma), case_id, "", at=house.later(minutes=1))
    services.withdraw(house.resident(), case_id, "", at=house.later(minutes=1))
    services.withdraw(house.resident(), case_id, "", at=house.later(minutes=1))
    run_waiting()
    assert facts(case_id).count("case.withdrawn") == 1
    assert not Case.objects.get(pk=case_id).is_open


def test_transfer_keeps_exactly_one_owner(house: Cast) -> None:
    case_id = house.opened_case()
    ma = house.actor(house.ma)
    services.transfer(ma, case_id, house.he, Because("shift_over"), at=house.later(minutes=1))
    services.transfer(house.actor(house.he), case_id, house.he, "", at=house.later(minutes=1))
    assert Case.objects.get(pk=case_id).owner_id == house.he
    moved = JournalEvent.objects.get(kind="case.transferred", refs__case=str(case_id))
    assert (moved.refs["from_staff"], moved.refs["to_staff"]) == (str(house.ma), str(house.he))
    with pytest.raises(Refused, match="serve this community"):
        services.transfer(ma, case_id, house.gao, "", at=house.now)
    with pytest.raises(Denied):
        services.transfer(house.actor(house.li), case_id, house.li, "", at=house.now)


def test_asking_again_and_again_goes_a_step_up(house: Cast) -> None:
    case_id = house.opened_case()
    services.hurry(house.resident(), case_id, at=house.later(hours=1))
    assert Case.objects.get(pk=case_id).escalated_to == ""
    services.hurry(house.resident(), case_id, at=house.later(hours=1))
    assert Case.objects.get(pk=case_id).escalated_to == "supervisor"
    assert facts(case_id)[-3:] == ["case.hurried", "case.hurried", "case.escalated"]


def test_an_appointment_is_moved_only_with_a_reason(house: Cast) -> None:
    case_id = house.taken_case()
    li, hour = house.actor(house.li), timedelta(hours=1)
    start = house.now + 2 * hour
    with pytest.raises(Invalid, match="window"):
        services.agree_appointment(li, case_id, Window(start, start + 5 * hour), at=house.now)
    services.agree_appointment(li, case_id, Window(start, start + 2 * hour), at=house.now)
    services.agree_appointment(li, case_id, Window(start, start + 2 * hour), at=house.now)
    with pytest.raises(Invalid, match="reasons"):
        services.agree_appointment(li, case_id, Window(start + hour, start + 3 * hour), at=house.now)
    services.agree_appointment(li, case_id, Window(start + hour, start + 3 * hour, "resident_asked"), at=house.now)
    assert facts(case_id).count("case.appointment_agreed") == 2


def test_the_price_is_agreed_before_paid_work(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "换个水龙头")
    li, resident = house.actor(house.li), house.resident()
    services.add_photo(li, case_id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=house.now)
    services.add_photo(li, case_id, NewPhoto(PICTURE, PhotoOf.AFTER), at=house.now)
    services.quote(li, case_id, 18_100, at=house.later(minutes=5))
    with pytest.raises(Refused, match="报价"):
        services.done(li, case_id, Report(price=18_100, tested=True), at=house.now)
    with pytest.raises(Invalid, match="changed"):
        services.accept_quote(resident, case_id, 100, at=house.now)
    services.accept_quote(resident, case_id, 18_100, at=house.later(minutes=1))
    services.accept_quote(resident, case_id, 18_100, at=house.later(minutes=1))
    services.done(li, case_id, Report(price=18_100, tested=True), at=house.later(minutes=20))
    assert facts(case_id, "follow_up").count("case.quote_accepted") == 1


def test_silence_is_reminded_twice_then_settled_and_meets_nobodys_promise(house: Cast) -> None:
    case_id = house.done_case()
    for number in (1, 2):
        house.later(days=1)
        assert services.settle_silence(at=now()) == 1
        assert services.settle_silence(at=now()) == 0
        assert Case.objects.get(pk=case_id).reminders == number
    house.later(days=1)
    services.settle_silence(at=now())
    fact = JournalEvent.objects.get(kind="case.accepted", refs__case=str(case_id))
    assert (state(case_id), fact.data["by"]) == ("closed", "silence")


def test_a_case_is_filed_when_nothing_is_owed_on_it_any_more(house: Cast) -> None:
    case_id = house.closed_case()
    services.archive_owed_nothing(at=house.later(hours=1))
    assert state(case_id) == "closed"
    for _ in range(6):
        services.archive_owed_nothing(at=house.later(days=7))
        if state(case_id) == "archived":
            break
    owed = promises.nearest("case", [case_id], at=house.now)
    assert (state(case_id) == "archived") is (not owed)


def test_the_resident_is_told_and_it_is_written_down(house: Cast) -> None:
    talk = house.writes("家里水龙头漏水")
    case_id = Case.objects.get(conversation=talk).id
    services.give_feedback(
        house.actor(house.chen), case_id, Feedback("progress", "师傅已出发，十分钟到"), at=house.later(minutes=3)
    )
    assert {"case.feedback_given", "message.answered"} <= set(facts(case_id))
    with pytest.raises(Invalid):
        services.give_feedback(house.actor(house.chen), case_id, Feedback("gossip", "x"), at=house.now)


def test_a_complaint_about_somebody_is_neither_given_to_nor_taken_by_them(house: Cast) -> None:
    wanted = OpenCase(
        community_id=house.garden.id, text="师傅骂人", channel="phone", topic="cmp.staff", about_staff_id=house.he
    )
    case_id = services.register(house.actor(house.ma), wanted, at=house.now).id
    run_waiting()
    with pytest.raises(Denied, match="about this person"):
        services.transfer(house.actor(house.zhao), case_id, house.he, "", at=house.now)
    with pytest.raises(Missing):
        services.taken_on(house.actor(house.he), case_id, at=house.now)
