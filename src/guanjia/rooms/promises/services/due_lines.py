"""`guanjia due`: lines of clocks in, due times and their explanation out (engine.md §7)."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from guanjia.rooms.promises.rules.due import before, due_at, matters, provisional, read_within, union, warn_at
from guanjia.rooms.promises.rules.duty import Duty, NoDutyHours, read_calendar
from guanjia.rooms.promises.rules.why import Reckoned, explain
from guanjia.rooms.promises.selectors.wording import in_words
from guanjia.rooms.promises.types import MINUTE, Pause, Unit, instant, moment
from guanjia.shared.errors import Invalid, gettext_noop

WARN = {"at": "0.8"}  # the form of the lines asks for the warning at four fifths
ALWAYS = {"week": {str(day): [["00:00", "24:00"]] for day in range(1, 8)}}


def tell_due(lines: Iterable[str], *, calendars: Path | None = None, as_json: bool = False) -> int:
    """Write one answer a line to standard output, in the same order; returns the status for the shell.

    Raises Invalid, with the number of the line, for one that can't be read.
    """
    for answer in due_lines(lines, calendars=calendars, as_json=as_json):
        sys.stdout.write(f"{answer}\n")
    return 0


def due_lines(lines: Iterable[str], *, calendars: Path | None = None, as_json: bool = False) -> Iterator[str]:
    """The answers, one text each: a JSON object, or the lines of the explanation. Raises Invalid."""
    duties = _duties(calendars)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(json.loads(line), duties)
        except (ValueError, KeyError, TypeError, AttributeError, NoDutyHours) as wrong:
            message = gettext_noop("Line %(number)s can't be read: %(why)s")
            why = f"{type(wrong).__name__} {wrong}"
            raise Invalid("promises.due_line", message, {"number": number, "why": why}) from wrong
        yield json.dumps(answer, ensure_ascii=False) if as_json else _spoken(answer)


def _duties(calendars: Path | None) -> Mapping[str, Duty]:
    try:
        plain = json.loads(calendars.read_text("utf-8")) if calendars else {}
        given = {"always": ALWAYS, **plain}
        return {name: Duty(read_calendar(spec, name)) for name, spec in given.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        message = gettext_noop("The calendars can't be read: %(why)s")
        raise Invalid("promises.calendars", message, {"why": f"{type(wrong).__name__} {wrong}"}) from wrong


def _at(text: str) -> int:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return instant(at)


def _pauses(rows: Iterable[Mapping[str, Any]]) -> list[Pause]:
    found: list[Pause] = []
    for row in rows:
        begin = _at(row["from"])
        end = None if row.get("to") is None else _at(row["to"])
        if row.get("cap_minutes") is not None:
            capped = begin + int(row["cap_minutes"]) * MINUTE
            end = capped if end is None else min(end, capped)
        found.append((begin, end))
    return union(found)


def _answer(case: Mapping[str, Any], duties: Mapping[str, Duty]) -> dict[str, Any]:
    duty, within = duties[case["calendar"]], read_within(case["within"], WARN)
    opened, pauses = _at(case["opened"]), _pauses(case.get("pauses") or ())
    if within.unit is Unit.AT_FIELD:
        opened = _at(case[within.field])
    due = due_at(duty, within, opened, pauses)
    answer: dict[str, Any] = {"id": case.get("id"), "due": _shown(duty, due), "provisional": provisional(duty, due)}
    warned = warn_at(duty, within, opened, pauses)
    if within.unit is Unit.SPAN:
        answer["warn_at_80"] = _shown(duty, warned)
    answer["stops"] = []
    for stop in case.get("stops") or ():
        at = _at(stop["at"])
        reckoned = due_at(duty, within, opened, before(pauses, at))
        verdict = "met" if reckoned is None or at <= reckoned else "late"
        answer["stops"].append({"at": stop["at"], "verdict": verdict})
    counted = tuple(pause for pause in pauses if matters(pause, opened, due))
    lines = explain(duty, Reckoned(within, opened, due, warned, counted, answer["provisional"]))
    answer["why"] = [in_words(line, duty.zone) for line in lines]
    return answer


def _shown(duty: Duty, at: int | None) -> str | None:
    return None if at is None else moment(at).astimezone(duty.zone).isoformat()


def _spoken(answer: Mapping[str, Any]) -> str:
    stops = [f"  {stop['at']} {stop['verdict']}" for stop in answer["stops"]]
    return "\n".join([f"{answer['id']} {answer['due']}", *(f"  {line}" for line in answer["why"]), *stops])
