"""How counts become a score and a score a grade."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from guanjia.rooms.insights import rules
from guanjia.rooms.insights.types import Counts
from guanjia.shared.errors import Invalid

LEVELS = [("excellent", 95.0), ("good", 90.0), ("pass", 80.0), ("below", 0.0)]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_team_is_the_same_sum_over_more_promises_and_no_average_of_averages() -> None:
    small = Counts(met=1, weight=1.0, credit=1.0)
    large = Counts(met=1, missed=3, weight=4.0, credit=1.0)
    assert rules.together([small, large]).rate == pytest.approx(40.0)


def test_nothing_judged_is_no_score_and_no_grade() -> None:
    assert Counts(waived=3, void=2).rate is None
    assert rules.grade_of(None, LEVELS, red_missed=True, cap="pass") == ("", False)


@pytest.mark.parametrize(
    ("rate", "grade"), [(100.0, "excellent"), (95.0, "excellent"), (94.9, "good"), (80.0, "pass"), (3.0, "below")]
)
def test_a_grade_begins_at_its_figure(rate: float, grade: str) -> None:
    assert rules.grade_of(rate, LEVELS, red_missed=False, cap="pass") == (grade, False)


def test_a_missed_red_line_caps_the_grade_and_says_so() -> None:
    assert rules.grade_of(96.0, LEVELS, red_missed=True, cap="pass") == ("pass", True)


def test_a_red_line_does_not_lift_a_grade_that_is_lower_anyway() -> None:
    assert rules.grade_of(50.0, LEVELS, red_missed=True, cap="pass") == ("below", False)


def test_a_month_runs_from_midnight_to_midnight_where_people_live() -> None:
    march = rules.period_named("2026-03", SHANGHAI)
    assert march.start == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert march.end == datetime(2026, 3, 31, 16, tzinfo=UTC)


def test_december_is_followed_by_january() -> None:
    assert rules.following(date(2026, 12, 1)) == date(2027, 1, 1)
    assert rules.months_before(date(2027, 1, 1), 3) == ["2026-11", "2026-12", "2027-01"]


@pytest.mark.parametrize(
    ("code", "first", "last", "before", "after"),
    [
        ("2026-05", date(2026, 5, 1), date(2026, 5, 31), "2026-04", "2026-06"),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4), "2025-W52", "2026-W02"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026-Q3", "2027-Q1"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2027"),
    ],
)
def test_a_period_of_each_length_has_its_days_and_its_neighbours(
    code: str, first: date, last: date, before: str, after: str
) -> None:
    found = rules.period_named(code, SHANGHAI)
    assert (found.first, found.last) == (first, last)
    assert (rules.before(found, SHANGHAI).code, rules.after(found, SHANGHAI).code) == (before, after)
    assert rules.before(found, SHANGHAI).end == found.start
    assert rules.period_holding(found.kind, last, SHANGHAI) == found


@pytest.mark.parametrize(
    "code", ["", "26", "2026-13", "2026-00", "march", "2026-03-01", "99999-01", "2026-W60", "2026-Q5"]
)
def test_what_names_no_period_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(Invalid, match="2026-05"):
        rules.period_named(code, SHANGHAI)


def test_the_fullest_hour_is_the_hottest_and_an_empty_one_cold() -> None:
    assert [rules.heat_level(number, 8) for number in (0, 1, 8)] == [0, 1, 4]
