"""The clock and the ids that follow it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guanjia.shared import time

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _back_to_the_machine() -> Iterator[None]:
    yield
    time.use_clock()


def test_ids_made_in_one_millisecond_still_rise() -> None:
    time.use_clock(lambda: MONDAY)
    made = [time.new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}


def test_the_same_seed_and_clock_give_the_same_ids() -> None:
    time.use_clock(lambda: MONDAY, seed="a")
    first = [time.new_id() for _ in range(3)]
    time.use_clock(lambda: MONDAY, seed="a")
    assert [time.new_id() for _ in range(3)] == first
    time.use_clock(lambda: MONDAY, seed="b")
    assert time.new_id() not in first


def test_an_outside_stamp_is_carried_over_to_the_demos_clock_only_when_it_is_nearer_to_the_machines() -> None:
    time.use_clock(lambda: MONDAY)
    assert time.from_outside(MONDAY - timedelta(minutes=3)) == MONDAY - timedelta(minutes=3)
    carried = time.from_outside(time.outside_now())
    assert abs(carried - MONDAY) < timedelta(seconds=5)


def test_in_production_an_outside_stamp_stays_as_it_is() -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    assert time.from_outside(old) == old


def test_a_process_follows_the_demos_clock_from_its_file(tmp_path: Path) -> None:
    anchor = {"real": time.outside_now().isoformat(), "demo": MONDAY.isoformat()}
    (tmp_path / "clock.json").write_text(json.dumps(anchor))
    time.follow_clock(tmp_path / "clock.json")
    assert timedelta(0) <= time.now() - MONDAY < timedelta(seconds=5)
