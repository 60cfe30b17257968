"""Routine work spread over days and hands."""

from guanjia.rooms.routines import rules
from guanjia.rooms.routines.rules import Hand, Hands


def test_what_repeats_is_spread_evenly_over_its_period() -> None:
    assert rules.days_of((0, 27), (4, 4), 0, 0) == [0, 7, 14, 21]


def test_things_of_one_kind_dont_all_fall_on_the_same_day() -> None:
    days = [rules.days_of((0, 29), (1, 1), number / 10, 0)[0] for number in range(10)]
    assert len(set(days)) == 10


def test_what_is_done_leaves_the_later_places() -> None:
    assert rules.days_of((0, 27), (4, 2), 0, 10) == [14, 21]


def test_what_was_missed_comes_as_soon_as_it_can() -> None:
    assert rules.days_of((0, 27), (4, 4), 0, 16) == [16, 16, 16, 21]


def test_the_acts_of_a_day_lie_in_the_hours_in_which_they_count() -> None:
    night = [(0, 360), (1320, 1440)]
    found = rules.minutes_of(night, 2, 0.5)
    assert len(found) == 2
    assert all(any(start <= minute < end for start, end in night) for minute in found)


def test_hours_taken_out_leave_the_rest_of_the_day() -> None:
    assert rules.taken_out([(0, 360), (1320, 1440)]) == [(360, 1320)]
    assert rules.taken_out([]) == [(0, 1440)]


def test_shifts_that_follow_each_other_are_one_stretch() -> None:
    assert rules.together([(480, 960), (0, 480), (1000, 1440)]) == [(0, 960), (1000, 1440)]
    assert rules.common([(0, 960)], [(360, 1320)]) == [(360, 960)]


def crew() -> Hands:
    return Hands(
        {
            "guard": [
                Hand("early", ((0, 480),), frozenset({"1"})),
                Hand("late", ((480, 960),), frozenset({"2"})),
                Hand("other", ((480, 960),), frozenset()),
            ]
        }
    )


def test_whoever_looks_after_the_building_goes() -> None:
    assert crew().choose("guard", ["2"], 600, 0) == ("late", 600)


def test_work_is_shared_between_those_who_are_there() -> None:
    hands = crew()
    assert {(hands.choose("guard", [], 600, 0) or ("",))[0] for _ in range(2)} == {"late", "other"}


def test_nobody_is_named_for_hours_in_which_nobody_is_there() -> None:
    assert crew().choose("guard", [], 1200, 0) is None
    assert crew().choose("cleaner", [], None, 0) is None


def test_a_place_is_the_stronger_the_longer_nobody_was_there() -> None:
    limits = [7, 30, 90, 180]
    assert [rules.shade_of(days, limits, due_in=300) for days in (0, 7, 45, 200)] == [0, 1, 2, 4]


def test_a_place_nobody_has_seen_is_the_stronger_the_nearer_it_is_due() -> None:
    limits = [7, 30, 90, 180]
    assert [rules.shade_of(None, limits, due_in=days) for days in (None, 250, 60, -1)] == [0, 1, 2, 4]
