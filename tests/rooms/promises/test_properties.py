"""What must hold whatever happens: any order, any duplicate, any batch, and a second counted is a second."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from guanjia.rooms.promises.rules.due import due_at, read_within, union
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.rooms.promises.rules.replay import refold, replay, step
from guanjia.rooms.promises.rules.state import SubjectState
from guanjia.rooms.promises.types import MINUTE, SECOND, Happening, Owed, SubjectRef
from tests.rooms.promises import worked

BEGIN = worked.at("2026-03-02T08:00:00+08:00")
THING = SubjectRef("thing", "a")
KINDS = ("asked", "answered", "paused", "resumed", "withdrawn", "urgency_changed")


def events() -> st.SearchStrategy[list[Happening]]:
    one = st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 90),
        st.sampled_from(["u0", "u1", "u2"]),
        st.sampled_from(["absent", "x"]),
    )
    return st.lists(one, max_size=14).map(
        lambda rows: [
            Happening(number, kind, BEGIN + minute * MINUTE, {"urgency": row, "reason": reason}, {"thing": "a"})
            for number, (kind, minute, row, reason) in enumerate(rows)
        ]
    )


def spec(while_running: str) -> dict[str, Any]:
    return {
        "code": "S",
        "subject": "thing",
        "calendar": "always",
        "start": ["asked"],
        "stop": ["answered"],
        "pause": ["paused"],
        "resume": ["resumed"],
        "void": ["withdrawn"],
        "urgency": ["urgency_changed"],
        "reasons": {"absent": {"minutes": 20}},
        "by_urgency": {"u0": {"minutes": 5}, "u1": {"minutes": 15}, "u2": {"minutes": 40}},
        "first_urgency": "u1",
        "while_running": while_running,
    }


@settings(max_examples=150, deadline=None)
@given(events(), st.sampled_from(["ignore", "restart", "stack"]), st.randoms(), st.integers(0, 120))
def test_neither_order_nor_duplicates_change_a_promise(known: Any, policy: str, chance: Any, minute: int) -> None:
    shelf, as_of = worked.shelf(spec(policy)), BEGIN + minute * MINUTE
    mixed = [*known, *known[::2]]
    chance.shuffle(mixed)
    assert promises(shelf, mixed, as_of) == promises(shelf, known, as_of)


def promises(shelf: Any, known: list[Happening], as_of: int) -> dict[str, Owed]:
    return {owed.id: owed for owed in replay(shelf, known, as_of)}


@settings(max_examples=150, deadline=None)
@given(events(), st.sampled_from(["ignore", "restart", "stack"]))
def test_one_by_one_or_all_at_once_is_the_same(known: list[Happening], policy: str) -> None:
    shelf, state, kept = worked.shelf(spec(policy)), SubjectState(THING), {}
    for event in sorted(known, key=lambda one: one.order):
        state = SubjectState.read(THING, state.plain())
        kept.update(step(shelf, state, event))
    whole, found = refold(shelf, THING, known)
    assert (whole.plain(), found) == (state.plain(), kept)


@settings(max_examples=150, deadline=None)
@given(events(), st.integers(1, 90))
def test_a_breach_never_disappears_with_time(known: list[Happening], minute: int) -> None:
    shelf, before = worked.shelf(spec("restart")), BEGIN + minute * MINUTE
    missed = {key for key, owed in promises(shelf, known, before).items() if owed.at(before) == "missed"}
    after = promises(shelf, known, BEGIN + 200 * MINUTE)
    assert all(after[key].state in {"missed", "late"} for key in missed)


SHORT = {"zone": "Asia/Shanghai", "week": {str(day): [["08:00", "08:02"], ["08:03", "08:05"]] for day in range(1, 8)}}
spans = st.tuples(st.integers(0, 400), st.integers(0, 120)).map(lambda two: (two[0], two[0] + two[1]))


@settings(max_examples=100, deadline=None)
@given(st.integers(-30, 320), st.integers(0, 400), st.lists(spans, max_size=3))
def test_counting_seconds_one_by_one_gives_the_same_due_time(opened: int, length: int, rests: Any) -> None:
    paused = [(BEGIN + begin * SECOND, BEGIN + end * SECOND) for begin, end in rests]
    due = due_at(Duty(read_calendar(SHORT)), read_within({"seconds": length}), BEGIN + opened * SECOND, union(paused))
    assert due == BEGIN + counted(opened, length, rests) * SECOND


def counted(opened: int, length: int, rests: list[tuple[int, int]]) -> int:
    """Walk over the seconds: duty is 0–120 and 180–300 of each day's five minutes."""
    at, left = opened, length
    while left:
        of_day = at % 86_400
        on_duty = of_day < 120 or 180 <= of_day < 300
        if on_duty and not any(begin <= at < end for begin, end in rests):
            left -= 1
        at += 1
        if of_day >= 300 and left:
            at += 86_400 - of_day - 1
    return at
