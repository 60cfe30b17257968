"""A complaint's road: checked, decided on a ground, talked through, and closed only then; by nobody who is involved."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case, Decision, Offer
from guanjia.rooms.cases.types import Because, Feedback, NewPhoto, OpenCase, PhotoOf, QueueFilter, Report
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply
from guanjia.rooms.cases.types.dockets import NewDocket
from guanjia.rooms.dispatch import selectors as dispatch_reads
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment, Opening
from guanjia.rooms.dispatch.types import HelpWanted
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, Cast

FOUND = NewFinding(found="到场核实，确有其事", resident_side="吵了三晚", other_side="承认")
DECIDED = NewDecision(outcome=Outcome.PARTLY, text="部分成立", ground="cc_942")
OFFERED = NewOffer(reply=Reply.ACCEPTS, text="明晚起不再施工", words="行")


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def done(house: Cast, topic: str = "cmp.clean") -> UUID:
    """A complaint the supervisor has seen to and the resident has accepted."""
    case_id = house.opened_case(topic, "楼道脏了三天")
    he = house.actor(house.he)
    services.taken_on(he, case_id, at=house.later(minutes=3))
    services.done(he, case_id, Report("已重新清扫"), at=house.later(minutes=30))
    services.accept(house.resident(), case_id, at=house.later(minutes=5))
    run_waiting()
    return case_id


def stands(house: Cast, case_id: UUID) -> dict[str, str]:
    rows = promises.of_subject("case", case_id, at=house.now)
    return {row.code: row.state for row in rows if row.state != "superseded"}


# The road -------------------------------------------------------------------------------------------------------


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


# Who keeps out: every way in ------------------------------------------------------------------------------------

Act = Callable[[Cast, UUID, UUID], object]


def _promise(house: Cast, case_id: UUID) -> UUID:
    return next(
        row.id for row in promises.of_subject("case", case_id, at=house.now) if row.code == "C08" and not row.ended_at
    )


def _follow_up(case_id: UUID) -> UUID:
    return FollowUp.objects.get(case=case_id).pk


WAYS: dict[str, Act] = {
    "take on": lambda h, c, s: services.taken_on(h.actor(s), c, at=h.now),
    "be named by the desk": lambda h, c, s: dispatch.assign(h.actor(h.zhao), c, s, Because("better_suited"), at=h.now),
    "name another": lambda h, c, s: dispatch.assign(h.actor(s), c, h.zhao, Because("better_suited"), at=h.now),
    "be given it to own": lambda h, c, s: services.transfer(h.actor(h.zhao), c, s, "", at=h.now),
    "give it away": lambda h, c, s: services.transfer(h.actor(s), c, h.ma, "", at=h.now),
    "help": lambda h, c, s: dispatch.ask_help(
        h.actor(h.zhao), c, HelpWanted(role="guard_lead", task="协助", staff_id=s), at=h.now
    ),
    "ask for help": lambda h, c, s: dispatch.ask_help(h.actor(s), c, HelpWanted(role="cleaner", task="x"), at=h.now),
    "classify": lambda h, c, s: services.classify(h.actor(s), c, "inq.fee", at=h.now),
    "change the urgency": lambda h, c, s: services.change_urgency(h.actor(s), c, "u3", "x", at=h.now),
    "say whom it is about": lambda h, c, s: services.name_about(h.actor(s), c, h.li, at=h.now),
    "pass on": lambda h, c, s: services.pass_on(h.actor(s), c, "works", "x", at=h.now),
    "note facts": lambda h, c, s: services.note_facts(h.actor(s), c, FOUND, at=h.now),
    "decide": lambda h, c, s: services.decide(h.actor(s), c, DECIDED, at=h.now),
    "talk through": lambda h, c, s: services.talk_through(h.actor(s), c, OFFERED, at=h.now),
    "tell the resident": lambda h, c, s: services.give_feedback(h.actor(s), c, Feedback("progress", "x"), at=h.now),
    "note": lambda h, c, s: services.note(h.actor(s), c, "x", at=h.now),
    "add a photo": lambda h, c, s: services.add_photo(h.actor(s), c, NewPhoto(PICTURE, PhotoOf.AFTER), at=h.now),
    "bring up": lambda h, c, s: services.escalate(h.actor(s), c, "", Because("not_content"), at=h.now),
    "report as done": lambda h, c, s: services.done(h.actor(s), c, Report("x", all_the_same=True), at=h.now),
    "accept": lambda h, c, s: services.accept(h.actor(s), c, at=h.now),
    "refuse": lambda h, c, s: services.refuse(h.actor(s), c, "not_fixed", at=h.now),
    "withdraw": lambda h, c, s: services.withdraw(h.actor(s), c, "sent_twice", at=h.now),
    "merge": lambda h, c, s: services.merge(h.actor(s), c, h.opened_case(), at=h.now),
    "register an order": lambda h, c, s: services.open_docket(
        h.actor(s), c, NewDocket(party="gov_hotline", number="1"), at=h.now
    ),
    "waive its promise": lambda h, c, s: promise_verbs.waive(
        h.actor(s), _promise(h, c), "resident_wish", at=h.now, note="x"
    ),
    "ask for a waiver": lambda h, c, s: promise_verbs.ask_waiver(
        h.actor(s), _promise(h, c), promise_verbs.Asked("x", "resident_wish"), at=h.now
    ),
    "file": lambda h, c, s: services.ask_for_file(h.actor(s), c, None, at=h.now),
}


def everything(house: Cast, key: str, role: str) -> UUID:
    """Somebody of this role who also has a supervisor's duties elsewhere in the company."""
    staff_id = house.hired(key, role, skills=("guard",))
    duties = house.actor(house.zhao).duties
    people_verbs.set_role_duties(house.company_id, {role: duties, "guard": duties})
    return staff_id


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_who_is_involved_to_a_complaint(house: Cast, way: str) -> None:
    case_id = house.opened_case("cmp.guard", "门岗骂人")
    lead = everything(house, "lead", "guard_lead")
    services.name_about(house.actor(house.zhao), case_id, house.sun, at=house.later(minutes=1))
    run_waiting()
    for who in (house.sun, lead):
        with pytest.raises((Denied, Missing, Refused)) as refused:
            WAYS[way](house, case_id, who)
        assert refused.value.code not in {"people.no_duty", "promises.rank"}  # not for want of a duty
    found = Case.objects.get(pk=case_id)
    assert not {found.owner_id, found.worker_id} & {house.sun, lead}
    open_ones = Assignment.objects.filter(case=case_id, state__in=["offered", "taken"])
    assert not {one.staff_id for one in open_ones} & {house.sun, lead}


