"""The planner of rounds: small plans by hand, and what holds for any."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanjia.rooms.rounds.rules.board import Board
from guanjia.rooms.rounds.rules.bounds import Bound, breaches
from guanjia.rooms.rounds.rules.calls import FINE, Lists
from guanjia.rooms.rounds.rules.costing import cost, fair_shares
from guanjia.rooms.rounds.rules.planning import move, plan, replan
from guanjia.rooms.rounds.rules.searching import lay, search
from guanjia.rooms.rounds.rules.work import Done, RoundPlan, Standing, Visit, Weights, Why, Wish, Work, days_apart
from tests.rooms.rounds.asked import (
    AFTERNOON,
    MONDAY,
    MORNING,
    NOON,
    QUICK,
    WEIGHTS,
    days_of,
    home,
    lived,
    period,
    steward,
    work,
    works,
)


def one_building(homes: int = 4, **also: Any) -> Work:
    return work(*(home(f"3-{floor}01") for floor in range(1, homes + 1)), **also)


def test_two_visits_are_as_far_apart_as_the_quota_asks() -> None:
    day = 86_400_000_000
    found = plan(work(home("3-101", times=2, apart=days_apart(14 * day), last=MONDAY - 5)))
    first, second = days_of(found.visits, "3-101")
    assert first >= 15 - 5 and second - first >= 15
    assert (days_apart(0), days_apart(90 * day), days_apart(day // 2)) == (0, 91, 2)


def test_a_quota_of_each_week_is_laid_in_each_week() -> None:
    weeks = tuple((MONDAY + 7 * week, MONDAY + 7 * week + 6) for week in range(4))
    found = plan(work(home("3-101", windows=weeks)))
    assert [day // 7 for day in days_of(found.visits, "3-101")] == [0, 1, 2, 3]


def test_who_booked_is_visited_on_that_day_and_in_those_hours() -> None:
    booked = Wish(frozenset({MONDAY + 9}), 20, parts=frozenset({2}))
    found = plan(work(*one_building().owed, home("5-101", wishes=(booked,))))
    (visit,) = [visit for visit in found.visits if visit.key == "5-101"]
    assert (visit.day, visit.part) == (MONDAY + 9, 2)


def test_a_day_a_resident_does_not_want_is_left_out_where_another_will_do() -> None:
    weekdays = Wish(frozenset(day for day in range(MONDAY, MONDAY + 27) if day != MONDAY + 19), 3, against=True)
    always = Wish(frozenset(range(MONDAY, MONDAY + 28)), 3, against=True)
    assert days_of(plan(work(home("3-101", wishes=(weekdays,)))).visits, "3-101") == [19]
    asked = work(home("3-101", wishes=(always,)))
    assert cost(asked, plan(asked)).wishes == 3


def test_nobody_is_called_on_at_a_festival_on_leave_or_when_the_home_is_closed() -> None:
    festival, away = frozenset(range(MONDAY, MONDAY + 7)), frozenset(range(MONDAY + 7, MONDAY + 14))
    asked = work(
        home("3-101", closed=frozenset(range(MONDAY + 14, MONDAY + 21))),
        period=period(quiet=festival),
        stewards=(steward(leave=away),),
    )
    (day,) = days_of(plan(asked).visits, "3-101")
    assert day >= 21


def test_no_visit_begins_in_rest_hours() -> None:
    assert period().parts == (MORNING, NOON, AFTERNOON)
    assert {visit.part for visit in plan(one_building(8)).visits} <= {0, 2}
    sleeping = work(home("3-101"), period=replace(period(), rests=((0, 24 * 60),)))
    assert plan(sleeping).visits == () and [short.why for short in plan(sleeping).short] == [Why.NO_DAY]


def test_homes_of_one_floor_go_on_one_walk() -> None:
    asked = work(*(home(f"{building}-10{number}", days=7) for building in "357" for number in (1, 2)), period=period(7))
    found = plan(asked)
    assert cost(asked, found).walking == 3 * (WEIGHTS.building + WEIGHTS.floor)


def test_a_day_is_walked_building_by_building_and_floor_by_floor() -> None:
    homes = [home(f"{building}-{floor}0{number}", days=1) for number in (2, 1) for floor in (2, 1) for building in "53"]
    found = plan(work(*homes, period=period(1), stewards=(steward(days=1),)))
    order = [visit.key for visit in found.day_of("li", MONDAY)]
    assert order == ["3-101", "3-102", "3-201", "3-202", "5-101", "5-102", "5-201", "5-202"]
    assert [visit.part for visit in found.visits] == [0] * 4 + [2] * 4


def test_a_period_is_filled_evenly_week_by_week() -> None:
    asked = work(*(home(f"{number}-101") for number in range(1, 13)))
    weeks = [(visit.day - MONDAY) // 7 for visit in plan(asked).visits]
    assert sorted(weeks) == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3


def test_work_is_shared_by_what_each_has_on_hand_and_how_long_each_is_there() -> None:
    homes = [home(f"{number}-101", stewards=("li", "wang")) for number in range(1, 13)]
    team = (steward(load=4), steward("wang"))
    asked = work(*homes, stewards=team)
    found = plan(asked)
    assert sum(visit.steward == "li" for visit in found.visits) == 4
    half = frozenset(range(MONDAY, MONDAY + 14))
    shares = fair_shares(work(*homes, stewards=(steward(leave=half), steward("wang")))).stewards
    assert shares == {"li": (4, 4), "wang": (8, 8)}


def test_the_cost_of_a_plan_can_be_reckoned_by_hand() -> None:
    booked = Wish(frozenset({MONDAY + 1}), 9)
    never = Wish(frozenset({MONDAY}), 7, against=True)
    asked = work(
        *(home(f"3-10{number}", days=14) for number in range(1, 4)),
        home("5-101", days=14, wishes=(booked, never)),
        period=period(14),
        stewards=(steward(days=14),),
    )
    visits = tuple(Visit(one.key, 0, MONDAY, "li") for one in asked.owed)
    found = cost(asked, RoundPlan(visits))
    assert found.weeks == 2 * 2**2 * WEIGHTS.weeks  # two a week would be fair; it is four and none
    assert found.stewards == 0
    assert found.walking == 2 * WEIGHTS.building + 2 * WEIGHTS.floor
    assert found.wishes == 9 + 7
    assert found.total == found.weeks + found.walking + found.wishes


def test_another_weight_of_the_caller_makes_another_plan() -> None:
    asked = work(*(home(f"3-{number}01", days=14) for number in range(1, 5)), period=period(14))
    apart, together = replace(WEIGHTS, building=0, floor=0), replace(WEIGHTS, weeks=0)
    assert len({visit.day // 7 for visit in plan(replace(asked, weights=apart)).visits}) == 2
    assert len({visit.day for visit in plan(replace(asked, weights=together)).visits}) == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (work(home("3-101", closed=frozenset(period().days()))), Why.NO_DAY),
        (work(home("3-101"), today=MONDAY + 99), Why.NO_DAY),
        (work(home("3-101", stewards=("nobody",))), Why.NOBODY),
        (work(home("3-101"), stewards=(steward(leave=frozenset(period().days())),)), Why.NOBODY),
        (work(home("3-101", last=MONDAY - 1, apart=60)), Why.TOO_NEAR),
    ],
)
def test_what_has_no_day_is_foretold_with_the_reason_at_once(asked: Work, why: Why) -> None:
    found = plan(asked)
    assert found.visits == ()
    assert [(short.key, short.why, short.certain) for short in found.short] == [("3-101", why, asked.begin())]


def test_more_than_the_days_hold_is_foretold_from_the_first_day() -> None:
    asked = one_building(8, stewards=(steward(capacity=1),), period=period(6))
    found = plan(replace(asked, owed=tuple(replace(one, windows=((MONDAY, MONDAY + 5),)) for one in asked.owed)))
    assert len(found.visits) == 6
    assert [(short.why, short.certain) for short in found.short] == [(Why.FULL, MONDAY)] * 2


def test_what_was_done_stays_and_only_what_was_missed_moves() -> None:
    asked = work(*(home(f"{number}-101") for number in range(1, 13)))
    before = plan(asked)
    today = MONDAY + 7
    past = [visit for visit in before.visits if visit.day < today]
    done = [Done(visit.key, visit.day, visit.steward, visit.part) for visit in past[1:]]
    after = replan(asked, before, done, today)
    kept = {visit.name: visit.day for visit in before.visits if visit.name != past[0].name}
    assert {visit.name: visit.day for visit in after.visits if visit.name in kept} == kept
    (again,) = [visit for visit in after.visits if visit.name == past[0].name]
    assert again.day >= today and after.short == ()
    assert {visit.standing for visit in after.visits if visit.day < today} == {Standing.DONE}


def test_a_leave_moves_only_the_visits_that_lie_in_it() -> None:
    asked = work(*(home(f"{number}-101") for number in range(1, 13)))
    before = plan(asked)
    away = frozenset({before.visits[0].day})
    after = replan(replace(asked, stewards=(steward(leave=away),)), before, (), MONDAY)
    moved = [visit for visit in before.visits if (visit.name, visit.day) not in {(v.name, v.day) for v in after.visits}]
    assert moved == [visit for visit in before.visits if visit.day in away]


def test_a_visit_made_early_takes_the_place_of_a_later_one() -> None:
    asked = work(home("3-101", times=2, apart=7))
    before = plan(asked)
    first, second = days_of(before.visits, "3-101")
    after = replan(asked, before, [Done("3-101", MONDAY, "li")], MONDAY)
    assert days_of(after.visits, "3-101") == [0, second] and first >= 0


def test_a_visit_that_stood_is_not_put_out_by_one_that_was_short() -> None:
    asked = work(home("3-101", days=3, times=3, apart=2), period=period(3), stewards=(steward(capacity=1, days=3),))
    before = plan(asked)
    assert (days_of(before.visits, "3-101"), [short.why for short in before.short]) == ([0, 2], [Why.TOO_NEAR])
    assert replan(asked, before, (), MONDAY) == before


def test_a_visit_moved_by_hand_says_what_it_breaks() -> None:
    asked = work(*one_building(3).owed, stewards=(steward(capacity=2, leave=frozenset({MONDAY + 1})), steward("wang")))
    laid = tuple(Visit(f"3-{floor}01", 0, MONDAY + 7 * (floor // 3), "li") for floor in (1, 2, 3))
    before = RoundPlan(laid)

    def broken(**where: Any) -> set[Bound]:
        return {breach.bound for breach in move(asked, before, replace(laid[2], **where)).breaks}

    assert broken(day=MONDAY + 8) == set()
    assert broken(day=MONDAY) == {Bound.CAPACITY}
    assert broken(day=MONDAY + 1) == {Bound.LEAVE}
    assert broken(day=MONDAY + 99) == {Bound.WINDOW, Bound.LEAVE}
    assert broken(part=1) == {Bound.QUIET}
    assert broken(steward="wang") == {Bound.NOT_THEIRS}
    with pytest.raises(KeyError):
        move(asked, before, Visit("9-101", 0, MONDAY, "li"))


def test_a_visit_moved_too_near_to_the_other_says_so_and_what_it_costs() -> None:
    booked = Wish(frozenset({MONDAY + 14}), 9)
    asked = work(home("3-101", times=2, apart=7, wishes=(booked,)))
    before = RoundPlan((Visit("3-101", 0, MONDAY, "li"), Visit("3-101", 1, MONDAY + 14, "li")))
    moved = move(asked, before, Visit("3-101", 1, MONDAY + 3, "li"))
    assert [breach.bound for breach in moved.breaks] == [Bound.DISTANCE]
    assert moved.after.wishes - moved.before.wishes == 9


def test_a_visit_moved_by_hand_stays_when_the_rest_is_planned_anew() -> None:
    asked = one_building(6)
    before = plan(asked)
    moved = move(asked, before, replace(before.visits[0], day=MONDAY + 25, part=2))
    after = replan(asked, moved.plan, (), MONDAY)
    (found,) = [visit for visit in after.visits if visit.name == before.visits[0].name]
    assert (found.day, found.part, found.standing) == (MONDAY + 25, 2, Standing.BY_HAND)


def test_a_home_that_left_is_passed_over_when_the_rest_is_planned_anew() -> None:
    asked = one_building(3)
    before = plan(asked)
    after = replan(replace(asked, owed=asked.owed[1:]), before, [Done("3-101", MONDAY, "li")], MONDAY + 1)
    assert {visit.key for visit in after.visits} == {"3-201", "3-301"}


def test_windows_that_overlap_and_subjects_named_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="3-101"):
        plan(work(home("3-101"), home("3-101")))
    with pytest.raises(ValueError, match="3-101"):
        plan(work(home("3-101", windows=((MONDAY, MONDAY + 5), (MONDAY + 5, MONDAY + 9)))))


@settings(max_examples=100, deadline=None)
@given(works(), st.integers(0, 3))
def test_no_plan_breaks_a_rule_or_drops_what_is_owed(asked: Work, seed: int) -> None:
    found = plan(asked, replace(QUICK, seed=seed))
    assert breaches(asked, found) == []
    names = [visit.name for visit in found.visits] + [(short.key, short.number) for short in found.short]
    wanted = [(one.key, number) for one in asked.owed for number in range(one.times * len(one.windows))]
    assert sorted(names) == sorted(wanted)
    assert all(asked.begin() <= short.certain <= asked.period.last + 1 for short in found.short)


@settings(max_examples=40, deadline=None)
@given(works(), st.integers(0, 3))
def test_the_same_work_gives_the_same_plan(asked: Work, seed: int) -> None:
    assert plan(asked, replace(QUICK, seed=seed)) == plan(asked, replace(QUICK, seed=seed))


@settings(max_examples=50, deadline=None)
@given(works())
def test_the_board_reckons_what_the_cost_says(asked: Work) -> None:
    board = Board(asked, Lists(asked), Random(1))
    lay(board)
    search(board, Random(2), QUICK)
    found = plan(asked, QUICK)
    laid = [
        Visit(home.owed.key, call.number, asked.period.first + call.day, asked.stewards[call.steward].key, part)
        for home in board.homes
        for call in home.calls
        if call.day >= 0
        for part in [home.hours[call.day].part if call.day in home.hours else 0]
    ]
    short = len(found.visits) + len(found.short) - len(laid)
    assert board.cost == FINE * (cost(asked, RoundPlan(tuple(laid))).total + asked.weights.short * short)


@settings(max_examples=50, deadline=None)
@given(works(), st.data())
def test_planning_anew_keeps_what_was_done_and_all_the_rules(asked: Work, data: Any) -> None:
    before = plan(asked, QUICK)
    today, done = data.draw(lived(before.visits, len(asked.period.days())))
    after = replan(asked, before, done, today, QUICK)
    now = replace(asked, today=today, done=done, before=before.visits)
    made = {
        (visit.key, visit.day, visit.steward, visit.part) for visit in after.visits if visit.standing is Standing.DONE
    }
    assert made == {(act.key, act.day, act.steward, act.part) for act in done}
    assert breaches(now, after) == []
    assert len(after.visits) + len(after.short) == sum(one.times * len(one.windows) for one in asked.owed)


@settings(max_examples=40, deadline=None)
@given(works())
def test_a_plan_made_anew_without_news_moves_nothing_when_moves_are_dear(asked: Work) -> None:
    dear = replace(asked, weights=replace(asked.weights, move=1_000_000))
    before = plan(dear, QUICK)
    after = replan(dear, before, (), dear.begin(), QUICK)
    assert {(v.key, v.day, v.steward) for v in before.visits} <= {(v.key, v.day, v.steward) for v in after.visits}


def test_weights_are_all_the_callers() -> None:
    with pytest.raises(TypeError):
        Weights()  # type: ignore[call-arg]
