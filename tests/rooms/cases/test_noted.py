"""Standards whose facts the verbs tell by themselves: what was noted, why who goes, who looked, what came again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guanjia.rooms.cases import services
from guanjia.rooms.cases.services.looking import see_contact
from guanjia.rooms.cases.types import Caller, OpenCase
from guanjia.rooms.people.types import UnmaskReason
from guanjia.rooms.promises import services as verbs
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import Answer
from guanjia.shared import jobs
from guanjia.shared.errors import Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.cases.test_gates import stands


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def test_what_the_desk_takes_down_in_full_keeps_the_lists_of_intake(house: Cast) -> None:
    wanted = OpenCase(
        community_id=house.garden.id,
        text="厨房龙头漏水",
        channel="phone",
        topic="rep.water.leak",
        home_id=house.home.id,
        staff_id=house.ma,
    )
    ma, caller = house.actor(house.ma), Caller(phone="13812346027", name="周敏")
    full = services.take_down(ma, caller, wanted, at=house.now).id
    assert stands(full, "A06") == stands(full, "B01") == ("met", [])
    assert Promise.objects.get(standard="A32").state == "met"  # heard, then written down
    stranger = Caller(phone="13700000000", name="路人")
    short = services.take_down(ma, stranger, replace(wanted, home_id=None), at=house.later(minutes=1)).id
    assert stands(short, "A06") == ("missed", ["item:place"])
    assert stands(short, "B01") == ("missed", ["item:address"])
    assert verbs.audit().is_clean


def test_what_a_machine_takes_in_is_no_work_of_the_desk(house: Cast) -> None:
    house.writes("厨房水龙头漏水，3栋2单元1402")
    assert not Promise.objects.filter(standard__in=["A06", "B01"]).exists()


def test_every_offer_says_why_this_person_goes(house: Cast) -> None:
    case_id = house.opened_case()
    assert stands(case_id, "B04") == stands(case_id, "L11") == ("met", [])


def test_a_part_is_passed_on_in_writing_and_somebody_owns_the_whole(house: Cast) -> None:
    case_id = house.opened_case()
    with pytest.raises(Refused, match="分工"):
        services.pass_on(house.actor(house.ma), case_id, "works", at=house.now)
    services.pass_on(house.actor(house.ma), case_id, "works", "请看总阀", at=house.now)
    assert stands(case_id, "B38") == ("met", [])


def test_who_asks_afterwards_asks_all_the_questions(house: Cast) -> None:
    first, second, third = (house.done_case(text=f"龙头漏水 {number}") for number in range(3))
    he = house.actor(house.he)
    scores = dict.fromkeys(("attitude", "quality", "speed", "overall"), 5)
    for case_id, given in ((first, Answer(5, "好", scores)), (second, Answer(5))):
        surveys.answer(he, FollowUp.objects.get(case=case_id).id, given, at=house.later(minutes=5))
    surveys.rate(house.resident(), third, Answer(4), at=house.later(minutes=1))
    assert stands(first, "D07") == ("met", [])
    assert stands(second, "D07") == ("missed", ["item:attitude", "item:quality", "item:speed"])
    assert not Promise.objects.filter(subject_id=third, standard="D07").exists()  # nobody asked


def test_who_saw_a_number_in_full_is_on_record(house: Cast) -> None:
    case_id = house.taken_case()
    see_contact(house.actor(house.li), case_id, UnmaskReason.CALL, at=house.later(minutes=1))
    assert stands(house.li, "L04") == ("met", [])
    assert verbs.audit().is_clean


def test_a_leaking_wall_is_covered_first(house: Cast) -> None:
    case_id = house.opened_case("rep.wall", "外墙渗水")
    services.taken_on(house.actor(house.ma), case_id, house.li, at=house.later(minutes=1))
    services.contain(house.actor(house.li), case_id, at=house.later(hours=5))
    assert stands(case_id, "B45") == ("met", [])


def test_the_same_trouble_at_the_same_home_is_told_within_the_handbooks_time(house: Cast) -> None:
    def told() -> list[tuple[str, str]]:
        rows = JournalEvent.objects.filter(kind="case.repeated").order_by("id")
        return [(row.refs["case"], row.refs["of"]) for row in rows]

    first = house.closed_case()
    house.opened_case("rep.drain", "马桶堵了")
    assert told() == []
    house.later(days=20)
    again = house.opened_case()
    assert told() == [(str(again), str(first))]
    complaint = house.opened_case("cmp.late", "维修太慢")
    house.later(days=89)
    house.opened_case()  # of a repair that is too long ago
    second = house.opened_case("cmp.late", "又拖")
    assert told()[1:] == [(str(second), str(complaint))]
    assert timedelta(days=89) < house.now - JournalEvent.objects.filter(kind="case.opened").earliest("at").at
    jobs.run_waiting()
