"""The engine's answers held beside the oracle's. This file knows both; neither knows the other."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.due import before, due_at, provisional, read_within, union, warn_at
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.rooms.promises.rules.replay import promises_of, replay
from guanjia.rooms.promises.types import SECOND, Happening, Owed, Pause, SubjectRef
from tests.oracle import chances, gates, seconds
from tests.oracle.clock import Standard, Telling
from tests.oracle.seconds import Hours, Rest


class Both:
    """The same calendars, read by the engine and by the oracle."""

    def __init__(self, plain: dict[str, dict[str, Any]]) -> None:
        self.names = list(plain)
        self.hours = {name: Hours(one) for name, one in plain.items()}
        self.duties = {name: Duty(read_calendar(one, name)) for name, one in plain.items()}


@cache
def of_scenarios() -> Both:
    return Both({**chances.FIXED, "brief": chances.BRIEF})


# Lengths ------------------------------------------------------------------------------------------------------------


def micro(at: int | None) -> int | None:
    return None if at is None else at * SECOND


def pauses(rests: Iterable[Rest]) -> list[Pause]:
    return union((begin * SECOND, micro(end)) for begin, end in rests)


def length_differs(both: Both, case: dict[str, Any]) -> str:
    """What the two say otherwise of a length; "" when they agree."""
    hours, duty, opened, rests = (
        both.hours[case["calendar"]],
        both.duties[case["calendar"]],
        case["opened"],
        case["rests"],
    )
    within, engine = case["within"], read_within(case["within"], case["warn"])
    due = seconds.due(hours, within, opened, rests)
    warn = seconds.warning(hours, within, case["warn"], opened, rests)
    mine = [micro(due), micro(warn), seconds.provisional(hours, due)]
    found = due_at(duty, engine, opened * SECOND, pauses(rests))
    theirs: list[object] = [found, warn_at(duty, engine, opened * SECOND, pauses(rests)), provisional(duty, found)]
    near = [] if due is None else [due - 1, due, due + 1]
    for stop in [*case["stops"], *near]:
        mine.append(seconds.met(hours, within, opened, rests, stop))
        cut = due_at(duty, engine, opened * SECOND, before(pauses(rests), stop * SECOND))
        theirs.append(cut is None or stop * SECOND <= cut)
    return "" if mine == theirs else f"{case}: counted {mine}, engine {theirs}"


# Scenarios ----------------------------------------------------------------------------------------------------------


def spec(standard: Standard) -> dict[str, Any]:
    """A standard of the oracle in the handbook's form."""
    same = ("code", "calendar", "stop", "void", "urgency", "reclass", "pause", "resume", "while_running", "warn")
    plain = {name: standard[name] for name in same}
    after = standard["after"]
    plain["start"] = [*standard["start"], *([{"event": f"promise.{after[1]}", "standard": after[0]}] if after else [])]
    plain["subject"] = "thing"
    plain["reasons"] = {name: None if cap is None else {"seconds": cap} for name, cap in standard["reasons"].items()}
    if list(standard["limits"]) == [""]:
        plain["within"] = standard["limits"][""]
    else:
        plain["by_urgency"], plain["first_urgency"] = standard["limits"], standard["first_urgency"]
    if standard["when"] is not None:
        plain["when"] = {"field": "class", "op": "in", "value": standard["when"]}
    plain["redate"] = {**standard["redate"], "field": "end"}
    return plain


def happening(event: dict[str, Any]) -> Happening:
    data = {name: event[name] for name in ("reason", "urgency", "class") if event.get(name)}
    if "end" in event:
        data["end"] = datetime.fromtimestamp(event["end"], UTC).isoformat()
    refs = {"thing": "a", **({"staff": event["who"]} if event.get("who") else {})}
    return Happening(event["id"], event["kind"], event["at"] * SECOND, data, refs)


def shelf_of(case: dict[str, Any], both: Both) -> Shelf:
    books = [
        (begin * SECOND, read_book(str(number), [spec(one) for one in standards.values()], both.duties))
        for number, (begin, standards) in enumerate(case["editions"])
    ]
    return Shelf(books, {"taken": ("owner", "staff"), "given_up": ("owner", "")})


def scenario_differs(case: dict[str, Any], both: Both) -> str:
    """What the two say otherwise of a scenario on any of its dates; "" when they agree."""
    shelf = shelf_of(case, both)
    for as_of in case["looks"]:
        known = [event for event in case["events"] if event["known"] <= as_of]
        mine = sorted(map(str, Telling(both.hours, case["editions"]).told(known, as_of)))
        found = replay(shelf, [happening(event) for event in reversed(known)], as_of * SECOND)
        theirs = sorted(str(_shown(owed, as_of)) for owed in found)
        if mine != theirs:
            odd = "\n".join(
                [
                    *(f"counted {one}" for one in mine if one not in theirs),
                    *(f"engine  {one}" for one in theirs if one not in mine),
                ]
            )
            return f"{case['editions']}\n{known}\nas of {as_of}\n{odd}"
    return ""


def _shown(owed: Owed, as_of: int) -> dict[str, Any]:
    whole = {name: value if value is None else value // SECOND for name, value in _instants(owed)}
    state = owed.at(as_of * SECOND).value
    return {
        "standard": owed.standard,
        "edition": int(owed.edition),
        "root": "told" if isinstance(owed.root, str) else owed.root,
        "opened_by": "told" if isinstance(owed.opened_by, str) else owed.opened_by,
        "opened": whole["opened"],
        "limit": owed.limit,
        "state": state,
        "ended": whole["ended"],
        "owed_by": owed.owed_by,
        "due": whole["due"],
        "warn": None if owed.closed else whole["warn"],
        "provisional": owed.provisional,
    }


def _instants(owed: Owed) -> Iterator[tuple[str, int | None]]:
    yield from (("opened", owed.opened), ("ended", owed.ended), ("due", owed.due), ("warn", owed.warn_at))


# Gates --------------------------------------------------------------------------------------------------------------


def gate_differs(case: dict[str, Any]) -> str:
    """What the two say otherwise of any act; "" when they agree."""
    spec, ordered = case["spec"], sorted(case["events"], key=lambda one: (one["at"], one["id"]))
    acts = [place for place, one in enumerate(ordered) if one["kind"] in ("case.taken_on", "case.closed")]
    mine = {ordered[place]["id"]: gates.wanting(spec, ordered[place], ordered[:place]) for place in acts}
    shelf = Shelf([(0, read_book("1", [spec], {"always": of_scenarios().duties["always"]}))])
    arrived = [*map(_act, reversed(ordered)), *map(_act, ordered[::2])]
    found = promises_of(shelf, SubjectRef("case", "c"), arrived, 3600 * SECOND)[1].values()
    theirs = {owed.root: list(owed.flags) for owed in found}
    kept = {owed.root for owed in found if owed.state.value == "met"} == {
        key for key, lacks in mine.items() if not lacks
    }
    return "" if mine == theirs and kept else f"{spec}\n{ordered}\nread {mine}\nengine {theirs}"


def _act(event: dict[str, Any]) -> Happening:
    data = {name: event[name] for name in ("by", "role", "version") if name in event}
    refs = {"case": "c", "staff": event["who"]}
    if event["kind"] == "case.about_named":
        refs |= {"staff": "ma", "about_staff": event["who"]}
    if event["kind"] in ("case.about_named", "case.taken_on"):
        data["roles"] = gates.PEOPLE[event["who"]]
    return Happening(event["id"], event["kind"], event["at"] * SECOND, data, refs)