def test_neither_closes_reopens_nor_asks_afterwards_who_is_involved(house: Cast) -> None:
    case_id = done(house)
    lead = everything(house, "lead", "guard_lead")
    house.settles(case_id)
    Case.objects.filter(pk=case_id).update(state="done")  # naming is for what is open still
    services.name_about(house.actor(house.zhao), case_id, house.sun, at=house.later(minutes=1))
    services.accept(house.resident(), case_id, at=house.later(minutes=1))
    for who in (house.sun, lead):
        with pytest.raises((Denied, Missing)):
            services.close(house.actor(who), case_id, at=house.now)
    services.close(house.actor(house.zhao), case_id, at=house.now)
    run_waiting()
    for who in (house.sun, lead):
        with pytest.raises((Denied, Missing)):
            services.reopen(house.actor(who), case_id, "again", at=house.later(minutes=1))
        with pytest.raises((Denied, Missing)):
            surveys.answer(house.actor(who), _follow_up(case_id), Answer(5), at=house.now)
        with pytest.raises((Denied, Missing)):
            surveys.attempt(house.actor(who), _follow_up(case_id), at=house.now)
    surveys.answer(house.actor(house.ma), _follow_up(case_id), Answer(5), at=house.now)
    assert promise_verbs.audit().is_clean


def test_the_house_asks_nobody_who_is_involved_and_the_board_offers_none(house: Cast) -> None:
    case_id = house.opened_case("cmp.guard", "门岗骂人")
    lead = house.hired("lead", "guard_lead", skills=("guard",))
    services.name_about(house.actor(house.zhao), case_id, house.sun, at=house.later(minutes=1))
    run_waiting()
    offered = {row.staff_id for row in dispatch_reads.choices(house.actor(house.ma), case_id, at=house.now)}
    assert not offered & {house.sun, lead}
    with pytest.raises(Refused):
        dispatch.ask_help(house.actor(house.ma), case_id, HelpWanted(role="guard", task="带路"), at=house.now)


def test_what_lies_open_is_not_claimed_by_who_is_involved(house: Cast) -> None:
    first, second = (house.hired(f"cleaner{number}", "cleaner", skills=("cleaning",)) for number in range(2))
    case_id = house.opened_case("cmp.clean", "保洁态度差，楼道不扫")
    opening = Opening.objects.get(case=case_id)
    services.name_about(house.actor(house.zhao), case_id, first, at=house.later(minutes=1))
    for who in (first, second):  # the second stands beside the one it is about
        with pytest.raises((Missing, Refused)):
            dispatch.claim(house.actor(who), opening.pk, at=house.now)
    assert not dispatch_reads.openings(house.actor(first), at=house.now).rows


