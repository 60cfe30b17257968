"""Who is there when the roster ends, how much of a year is laid in the coming weeks, and what a hand may do."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.rooms.rounds.rules.attending import days_there
from guanjia.rooms.rounds.rules.by_hand import Goal, Hand, check_goal
from guanjia.rooms.rounds.rules.reach import Claim, Hands, reached, windows
from guanjia.shared.errors import Refused

MONDAY = date(2026, 3, 2)
DAY = MONDAY.toordinal()
FOUR_WEEKS = DAY + 27
ALWAYS = Hands({"ann": range(DAY, DAY + 400), "ben": range(DAY, DAY + 400)})
WEEKDAYS = {day for day in range(DAY - 14, DAY + 5) if day % 7 not in (6, 0)}


def claim(order: int = 0, **more: Any) -> Claim:
    """One act of a year for Ann."""
    plain: dict[str, Any] = {"team": ("ann",), "first": DAY, "last": DAY + 279, "left": 1}
    return Claim(**{"key": f"home {order}", "order": order, **plain, **more})


def test_where_the_roster_ends_people_are_there_as_before() -> None:
    found = days_there(WEEKDAYS, DAY + 4, 14, (DAY, DAY + 13))
    assert [day - DAY for day in sorted(found)] == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]


def test_who_is_on_leave_then_is_not_there() -> None:
    found = days_there(WEEKDAYS, DAY + 4, 14, (DAY, DAY + 13), [(DAY + 8, DAY + 9)])
    assert [day - DAY for day in sorted(found)] == [0, 1, 2, 3, 4, 7, 10, 11]


def test_what_is_due_within_the_weeks_is_laid_whole() -> None:
    assert reached([claim(last=FOUR_WEEKS, left=3), claim(1, last=DAY + 2)], ALWAYS, FOUR_WEEKS) == [3, 1]


def test_of_a_year_the_share_is_laid_that_keeps_pace() -> None:
    homes = [claim(order) for order in range(100)]
    assert reached(homes, ALWAYS, FOUR_WEEKS) == [1] * 10 + [0] * 90


def test_who_has_least_time_left_comes_first() -> None:
    homes = [claim(), claim(1, last=DAY + 60), *(claim(order) for order in range(2, 6))]
    assert reached(homes, ALWAYS, FOUR_WEEKS)[1] == 1
    twice = [claim(), claim(1, left=2, apart=91)]
    assert reached(twice, ALWAYS, FOUR_WEEKS) == [0, 1]


def test_what_stands_is_never_taken_out() -> None:
    homes = [claim(order, stands=int(order >= 80)) for order in range(100)]
    assert reached(homes, ALWAYS, FOUR_WEEKS) == [0] * 80 + [1] * 20


def test_each_team_keeps_its_own_pace() -> None:
    homes = [claim(order, team=("ann",) if order < 50 else ("ben",)) for order in range(100)]
    found = reached(homes, ALWAYS, FOUR_WEEKS)
    assert sum(found[:50]) == sum(found[50:]) == 5


@given(st.integers(1, 40), st.integers(0, 60), st.integers(0, 9))
def test_windows_follow_each_other_and_lie_within_the_weeks(left: int, length: int, count: int) -> None:
    one = claim(last=DAY + length, left=left)
    found = windows(one, count, FOUR_WEEKS)
    assert len(found) == min(count, min(length, 27) + 1)
    assert all(begin <= end for begin, end in found)
    assert all(before < after for (_, before), (after, _) in pairwise(found))
    assert not found or (found[0][0], found[-1][1]) == (DAY, min(one.last, FOUR_WEEKS))


def goal(**more: Any) -> Goal:
    plain: dict[str, Any] = {"there": True, "goes": True, "rests": False, "busy": Fraction(7, 8)}
    return Goal(**{"name": "Ann", "day": MONDAY, "today": MONDAY, **plain, **more})


def hand(**more: Any) -> Hand:
    plain: dict[str, Any] = {"first": MONDAY, "last": MONDAY + timedelta(days=90), "others": (), "apart": 1}
    return Hand(**{"home": "3-2-1402", "part": Fraction(1, 8), **plain, **more})


def test_a_hand_may_do_what_keeps_the_hard_rules() -> None:
    check_goal(goal(), [hand()])
    check_goal(goal(busy=Fraction()), [hand() for _ in range(8)])


@pytest.mark.parametrize(
    ("why", "where", "what"),
    [
        ("day_over", {"day": MONDAY - timedelta(days=1)}, {}),
        ("day_of_rest", {"rests": True}, {}),
        ("not_theirs", {"goes": False}, {}),
        ("not_there", {"there": False}, {}),
        ("full", {"busy": Fraction(1)}, {}),
        ("out_of_time", {}, {"first": MONDAY + timedelta(days=1)}),
        ("out_of_time", {"day": MONDAY + timedelta(days=91)}, {}),
        ("too_near", {}, {"others": [MONDAY]}),
        ("too_near", {}, {"others": [MONDAY - timedelta(days=89)], "apart": 91}),
    ],
)
def test_a_hand_is_told_why_it_may_not(why: str, where: dict[str, Any], what: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        check_goal(goal(**where), [hand(**what)])
    assert refused.value.code == f"rounds.{why}"
