"""The explanation adds up: opened, allowed, what isn't counted, pauses, due."""

from typing import Any

from guanjia.rooms.promises.rules.replay import replay
from guanjia.rooms.promises.rules.why import Measure, WhyLine, why
from guanjia.rooms.promises.types import SECOND, Owed, instant
from tests.rooms.promises import worked
from tests.rooms.promises.worked import event


def explained(spec: dict[str, Any], *events: Any, as_of: str) -> tuple[Owed, tuple[WhyLine, ...]]:
    base = {"code": "S", "subject": "thing", "start": ["asked"], "stop": ["answered"], "pause": ["paused"]}
    shelf = worked.shelf({**base, "resume": ["resumed"], "reasons": {"part": {"days": 7}}, **spec})
    owed = next(iter(replay(shelf, events, worked.at(as_of))))
    return owed, why(shelf.book(owed.edition).rules["S"], owed)


def test_a_message_at_night_is_explained_in_lines_that_add_up() -> None:
    asked = event(1, "asked", "2026-03-02T23:10:00+08:00")
    spec = {"calendar": "chat", "within": {"minutes": 5}, "warn": {"at": 0.8}}
    owed, lines = explained(spec, asked, as_of="2026-03-02T23:11:00+08:00")
    assert [(line.kind, line.amount.n if line.amount else 0) for line in lines] == [
        ("opened", 0),
        ("allowed", 300),
        ("off_duty", 31_800),  # 23:10 to 08:00
        ("due", 0),
    ]
    assert owed.due == owed.opened + (300 + 31_800) * SECOND


def test_a_pause_is_a_line_of_its_own() -> None:
    events = [
        event(1, "asked", "2026-03-02T13:58:00+08:00"),
        event(2, "paused", "2026-03-02T15:10:00+08:00", reason="part"),
        event(3, "resumed", "2026-03-02T16:05:00+08:00"),
    ]
    spec = {"calendar": "always", "within": {"hours": 24}, "warn": {"at": 0.8}}
    owed, lines = explained(spec, *events, as_of="2026-03-02T17:00:00+08:00")
    assert [line.kind for line in lines] == ["opened", "allowed", "paused", "due"]
    added = sum(line.amount.n for line in lines if line.amount)
    assert owed.due == owed.opened + added * SECOND == worked.at("2026-03-03T14:53:00+08:00")


def test_workdays_say_how_many_dates_do_not_count() -> None:
    asked = event(1, "asked", "2026-09-30T10:00:00+08:00")
    spec = {"calendar": "work", "within": {"workdays": 2}}
    owed, lines = explained(spec, asked, as_of="2026-09-30T11:00:00+08:00")
    amounts = [(line.kind, line.amount.n, line.amount.measure) for line in lines if line.amount]
    assert amounts == [("allowed", 2, Measure.WORKDAYS), ("skipped", 7, Measure.DAYS)]
    assert owed.due == worked.at("2026-10-10T00:00:00+08:00")


def test_an_open_pause_has_no_due_time_and_says_so() -> None:
    events = [
        event(1, "asked", "2026-03-02T08:00:00+08:00"),
        event(2, "paused", "2026-03-02T08:10:00+08:00", reason="police"),
    ]
    spec = {"calendar": "always", "within": {"hours": 1}, "reasons": {"police": None}}
    _, lines = explained(spec, *events, as_of="2026-03-02T17:00:00+08:00")
    assert [line.kind for line in lines] == ["opened", "allowed", "paused", "due"]


def test_a_date_in_a_year_without_holidays_says_so() -> None:
    asked = event(1, "asked", "2026-12-31T10:00:00+08:00")
    spec = {"calendar": "work", "within": {"workdays": 1}}
    owed, lines = explained(spec, asked, as_of="2026-12-31T11:00:00+08:00")
    assert owed.provisional
    assert lines[-1].params == {"year": "2027"}


def test_every_line_of_every_worked_span_adds_up() -> None:
    for case in worked.lines("due.jsonl"):
        if "minutes" not in case["within"] or case["pauses"] or case["due"] is None:
            continue
        asked = event(1, "asked", case["opened"])
        spec = {"calendar": case["calendar"], "within": case["within"]}
        owed, lines = explained(spec, asked, as_of=case["opened"])
        assert owed.opened + sum(line.amount.n for line in lines if line.amount) * SECOND == owed.due
        assert all(isinstance(line.params[name], object) for line in lines for name in line.params)
        assert instant(lines[0].params["at"]) == owed.opened  # type: ignore[arg-type]
