"""Readers for the worked answers: their lines as the engine's own values."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.due import union
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.rooms.promises.types import MINUTE, Happening, Owed, Pause, instant

HERE = Path(__file__).parent / "vectors"
ALWAYS = -(1 << 60)


def when(text: str | None) -> int | None:
    return None if text is None else instant(datetime.fromisoformat(text))


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


@cache
def duties() -> Mapping[str, Duty]:
    plain = json.loads((HERE / "calendars.json").read_text("utf-8"))
    return {name: Duty(read_calendar(spec, name)) for name, spec in plain.items()}


def lines(name: str) -> Iterator[dict[str, Any]]:
    with (HERE / name).open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def pauses(rows: list[dict[str, Any]]) -> list[Pause]:
    found: list[Pause] = []
    for row in rows:
        begin, end, cap = at(row["from"]), when(row["to"]), row["cap_minutes"]
        if cap is not None:
            capped = begin + cap * MINUTE
            end = capped if end is None else min(end, capped)
        found.append((begin, end))
    return union(found)


def standard(plain: dict[str, Any]) -> dict[str, Any]:
    """A standard of the scenarios in the handbook's form."""
    lists = ("start", "stop", "pause", "resume", "void", "urgency")
    spec = {"code": "S", "subject": "thing", "calendar": plain["calendar"], "while_running": plain["while_running"]}
    spec.update({name: plain[name] for name in lists})
    spec["reasons"] = {name: None if cap is None else {"minutes": cap} for name, cap in plain["reasons"].items()}
    if "by_urgency" in plain:
        spec["by_urgency"] = {row: {"minutes": limit} for row, limit in plain["by_urgency"].items()}
        spec["first_urgency"] = plain["first_urgency"]
    else:
        spec["within"] = {"minutes": plain["within_minutes"]}
    return spec


def shelf(*standards: dict[str, Any]) -> Shelf:
    return Shelf([(ALWAYS, read_book("first", standards, duties()))])


def happening(plain: dict[str, Any]) -> Happening:
    data = {name: plain[name] for name in ("urgency", "reason") if name in plain}
    refs = {"thing": plain["subject"]}
    return Happening(plain["id"], plain["kind"], at(plain["at"]), data, refs, at(plain["recorded_at"]))


def event(number: int, kind: str, text: str, **data: Any) -> Happening:
    """An event on the one thing of a test."""
    return Happening(number, kind, at(text), data, {"thing": "a"})


def shown(shelf: Shelf, owed: Owed, as_of: int) -> dict[str, Any]:
    """A promise in the form of the scenarios."""
    state = owed.at(as_of).value
    limit = shelf.book(owed.edition).rules[owed.standard].limits[owed.limit]
    row = {
        "subject": owed.subject.id,
        "root": owed.root,
        "opened_by": owed.opened_by,
        "opened": owed.opened,
        "minutes": limit.length // MINUTE,
        "state": state,
        "ended": owed.ended,
    }
    return {**row, "due": owed.due} if state in {"met", "late", "missed", "running"} else row


def expected(plain: dict[str, Any]) -> dict[str, Any]:
    """A promise of the scenarios with its instants read."""
    return {name: when(value) if name in {"opened", "ended", "due"} else value for name, value in plain.items()}
