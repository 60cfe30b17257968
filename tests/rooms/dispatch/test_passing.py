"""Work on its way between people: passed on, lying open, moved at the end of a shift, shared with helpers."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import Because, NewPhoto, PhotoOf, Report, Window
from guanjia.rooms.dispatch import selectors, services
from guanjia.rooms.dispatch.models import Assignment, Opening
from guanjia.rooms.dispatch.types import MAIN, HelpWanted
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.models import Shift
from guanjia.rooms.people.types import NewShift
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.errors import Denied, Invalid, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import now
from tests.cast import DAY_ENDS, PICTURE, SAFE, Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def open_one(case_id: UUID, part: str = MAIN) -> Assignment:
    return Assignment.objects.get(case=case_id, part=part, state__in=["offered", "taken"])


# Passing on -------------------------------------------------------------------------------------------------------


def test_a_task_is_passed_on_to_a_colleague_who_fits_and_both_read_why(house: Cast) -> None:
    other = house.hired("zhou2", "technician", skills=("plumbing",))
    case_id = house.taken_case()
    row = open_one(case_id)
    colleague = ({house.li, other} - {row.staff_id}).pop()
    me, why = house.actor(row.staff_id), Because("too_much", "下午去 1 栋")
    with pytest.raises(Refused, match="trade"):
        services.pass_on(me, row.id, house.wang, why, at=house.now)
    with pytest.raises(Invalid):
        services.pass_on(me, row.id, colleague, Because("no_such"), at=house.now)
    with pytest.raises(Denied):
        services.pass_on(house.actor(house.wang), row.id, colleague, why, at=house.now)
    made = services.pass_on(me, row.id, colleague, why, at=house.later(minutes=1))
    assert (open_one(case_id).id, open_one(case_id).staff_id) == (made, colleague)
    told = selectors.of_case(house.actor(house.ma), case_id, at=house.now)
    assert told[-1].reason.startswith("同事转来：手上工单已满：下午去 1 栋")
    assert not selectors.gone(me, at=house.now)  # it was theirs to give
    services.decline(house.actor(colleague), made, "busy", at=house.later(minutes=1))
    assert Case.objects.get(pk=case_id).needs_why == "unassigned"  # neither is asked again


def test_nobody_is_passed_work_on_leave_or_with_full_hands(house: Cast) -> None:
    other = house.hired("zhou2", "technician", skills=("plumbing",))
    case_id = house.taken_case()
    row = open_one(case_id)
    colleague = ({house.li, other} - {row.staff_id}).pop()
    for number in range(6):
        mine = house.opened_case("rep.drain", f"堵了 {number}", urgency="u2")
        if open_one(mine).staff_id != colleague:
            services.assign(house.actor(house.ma), mine, colleague, Because("better_suited"), at=house.now)
    with pytest.raises(Refused, match="on hand"):
        services.pass_on(house.actor(row.staff_id), row.id, colleague, Because("too_much"), at=house.now)
    Shift.objects.filter(staff=colleague).delete()
    with pytest.raises(Refused, match="duty"):
        services.pass_on(house.actor(row.staff_id), row.id, colleague, Because("too_much"), at=house.now)


# Lying open -------------------------------------------------------------------------------------------------------


@pytest.fixture
def cleaners(house: Cast) -> list[UUID]:
    return [house.hired(f"cleaner{number}", "cleaner", skills=("cleaning",)) for number in range(2)]


def lying(house: Cast) -> tuple[UUID, Opening]:
    case_id = house.opened_case("bas.dispose", "旧沙发要清运")
    return case_id, Opening.objects.get(case=case_id)


def test_work_of_a_role_the_handbook_names_lies_open_and_the_first_has_it(house: Cast, cleaners: list[UUID]) -> None:
    case_id, opening = lying(house)
    first, second = (house.actor(key) for key in cleaners)
    assert [row.id for row in selectors.openings(second, at=house.now)] == [opening.pk]
    assert not selectors.openings(house.actor(house.li), at=house.now).rows
    with pytest.raises(Refused):
        services.claim(house.actor(house.li), opening.pk, at=house.now)
    made = services.claim(first, opening.pk, at=house.later(minutes=1))
    assert services.claim(first, opening.pk, at=house.now) == made
    with pytest.raises(Refused, match="faster"):
        services.claim(second, opening.pk, at=house.now)
    case = Case.objects.get(pk=case_id)
    assert (case.state, case.worker_id) == ("in_hand", cleaners[0])
    assert selectors.of_case(house.actor(house.ma), case_id, at=house.now)[0].reason.startswith("自己抢单")
    assert not selectors.openings(second, at=house.now).rows


def test_what_nobody_claims_is_offered_to_one(house: Cast, cleaners: list[UUID]) -> None:
    case_id, opening = lying(house)
    assert selectors.next_answer_by(house.garden.id) == opening.closes_at
    house.later(minutes=21)
    assert services.sweep(at=now()) == 1
    assert open_one(case_id).staff_id in cleaners
    with pytest.raises(Refused, match="no longer"):
        services.claim(house.actor(cleaners[0]), opening.pk, at=house.now)
    assert Opening.objects.filter(case=case_id).count() == 1


def test_what_is_pressing_is_offered_at_once_and_the_desk_may_name_somebody(house: Cast, cleaners: list[UUID]) -> None:
    assert open_one(house.opened_case("bas.clean", "大堂有呕吐物")).staff_id in cleaners
    case_id, opening = lying(house)
    services.assign(house.actor(house.ma), case_id, cleaners[1], at=house.now)
    opening.refresh_from_db()
    assert opening.state == "closed"


def test_an_opening_that_is_claimed_names_the_assignment(house: Cast, cleaners: list[UUID]) -> None:
    _, opening = lying(house)
    with pytest.raises(IntegrityError, match="opening_claimed_by_one"), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(state="claimed", ended_at=house.now)


# Ends of shifts and leaves ----------------------------------------------------------------------------------------


def next_shift(house: Cast, staff_id: UUID, starts: datetime) -> None:
    shift = NewShift(staff_id, house.garden.id, "technician", starts, starts + timedelta(hours=8))
    people_verbs.roster([shift])


def test_what_is_pressing_moves_at_the_end_of_the_shift_and_what_can_wait_stays(house: Cast) -> None:
    urgent = house.taken_case("rep.drain", "马桶堵了，漫水")
    waits = house.taken_case()
    Case.objects.filter(pk=urgent).update(urgency="u1")
    Case.objects.filter(pk=waits).update(urgency="u2")
    next_shift(house, house.li, DAY_ENDS + timedelta(hours=9))
    night = house.hired("night", "technician", skills=("plumbing",))
    Shift.objects.filter(staff=night).delete()
    next_shift(house, night, DAY_ENDS)
    house.now = DAY_ENDS + timedelta(minutes=5)
    assert services.hand_over(at=house.now) == 0  # who is nearly through finishes
    assert services.hand_over(at=house.later(minutes=20)) == 1
    assert services.hand_over(at=house.later(minutes=1)) == 0
    assert (open_one(urgent).staff_id, open_one(waits).staff_id) == (night, house.li)
    assert open_one(urgent).reason[0] == ["taken_over", {"reason": "shift_over"}]
    told = selectors.gone(house.actor(house.li), at=house.now)
    assert [(row.case_id, row.why) for row in told] == [(urgent, "交班")]


def test_begun_and_paused_work_stays_and_an_early_visit_moves(house: Cast) -> None:
    begun, paused, visit = house.taken_case(), house.taken_case("rep.drain", "堵"), house.taken_case("rep.drain", "慢")
    li = house.actor(house.li)
    cases.arrive(li, begun, at=house.later(minutes=10))
    cases.pause(li, paused, "part_on_order", at=house.now)
    window = Window(DAY_ENDS + timedelta(hours=1), DAY_ENDS + timedelta(hours=2))
    cases.agree_appointment(li, visit, window, at=house.now)
    Case.objects.update(urgency="u2")
    next_shift(house, house.li, DAY_ENDS + timedelta(hours=9))
    house.now = DAY_ENDS + timedelta(minutes=30)
    assert services.hand_over(at=house.now) == 1
    assert Case.objects.get(pk=visit).needs_why == "unassigned"  # nobody else is there: the desk knows
    assert {open_one(begun).staff_id, open_one(paused).staff_id} == {house.li}


def test_a_leave_takes_the_shifts_away_and_moves_what_is_in_hand(house: Cast) -> None:
    case_id = house.taken_case()
    other = house.hired("zhou2", "technician", skills=("plumbing",))
    starts, zhao = house.later(hours=1), house.actor(house.zhao)
    with pytest.raises(Denied):
        people_verbs.grant_leave(house.actor(house.ma), house.li, starts, starts + timedelta(days=3), at=house.now)
    with pytest.raises(Invalid):
        people_verbs.grant_leave(zhao, house.li, starts, starts, at=house.now)
    for _ in range(2):
        people_verbs.grant_leave(zhao, house.li, starts, starts + timedelta(days=3), at=house.now)
    assert JournalEvent.objects.filter(kind="staff.leave_granted").count() == 1
    assert [shift.ends for shift in Shift.objects.filter(staff=house.li)] == [starts]
    assert services.hand_over(at=house.later(minutes=21)) == 1
    assert open_one(case_id).staff_id == other
    assert open_one(case_id).reason[0] == ["taken_over", {"reason": "on_leave"}]


def test_work_named_to_somebody_off_duty_stays_theirs(house: Cast) -> None:
    Shift.objects.filter(staff=house.li).update(ends=house.now)
    case_id = house.opened_case()
    made = services.assign(house.actor(house.ma), case_id, house.li, at=house.later(minutes=1))
    services.take(house.actor(house.li), made, at=house.later(minutes=1))
    assert services.hand_over(at=house.later(hours=1)) == 0


# Helpers ----------------------------------------------------------------------------------------------------------


def test_helpers_of_other_departments_have_their_part_and_promise_and_the_owner_stays(house: Cast) -> None:
    case_id = house.taken_case()
    owner, ma = Case.objects.get(pk=case_id).owner_id, house.actor(house.ma)
    until = house.now + timedelta(hours=2)
    guard = services.ask_help(ma, case_id, HelpWanted(role="guard", task="看住水井房门", until=until), at=house.now)
    house.hired("bao", "cleaner", skills=("cleaning",))
    services.ask_help(ma, case_id, HelpWanted(role="cleaner", task="吸干走廊积水"), at=house.now)
    with pytest.raises(Refused, match="already"):
        services.ask_help(ma, case_id, HelpWanted(role="guard", task="再来一个"), at=house.now)
    sun = house.actor(house.sun)
    task = selectors.task(sun, guard, at=house.now)
    assert (task.is_help, task.task, task.until) == (True, "看住水井房门", until)
    services.take(sun, guard, at=house.later(minutes=1))
    case = Case.objects.get(pk=case_id)
    assert (case.owner_id, case.worker_id) == (owner, house.li)
    owed = promises.of_subject("assignment", guard, at=house.now)
    assert [(row.code, row.due_at, row.ended_at) for row in owed] == [("B50", until, None)]
    with pytest.raises(Refused, match="report"):
        services.finish_part(house.actor(house.li), open_one(case_id).id, at=house.now)
    services.finish_part(sun, guard, "门已锁好", at=house.later(minutes=30))
    services.finish_part(sun, guard, "门已锁好", at=house.now)
    assert promises.of_subject("assignment", guard, at=house.now)[0].state == "met"
    assert "门已锁好" in {note.text for note in case_reads.case(ma, case_id, at=house.now).notes}
    assert (Case.objects.get(pk=case_id).state, open_one(case_id).staff_id) == ("in_hand", house.li)


def test_a_part_nobody_of_the_role_can_do_is_refused_with_what_now(house: Cast) -> None:
    case_id, ma = house.taken_case(), house.actor(house.ma)
    with pytest.raises(Refused, match="Nobody"):
        services.ask_help(ma, case_id, HelpWanted(role="cleaner", task="吸水"), at=house.now)
    with pytest.raises(Invalid):
        services.ask_help(ma, case_id, HelpWanted(role="guard", task=" "), at=house.now)
    with pytest.raises(Invalid):
        services.ask_help(ma, case_id, HelpWanted(role="guard", task="看门", until=house.now), at=house.now)
    with pytest.raises(Denied):
        services.ask_help(house.actor(house.li), case_id, HelpWanted(role="guard", task="看门"), at=house.now)


def test_a_declined_part_goes_to_the_next_of_the_role_and_ends_with_the_case(house: Cast) -> None:
    case_id, ma = house.taken_case(), house.actor(house.ma)
    second = house.hired("sun2", "guard", skills=("guard",))
    until = house.now + timedelta(hours=2)
    first = services.ask_help(ma, case_id, HelpWanted(role="guard", task="看门", until=until), at=house.now)
    who = open_one(case_id, "guard").staff_id
    services.decline(house.actor(who), first, "busy", at=house.later(minutes=1))
    row = open_one(case_id, "guard")
    assert (row.staff_id, row.task, row.until) == (({house.sun, second} - {who}).pop(), "看门", until)
    li = house.actor(house.li)
    cases.arrive(li, case_id, at=house.later(minutes=10))
    cases.start(li, case_id, SAFE, at=house.now)
    for of in (PhotoOf.BEFORE, PhotoOf.AFTER):
        cases.add_photo(li, case_id, NewPhoto(PICTURE + of.encode(), of, ""), at=house.now)
    cases.done(li, case_id, Report("好了", tested=True), at=house.later(minutes=10))
    run_waiting()
    assert promises.of_subject("assignment", row.id, at=house.now)[0].state == "met"
