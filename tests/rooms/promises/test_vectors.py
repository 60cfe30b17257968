"""The worked answers of the engine's law, all of them, through the code that runs live."""

import random
from typing import Any

from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.due import before, due_at, provisional, read_within, warn_at
from guanjia.rooms.promises.rules.replay import in_order, pass_time, replay, step, view
from guanjia.rooms.promises.rules.state import SubjectState
from guanjia.rooms.promises.types import Happening, Owed, SubjectRef
from tests.rooms.promises import worked


def test_every_due_time_warning_and_verdict_is_the_one_counted_second_by_second() -> None:
    wrong = [case["id"] for case in worked.lines("due.jsonl") if not right(case)]
    assert wrong == []


def right(case: dict[str, Any]) -> bool:
    duty, within = worked.duties()[case["calendar"]], read_within(case["within"], {"at": 0.8})
    opened, pauses = worked.at(case["opened"]), worked.pauses(case["pauses"])
    due = due_at(duty, within, opened, pauses)
    for stop in case["stops"]:
        at = worked.at(stop["at"])
        reckoned = due_at(duty, within, opened, before(pauses, at))
        if (reckoned is None or at <= reckoned) is not (stop["verdict"] == "met"):
            return False
    warned = warn_at(duty, within, opened, pauses)
    found = (due, provisional(duty, due), warned)
    return found == (worked.when(case["due"]), case["provisional"], worked.when(case.get("warn_at_80")))


def test_every_scenario_gives_the_promises_of_every_date_by_replay() -> None:
    chance = random.Random(7)
    wrong = []
    for case in worked.lines("scenarios.jsonl"):
        shelf = worked.shelf(worked.standard(case["standard"]))
        for look in case["looks"]:
            as_of = worked.at(look["as_of"])
            known = [one for one in map(worked.happening, case["events"]) if one.recorded_at <= as_of]
            chance.shuffle(known)
            found = [worked.shown(shelf, owed, as_of) for owed in replay(shelf, known, as_of)]
            if ordered(found) != ordered([worked.expected(row) for row in look["promises"]]):
                wrong.append((case["id"], look["as_of"]))
    assert wrong == []


def test_every_scenario_gives_the_same_when_each_event_is_folded_as_it_comes() -> None:
    wrong = []
    for case in worked.lines("scenarios.jsonl"):
        shelf = worked.shelf(worked.standard(case["standard"]))
        look = case["looks"][-1]
        as_of = worked.at(look["as_of"])
        known = {one.id: one for one in map(worked.happening, case["events"]) if one.recorded_at <= as_of}
        found = one_by_one(shelf, sorted(known.values(), key=lambda one: one.order), as_of)
        if ordered(found) != ordered([worked.expected(row) for row in look["promises"]]):
            wrong.append(case["id"])
    assert wrong == []


def one_by_one(shelf: Shelf, events: list[Happening], as_of: int) -> list[dict[str, Any]]:
    """The live way: a state is read from plain data, one event folded, the state written down again."""
    states: dict[str, Any] = {}
    promises: dict[str, Owed] = {}
    for event in events:
        subject = SubjectRef("thing", event.refs["thing"])
        state = SubjectState.read(subject, states.get(subject.id, {}))
        assert in_order(state, event)
        promises.update(step(shelf, state, event))
        states[subject.id] = state.plain()
    for key, plain in states.items():
        state = SubjectState.read(SubjectRef("thing", key), plain)
        promises.update(pass_time(shelf, state, as_of, reached=True))
        promises.update({owed.id: owed for owed in view(shelf, state, as_of)})
    return [worked.shown(shelf, owed, as_of) for owed in promises.values()]


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["subject"], row["root"], row["opened_by"]))