# Around customer service ----------------------------------------------------------------------------------------


def around(house: Cast) -> UUID:
    """A complaint about customer service itself, sent by the resident's own way to it."""
    wanted = OpenCase(
        community_id=house.garden.id,
        text="前台推来推去没人管",
        channel="page",
        topic="cmp.staff",
        about_department="service",
    )
    made = services.register(house.resident(), wanted, at=house.now)
    run_waiting()
    return made.id


def test_a_complaint_about_customer_service_goes_a_way_it_neither_sees_nor_handles(house: Cast) -> None:
    case_id = around(house)
    for who in (house.ma, house.chen, house.he):
        actor = house.actor(who)
        assert case_id not in [row.id for row in selectors.queue(actor, at=house.now)]
        assert selectors.counts(actor, at=house.now)["all"] == 0
        assert case_id not in [row.id for row in selectors.of_contact(actor, house.zhou_contact, at=house.now)]
        assert not selectors.queue(actor, QueueFilter(text="推来推去"), at=house.now).rows
        with pytest.raises(Missing):
            selectors.case(actor, case_id, at=house.now)
        with pytest.raises(Missing):
            promises.promise(actor, _promise(house, case_id), at=house.now)
        with pytest.raises(Denied):
            services.transfer(house.actor(house.zhao), case_id, who, "", at=house.now)
    row = Assignment.objects.get(case=case_id, state="offered")
    assert (row.staff_id, row.role) == (house.qa, "quality")
    found = stands(house, case_id)
    assert (found["C01"], found["C02"], found["C03"], found["C26b"]) == ("void", "void", "void", "running")


def test_quality_sees_it_to_its_end_and_somebody_else_asks_afterwards(house: Cast) -> None:
    case_id, qa = around(house), house.actor(house.qa)
    row = Assignment.objects.get(case=case_id, state="offered")
    dispatch.take(qa, row.id, at=house.later(minutes=5))
    services.give_feedback(qa, case_id, Feedback("progress", "品质督查在查", "phone"), at=house.later(minutes=10))
    house.settles(case_id, house.qa)
    services.done(qa, case_id, Report("已约谈前台"), at=house.later(hours=1))
    services.accept(house.resident(), case_id, at=house.later(minutes=5))
    services.close(qa, case_id, at=house.later(minutes=5))
    run_waiting()
    with pytest.raises(Missing):
        surveys.answer(house.actor(house.ma), _follow_up(case_id), Answer(5), at=house.later(minutes=5))
    scores: dict[str, int | str | list[str]] = dict.fromkeys(("attitude", "quality", "speed", "overall"), 5)
    surveys.answer(house.actor(house.zhao), _follow_up(case_id), Answer(5, "", scores), at=house.now)
    assert {code for code, state in stands(house, case_id).items() if state in ("missed", "late")} == set()
    assert promise_verbs.audit().is_clean


def test_a_low_score_about_customer_service_goes_around_it_too(house: Cast) -> None:
    case_id, qa = around(house), house.actor(house.qa)
    services.taken_on(qa, case_id, at=house.later(minutes=5))
    services.done(qa, case_id, Report("已约谈"), at=house.later(hours=1))
    surveys.rate(house.resident(), case_id, Answer(1, "还是一样"), at=house.later(minutes=5))
    again = Case.objects.exclude(pk=case_id).get()
    assert again.about_department == "service"
    with pytest.raises(Missing):
        selectors.case(house.actor(house.ma), again.pk, at=house.now)


def test_naming_somebody_of_the_desk_hides_it_from_the_desk(house: Cast) -> None:
    case_id = house.opened_case("cmp.staff", "前台骂人")
    services.name_about(house.actor(house.ma), case_id, house.chen, at=house.later(minutes=1))
    run_waiting()
    found = Case.objects.get(pk=case_id)
    assert (found.about_department, found.owner_id) == ("service", None)
    with pytest.raises(Missing):
        selectors.case(house.actor(house.ma), case_id, at=house.now)
    assert [one.staff_id for one in Assignment.objects.filter(case=case_id, state="offered")] == [house.qa]


def test_a_department_without_a_way_of_its_own_cannot_be_named(house: Cast) -> None:
    case_id = house.opened_case("cmp.staff", "维修骂人")
    with pytest.raises(Invalid):
        services.name_about(house.actor(house.zhao), case_id, None, department="works", at=house.later(minutes=1))


# Bodies outside -------------------------------------------------------------------------------------------------


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
