"""Laying out days, readings that can be, and which states follow each other; without tables."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.rounds.rules import Owed, Walker, check_move, check_recording, lay, moved_items
from guanjia.rooms.rounds.types import AskedItem, Recording, StopState
from guanjia.shared.errors import Invalid, Refused

MONDAY = date(2026, 3, 2)
ANN, BEN = UUID(int=1), UUID(int=2)
WATER = AskedItem(code="water", title="水表", kind="reading", required=True, least=0, moved=0.1, last=41.0)


def owed(number: int, **more: Any) -> Owed:
    """A renovating home of building 3, due today."""
    told = {"kind": "visit", "role": "steward", "building": "3", "earliest": MONDAY, "latest": MONDAY, **more}
    return Owed(home=UUID(int=number), order=number, **told)


def walker(staff: UUID = ANN, *buildings: str, **more: Any) -> Walker:
    return Walker(staff=staff, role="steward", buildings=frozenset(buildings), days=frozenset({MONDAY}), **more)


def test_a_day_is_walked_in_the_order_of_the_homes() -> None:
    laid = lay([owed(3), owed(1), owed(2)], [MONDAY], [walker(ANN, "3")])
    assert [(one.owed.order, one.place) for one in laid] == [(1, 0), (2, 1), (3, 2)]


def test_whoever_looks_after_the_building_goes() -> None:
    laid = lay([owed(1), owed(2, building="4")], [MONDAY], [walker(ANN, "3"), walker(BEN, "4")])
    assert {one.owed.building: one.staff for one in laid} == {"3": ANN, "4": BEN}


def test_a_building_nobody_looks_after_falls_to_who_is_there() -> None:
    assert [one.staff for one in lay([owed(1, building="9")], [MONDAY], [walker(ANN, "3")])] == [ANN]


def test_what_has_time_takes_its_share_of_the_days_left() -> None:
    four_weeks = MONDAY + timedelta(days=27)
    homes = [owed(n, latest=four_weeks) for n in range(1, 41)]
    assert len(lay(homes, [MONDAY], [walker(ANN, "3")])) == 2
    assert len(lay(homes, [MONDAY], [walker(ANN, "3", taken={(MONDAY, "visit"): 2})])) == 0


def test_a_day_holds_no_more_than_the_handbook_says() -> None:
    homes = [owed(n, capacity=8) for n in range(1, 41)]
    assert len(lay(homes, [MONDAY], [walker(ANN, "3")])) == 8


def test_nothing_is_laid_before_its_time() -> None:
    later = MONDAY + timedelta(days=1)
    assert not lay([owed(1, earliest=later, latest=later)], [MONDAY], [walker(ANN, "3")])


def test_a_reading_below_the_last_is_looked_at_again() -> None:
    with pytest.raises(Invalid, match="below the last"):
        check_recording([WATER], Recording(given={"water": 40.2}))
    check_recording([WATER], Recording(given={"water": 40.2}, sure=True))
    with pytest.raises(Invalid, match="can't be"):
        check_recording([WATER], Recording(given={"water": -1.0}, sure=True))


def test_a_meter_that_moved_in_an_empty_home_is_a_finding() -> None:
    assert moved_items([WATER], {"water": 41.1}) == []
    assert moved_items([WATER], {"water": 41.2}) == [WATER]
    assert moved_items([WATER], {"water": {"not_applicable": "locked"}}) == []


def test_what_was_done_stays_done() -> None:
    for to in StopState:
        with pytest.raises(Refused):
            check_move(StopState.DONE, to)
    check_move(StopState.MOVED, StopState.DONE)
    check_move(StopState.ABSENT, StopState.DONE)
