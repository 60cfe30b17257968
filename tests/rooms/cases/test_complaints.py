"""A complaint's road: checked, decided on a ground, talked through, and closed only then; by nobody who is involved."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case, Decision, Offer
from guanjia.rooms.cases.types import Because, QueueFilter, Report
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply
from guanjia.rooms.cases.types.dockets import NewDocket
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.surveys.models import FollowUp
from guanjia.shared.errors import Denied, Invalid, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.cases.complained import DECIDED, FOUND, OFFERED, done, stands


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def test_it_is_closed_only_once_checked_decided_and_talked_through(house: Cast) -> None:
    case_id, he = done(house), house.actor(house.he)
    for step in (
        lambda: services.note_facts(he, case_id, FOUND, at=house.later(minutes=1)),
        lambda: services.decide(he, case_id, DECIDED, at=house.later(minutes=1)),
        lambda: services.talk_through(he, case_id, OFFERED, at=house.later(minutes=1)),
    ):
        road = selectors.complaint(he, case_id, at=house.now)
        assert road is not None
        with pytest.raises(Refused) as refused:
            services.close(he, case_id, at=house.now)
        assert refused.value.params["lacks"] == "、".join(road.lacks)  # the page says what the verb will say
        step()
    services.close(he, case_id, at=house.later(minutes=1))
    run_waiting()
    found = stands(house, case_id)
    kept = ("C01", "C06", "C07", "C08", "C13", "C31", "C32")
    assert {code: found[code] for code in kept} == dict.fromkeys(kept, "met")
    assert not {"C11", "C12"} & found.keys()  # it is about nobody
    assert FollowUp.objects.filter(case=case_id).exists()  # satisfaction is asked
    assert promise_verbs.audit().is_clean


def test_both_sides_are_heard_or_it_is_said_why_not(house: Cast) -> None:
    case_id, he = house.opened_case("cmp.noise", "楼上吵"), house.actor(house.he)
    with pytest.raises(Refused, match=r"另一方的说法"):
        services.note_facts(he, case_id, NewFinding(found="x", resident_side="吵"), at=house.later(minutes=5))
    left_out = NewFinding(found="x", resident_side="吵", no_other="locked_")
    with pytest.raises(Invalid):
        services.note_facts(he, case_id, left_out, at=house.now)
    services.note_facts(
        he, case_id, NewFinding(found="无人施工", resident_side="吵", no_other="no_other_side"), at=house.now
    )
    road = selectors.complaint(he, case_id, at=house.now)
    assert road is not None
    assert road.findings[0].other_side == "没有另一方"
    assert stands(house, case_id)["C06"] == "met"


def test_a_decision_names_what_it_rests_on(house: Cast) -> None:
    case_id, he = house.opened_case("cmp.park", "占了车位"), house.actor(house.he)
    for wrong, field in (
        (NewDecision(outcome=Outcome.UPHELD, text="成立"), "ground"),
        (NewDecision(outcome=Outcome.UPHELD, text="成立", ground="no_such"), "ground"),
        (NewDecision(outcome=Outcome.UPHELD, text="成立", ground="contract"), "clause"),
        (NewDecision(outcome=Outcome.UPHELD, text=" ", ground="cc_942"), "text"),
    ):
        with pytest.raises(Invalid) as refused:
            services.decide(he, case_id, wrong, at=house.later(minutes=1))
        assert refused.value.field == field
    own = NewDecision(outcome=Outcome.NOT_UPHELD, text="不成立", clause="停车管理公约第三条")
    services.decide(he, case_id, own, at=house.now)
    services.decide(he, case_id, DECIDED, at=house.later(minutes=1))
    road = selectors.complaint(he, case_id, at=house.now)
    assert road is not None
    assert [(one.outcome, one.ground) for one in road.decisions] == [
        (Outcome.NOT_UPHELD, "停车管理公约第三条"),
        (Outcome.PARTLY, "民法典第九百四十二条；物业应按约定妥善维修、养护、清洁、绿化，维护秩序，制止违法行为并报告"),
    ]
    with pytest.raises(IntegrityError, match="decision_rests_on_something"), transaction.atomic():
        Decision.objects.filter(case=case_id).update(ground="", clause="")


def test_what_the_desk_may_not_decide_goes_up_with_its_reason_and_its_clock(house: Cast) -> None:
    case_id, ma = house.opened_case("cmp.clean", "要求赔偿"), house.actor(house.ma)
    with pytest.raises(Denied):
        services.decide(ma, case_id, DECIDED, at=house.later(minutes=1))
    with pytest.raises(Invalid):
        services.escalate(ma, case_id, "manager", Because("busy", "x"), at=house.now)
    services.escalate(ma, case_id, "manager", Because("compensation", "要求赔三百元"), at=house.now)
    row = next(one for one in promises.of_subject("case", case_id, at=house.now) if one.code == "C33")
    assert (row.state, row.due_at) == ("running", house.now + timedelta(hours=4))
    services.decide(house.actor(house.zhao), case_id, DECIDED, at=house.later(hours=1))
    assert stands(house, case_id)["C33"] == "met"


def test_what_cannot_be_done_in_time_is_reported_before_it_is_late(house: Cast) -> None:
    case_id, he = house.opened_case("cmp.clean", "楼道脏"), house.actor(house.he)
    due = next(one for one in promises.of_subject("case", case_id, at=house.now) if one.code == "C08").due_at
    assert due is not None
    house.now = due - timedelta(hours=11)
    while promise_verbs.sweep(at=house.now):
        pass
    row = next(one for one in promises.of_subject("case", case_id, at=house.now) if one.code == "C34")
    assert row.due_at is not None
    assert row.due_at <= due
    services.escalate(he, case_id, "manager", Because("not_in_time", "保洁公司换人"), at=house.later(minutes=5))
    assert stands(house, case_id)["C34"] == "met"


def test_who_is_not_content_is_talked_to_again_one_level_up(house: Cast) -> None:
    case_id, he, zhao = done(house), house.actor(house.he), house.actor(house.zhao)
    services.note_facts(he, case_id, FOUND, at=house.later(minutes=1))
    services.decide(he, case_id, DECIDED, at=house.later(minutes=1))
    no = NewOffer(reply=Reply.REFUSES, text="补扫一次", words="不行，要道歉")
    services.talk_through(he, case_id, no, at=house.later(minutes=1))
    with pytest.raises(Refused, match=r"报上级后再谈过"):
        services.close(he, case_id, at=house.later(minutes=1))
    services.escalate(he, case_id, "manager", Because("not_content"), at=house.later(minutes=1))
    with pytest.raises(Refused, match=r"报上级后再谈过"):
        services.close(he, case_id, at=house.later(minutes=1))
    services.talk_through(zhao, case_id, no, at=house.later(hours=1))  # heard by the manager, and still not content
    services.close(zhao, case_id, at=house.later(minutes=1))
    rows = promises.of_subject("case", case_id, at=house.now)
    assert [row.state for row in rows if row.code == "C18"] == ["met", "met"]
    assert stands(house, case_id)["C32"] == "met"


def test_who_cannot_be_reached_is_tried_as_often_as_the_handbook_says(house: Cast) -> None:
    case_id, he = done(house), house.actor(house.he)
    services.note_facts(he, case_id, FOUND, at=house.later(minutes=1))
    services.decide(he, case_id, DECIDED, at=house.later(minutes=1))
    nobody = NewOffer(reply=Reply.NOT_REACHED)
    for left in (2, 1):
        services.talk_through(he, case_id, nobody, at=house.later(minutes=30))
        road = selectors.complaint(he, case_id, at=house.now)
        assert road is not None
        assert road.tries_left == left
    services.talk_through(he, case_id, nobody, at=house.later(minutes=30))  # three tries, but on one day
    with pytest.raises(Refused):
        services.close(he, case_id, at=house.now)
    services.talk_through(he, case_id, nobody, at=house.later(days=1))
    services.close(he, case_id, at=house.later(minutes=1))
    assert stands(house, case_id)["C07"] == "void"  # silence is never met
    assert JournalEvent.objects.filter(kind="complaint.unreached", refs__case=str(case_id)).count() == 1


def test_refused_work_is_talked_through_anew(house: Cast) -> None:
    case_id, he = house.opened_case("cmp.clean", "楼道脏"), house.actor(house.he)
    services.taken_on(he, case_id, at=house.later(minutes=3))
    house.settles(case_id)
    services.done(he, case_id, Report("清扫"), at=house.later(minutes=30))
    services.refuse(house.resident(), case_id, "not_fixed", at=house.later(minutes=5))
    assert not Offer.objects.filter(case=case_id, stands=True).exists()
    road = selectors.complaint(he, case_id, at=house.now)
    assert road is not None
    assert road.lacks == ["和业主谈过方案，或按规定次数没联系上"]


def test_the_resident_reads_what_was_decided_and_not_what_the_other_side_said(house: Cast) -> None:
    case_id = house.opened_case("cmp.noise", "楼上吵")
    house.settles(case_id)
    road = selectors.complaint(house.resident(), case_id, at=house.now)
    assert road is not None
    assert (road.findings, road.lacks, road.about) == ([], [], "")
    assert road.decisions[0].ground == "物业服务合同的约定；第六条第二款"
    told = [row.kind for row in selectors.timeline(house.resident(), case_id, at=house.now)]
    assert {"complaint.facts_noted", "complaint.decided", "complaint.solution_offered"} <= set(told)


def test_only_a_complaint_has_such_a_road(house: Cast) -> None:
    with pytest.raises(Refused, match=r"no complaint|不是投诉"):
        services.note_facts(house.actor(house.he), house.opened_case(), FOUND, at=house.later(minutes=1))
    assert selectors.complaint(house.actor(house.he), house.opened_case(), at=house.now) is None


def test_what_a_body_outside_still_waits_for_stays_in_sight_after_closing(house: Cast) -> None:
    case_id, ma = house.closed_case(), house.actor(house.ma)
    docket = services.open_docket(ma, case_id, NewDocket(party="gov_hotline", number="12345-7"), at=house.now)
    services.archive_owed_nothing(at=house.later(days=30))
    assert Case.objects.get(pk=case_id).state == "closed"
    assert [row.id for row in selectors.queue(ma, at=house.now)] == [case_id]
    assert selectors.counts(ma, at=house.now)["all"] == 1
    assert case_id not in [row.id for row in selectors.queue(ma, QueueFilter(closed=True), at=house.now)]
    assert [row.id for row in selectors.queue(house.resident(), QueueFilter(closed=True), at=house.now)] == [case_id]
    services.answer_docket(ma, docket, "已修好，业主认可", at=house.later(minutes=5))
    assert not selectors.queue(ma, at=house.now).rows
    assert [row.id for row in selectors.queue(ma, QueueFilter(closed=True), at=house.now)] == [case_id]
