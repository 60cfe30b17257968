"""Readings that can be, and which states follow each other; without tables."""

import pytest

from guanjia.rooms.rounds.rules import check_move, check_recording, moved_items
from guanjia.rooms.rounds.types import AskedItem, Recording, StopState
from guanjia.shared.errors import Invalid, Refused

WATER = AskedItem(code="water", title="水表", kind="reading", required=True, least=0, moved=0.1, last=41.0)


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
