"""Asking somebody to go, on the real database."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.services import register
from guanjia.rooms.cases.types import Because, OpenCase
from guanjia.rooms.dispatch import selectors, services
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.dispatch.types import MAIN
from guanjia.rooms.people import services as people_verbs
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import now
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def open_one(case_id: UUID) -> Assignment:
    return Assignment.objects.get(case=case_id, part=MAIN, state__in=["offered", "taken"])


def test_the_one_with_the_skill_is_asked_and_the_reason_is_kept(house: Cast) -> None:
    case_id = house.opened_case("rep.drain", "马桶堵了")
    row = selectors.of_case(house.actor(house.ma), case_id, at=house.now)[0]
    assert (row.staff_name, row.state) == ("李建军", "offered")
    assert row.answer_by is not None
    assert row.reason == "会给排水，当班至 00:00，手上无单"
    assert Case.objects.get(pk=case_id).state == "dispatched"


def test_whose_zone_it_is_and_who_knows_the_home_stands_in_the_reason(house: Cast) -> None:
    other = house.hired("zhou2", "technician", skills=("plumbing",))
    people_verbs.look_after(other, house.garden.id, "technician", ["3", "北门"])
    first = house.opened_case("rep.drain", "马桶堵了")
    assert open_one(first).staff_id == other
    row = selectors.of_case(house.actor(house.ma), first, at=house.now)[0]
    assert row.reason == "会给排水，当班至 00:00，手上无单，负责 3 栋"
    services.take(house.actor(other), open_one(first).id, at=house.later(minutes=1))
    second = house.opened_case("rep.drain", "又堵了")
    assert open_one(second).reason[-1] == ["known_home", {}]
    translation.activate("en")
    row = selectors.of_case(house.actor(house.ma), first, at=house.now)[0]
    assert row.reason == "skilled in Plumbing, on duty until 00:00, free now, looks after building 3"


def test_offers_that_stand_count_as_load_so_the_limit_holds(house: Cast) -> None:
    cases = [house.opened_case("rep.drain", f"马桶堵了 {n}", urgency="u2") for n in range(7)]
    asked = [Assignment.objects.filter(case=case_id, state="offered").exists() for case_id in cases]
    assert asked == [True] * 6 + [False]
    pressing = house.opened_case("rep.drain", "水漫到楼下了", urgency="u1")
    assert ["over_limit", {"most": 6}] in open_one(pressing).reason


def test_a_second_telling_asks_nobody_twice(house: Cast) -> None:
    case_id = house.opened_case()
    assert services.offer(case_id, at=house.now) is None
    assert Assignment.objects.filter(case=case_id).count() == 1


def test_an_offer_not_taken_in_time_goes_to_the_next_then_to_the_desk(house: Cast) -> None:
    second = house.hired("zhou2", "technician", skills=("plumbing",))
    case_id = house.opened_case("rep.drain", "马桶堵了")
    first = open_one(case_id).staff_id
    house.later(minutes=3)
    assert services.sweep(at=now()) == 1
    assert open_one(case_id).staff_id == ({house.li, second} - {first}).pop()
    house.later(minutes=3)
    services.sweep(at=now())
    case = Case.objects.get(pk=case_id)
    assert (case.state, case.needs_desk, case.needs_why) == ("classified", True, "unassigned")
    told = JournalEvent.objects.filter(kind="case.unassigned", refs__case=str(case_id))
    assert told.count() == 1
    assert services.sweep(at=now()) == 0


def test_declining_asks_the_next_at_once(house: Cast) -> None:
    other = house.hired("zhou2", "technician", skills=("plumbing",))
    case_id = house.opened_case()
    row = open_one(case_id)
    who = house.actor(row.staff_id)
    with pytest.raises(Invalid):
        services.decline(who, row.id, "no_wish", at=house.now)
    services.decline(who, row.id, "busy", at=house.later(minutes=1))
    services.decline(who, row.id, "busy", at=house.later(minutes=1))
    assert open_one(case_id).staff_id == ({house.li, other} - {row.staff_id}).pop()


def test_taking_puts_the_case_in_hand_once(house: Cast) -> None:
    case_id = house.opened_case()
    row = open_one(case_id)
    with pytest.raises(Denied):
        services.take(house.actor(house.wang), row.id, at=house.now)
    services.take(house.actor(house.li), row.id, at=house.later(minutes=1))
    services.take(house.actor(house.li), row.id, at=house.later(minutes=1))
    assert services.sweep(at=house.later(hours=1)) == 0
    case = Case.objects.get(pk=case_id)
    assert (case.state, case.worker_id) == ("in_hand", house.li)
    assert JournalEvent.objects.filter(kind="case.taken_on", refs__case=str(case_id)).count() == 1


def test_an_expired_offer_cannot_be_taken(house: Cast) -> None:
    case_id = house.opened_case("rep.drain", "马桶堵了")
    row = open_one(case_id)
    house.later(minutes=5)
    services.sweep(at=now())
    with pytest.raises(Refused, match="time to take"):
        services.take(house.actor(row.staff_id), row.id, at=house.now)


def test_the_desk_names_somebody_and_the_former_one_is_relieved(house: Cast) -> None:
    case_id = house.taken_case()
    ma = house.actor(house.ma)
    with pytest.raises(Invalid):
        services.assign(ma, case_id, house.wang, at=house.now)
    made = services.assign(ma, case_id, house.wang, Because("too_much", "李在 2 栋抢修"), at=house.later(minutes=1))
    assert services.assign(ma, case_id, house.wang, at=house.now) == made
    assert Case.objects.get(pk=case_id).worker_id is None
    services.take(house.actor(house.wang), made, at=house.later(minutes=1))
    case = Case.objects.get(pk=case_id)
    assert (case.worker_id, case.state) == (house.wang, "in_hand")
    rows = selectors.of_case(ma, case_id, at=house.now)
    assert [row.state for row in rows] == ["released", "taken"]
    assert rows[0].end_reason == "手上工单已满 · 马丽"
    assert rows[1].reason.startswith("前台指派：手上工单已满：李在 2 栋抢修")
    fact = JournalEvent.objects.get(kind="assignment.released", refs__case=str(case_id))
    assert (fact.data["reason"], fact.refs["by_staff"]) == ("too_much", str(house.ma))
    with pytest.raises(Denied):
        services.assign(house.actor(house.li), case_id, house.li, at=house.now)
    with pytest.raises(Refused):
        services.assign(ma, case_id, house.gao, at=house.now)


def test_who_gives_a_task_back_makes_room_for_another(house: Cast) -> None:
    other = house.hired("zhou2", "technician", skills=("plumbing",))
    case_id = house.taken_case()
    row = open_one(case_id)
    services.release(house.actor(row.staff_id), row.id, "shift_over", at=house.later(minutes=5))
    assert open_one(case_id).staff_id == ({house.li, other} - {row.staff_id}).pop()
    assert Case.objects.get(pk=case_id).state == "dispatched"


def test_nobody_on_duty_leaves_it_to_the_desk_and_is_tried_again(house: Cast) -> None:
    case_id = house.opened_case("rep.lift", "电梯抖得厉害")
    case = Case.objects.get(pk=case_id)
    assert (case.state, case.needs_why) == ("classified", "unassigned")
    assert services.offer_left(at=house.later(minutes=5)) == 0
    engineer = house.hired("lu", "engineer", skills=("lift",))
    assert services.offer_left(at=house.later(minutes=5)) == 1
    assert open_one(case_id).staff_id == engineer
    assert Case.objects.get(pk=case_id).needs_desk is False


def test_a_case_moved_while_the_round_waits_for_it_is_asked_about_after_that_move(house: Cast) -> None:
    case_id = house.opened_case("rep.lift", "电梯抖得厉害")
    began = house.later(minutes=5)
    cases.change_urgency(house.actor(house.ma), case_id, "u1", "抖得更厉害了", at=house.later(minutes=1))
    cases.transfer(house.actor(house.ma), case_id, house.chen, "shift_over", at=house.now)
    engineer = house.hired("lu", "engineer", skills=("lift",))
    Case.objects.filter(pk=case_id).update(moved_at=house.now)
    assert services.offer_left(at=began) == 1  # the round began a minute before the desk's move
    assert open_one(case_id).staff_id == engineer
    told = JournalEvent.objects.filter(kind="assignment.offered", refs__case=str(case_id)).latest("id")
    assert told.at == house.now


def test_a_case_that_cannot_be_offered_now_holds_up_no_other_and_loses_no_offer(house: Cast) -> None:
    first, second = house.opened_case("rep.drain", "马桶堵了"), house.opened_case("rep.drain", "地漏堵了")
    house.later(minutes=3)
    Case.objects.filter(pk=first).update(moved_at=house.now + timedelta(hours=5))  # the clock was set back since
    assert services.sweep(at=now()) == 1
    assert [one.state for one in Assignment.objects.filter(case=first)] == ["offered"]
    assert Assignment.objects.filter(case=second, state="expired").count() == 1
    assert services.sweep(at=now()) == 0
    Case.objects.filter(pk=first).update(moved_at=house.now - timedelta(minutes=1))
    assert services.sweep(at=now()) == 1


def test_when_the_work_is_done_nobody_is_expected_and_refused_work_comes_back(house: Cast) -> None:
    case_id = house.done_case()
    assert not Assignment.objects.filter(case=case_id, state__in=["offered", "taken"]).exists()
    cases.refuse(house.resident(), case_id, "not_fixed", at=house.later(minutes=1))
    run_waiting()
    assert open_one(case_id).staff_id == house.li


def test_a_complaint_about_the_supervisor_goes_above(house: Cast) -> None:
    wanted = OpenCase(
        community_id=house.garden.id, text="主管骂人", channel="phone", topic="cmp.staff", about_staff_id=house.he
    )
    case_id = register(house.actor(house.ma), wanted, at=house.now).id
    run_waiting()
    asked = set(Assignment.objects.filter(case=case_id).values_list("staff_id", flat=True))
    assert house.he not in asked
    with pytest.raises(Denied):
        services.assign(house.actor(house.zhao), case_id, house.he, at=house.now)
    with pytest.raises(Missing):  # her desk neither sees nor handles it
        services.assign(house.actor(house.ma), case_id, house.zhao, at=house.now)


def test_who_a_complaint_turns_out_to_be_about_is_taken_off_it(house: Cast) -> None:
    from guanjia.rooms.cases import services as cases

    case_id = house.opened_case("cmp.noise", "半夜装修，叫保安来还被骂")
    asked = open_one(case_id)
    cases.name_about(house.actor(house.ma), case_id, asked.staff_id, at=house.later(minutes=1))
    run_waiting()
    assert not Assignment.objects.filter(case=case_id, staff=asked.staff_id, state__in=["offered", "taken"]).exists()
    with pytest.raises(Denied):
        cases.transfer(house.actor(house.ma), case_id, asked.staff_id, "", at=house.now)


def test_a_worker_sees_their_own_tasks(house: Cast) -> None:
    case_id = house.opened_case()
    li = house.actor(house.li)
    rows = selectors.tasks(li, at=house.now).rows
    assert [(row.case_id, row.state, row.place, row.phone) for row in rows] == [
        (case_id, "offered", "3-2-1402", "138****6027")
    ]
    assert len(selectors.tasks(house.actor(house.wang), at=house.now)) == 0
    with pytest.raises(Missing):
        selectors.task(house.actor(house.gao), rows[0].id, at=house.now)


def test_the_desk_sees_who_could_go_the_fitting_first(house: Cast) -> None:
    case_id = house.opened_case()
    rows = selectors.choices(house.actor(house.ma), case_id, at=house.now)
    assert (rows[0].staff_id, rows[0].fits) == (house.li, True)
    assert any(row.staff_id == house.wang and not row.fits for row in rows)


def test_two_open_askings_for_one_part_cannot_be_written(house: Cast) -> None:
    case_id = house.opened_case()
    row = open_one(case_id)
    with pytest.raises(IntegrityError, match="assignment_one_open_per_part"), transaction.atomic():
        Assignment.objects.create(
            community_id=row.community_id,
            case_id=case_id,
            staff_id=house.wang,
            offered_at=house.now,
            answer_by=house.now,
        )
