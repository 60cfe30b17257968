"""Cases drawn by a seed: calendars, lengths with their pauses, and subjects with a handful of events.

The same number always gives the same case. Times come from few values, so that things meet in the same second often.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tests.oracle.clock import Edition, Event, Standard

DAYS = "1234567"
BEGIN = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
EVENTS = ("asked", "answered", "paused", "resumed", "withdrawn", "ranked", "classed", "agreed", "reported", "noise")
HANDS = ("taken", "given_up")
FIXED: dict[str, dict[str, Any]] = {
    "always": {"week": {day: [["00:00", "24:00"]] for day in DAYS}},
    "desk": {"week": {day: [["08:30", "12:00"], ["13:30", "18:00"]] for day in DAYS}},
    "night": {"week": {day: [["22:00", "06:00"]] for day in DAYS}},
    "work": {
        "week": {day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in "12345"},
        "holidays": ["2026-01-01", "2026-02-17", "2026-02-18", "2026-05-01", "2026-10-01", "2026-10-02"],
        "workdays": ["2026-02-14", "2026-05-09"],
        "tables_until": 2026,
    },
    "berlin": {"zone": "Europe/Berlin", "week": {day: [["08:30", "18:00"]] for day in "12345"}, "tables_until": 2026},
    "newyork": {"zone": "America/New_York", "week": {day: [["22:00", "06:00"]] for day in DAYS}},
}


def clock(chance: Random) -> str:
    """A time of day, mostly a whole quarter."""
    second = chance.randrange(0, 86_400, 900) if chance.random() < 0.8 else chance.randrange(86_400)
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def calendar(seed: str) -> dict[str, Any]:
    """Hours nobody would work: several spans a day, touching, over midnight, with holidays and make-up days."""
    chance = Random(seed)

    def spans(most: int) -> list[list[str]]:
        found = [[clock(chance), clock(chance)] for _ in range(chance.randint(0, most))]
        return [[a, "24:00" if b == "00:00:00" else b] for a, b in found if a != b]

    days = [(date(2025, 1, 1) + timedelta(days=chance.randrange(1100))).isoformat() for _ in range(40)]
    week = {day: spans(3) for day in DAYS if chance.random() < 0.8}
    week[chance.choice(DAYS)] = [[clock(chance), "24:00"]]
    plain = {"week": week, "holidays": days[:25], "workdays": days[20:], "workday_like": chance.randint(1, 7)}
    plain["holiday_spans"] = spans(1) if chance.random() < 0.3 else []
    if chance.random() < 0.5:
        plain["tables_until"] = chance.choice([2025, 2026, 2027])
    return plain


def calendars(number: int) -> dict[str, dict[str, Any]]:
    """The fixed ones, and so many that chance made."""
    return {**FIXED, **{f"chance {one}": calendar(f"calendar {one}") for one in range(number)}}


def within(chance: Random) -> dict[str, Any]:
    """Any length of the law's table but the instant a field carries."""
    kind = chance.choice(["seconds", "minutes", "hours", "same_day", "cutoff", "days", "workdays", "months"])
    spans = {"seconds": 200_000, "minutes": 3000, "hours": 60}
    if kind in spans:
        return {kind: 0 if chance.random() < 0.03 else chance.randint(1, spans[kind])}
    if kind == "same_day":
        return {"same_day": True}
    if kind == "cutoff":
        return {"same_day": True, "cutoff": clock(chance)[:5], "late_until": clock(chance)[:5]}
    counted: dict[str, Any] = {kind: chance.randint(1, 14 if kind != "months" else 4)}
    if chance.random() < 0.4:
        counted["until"] = "close"
    if chance.random() < 0.4 and kind != "workdays":
        counted["roll"] = True
    return counted


def length_case(number: int, names: list[str], days: int = 1000) -> dict[str, Any]:
    """A length, when it began, how it was paused, and stops near to where it may be due."""
    chance = Random(f"length {number}")
    opened = BEGIN + chance.randrange(days) * 86_400 + chance.randrange(0, 86_400, chance.choice([1, 900]))
    rests: list[tuple[int, int | None]] = []
    for _ in range(chance.choice([0, 0, 1, 1, 2, 4])):
        begin = opened + chance.choice([-3600, 0, 1, 600, chance.randrange(400_000)])
        rests.append((begin, begin + chance.choice([0, 1, 60, 3600, 86_400, chance.randrange(500_000)])))
    if chance.random() < 0.1:
        rests.append((opened + chance.randrange(500_000), None))
    warn = {"at": chance.choice([0.5, 0.8, 0.33, 0.999])}
    stops = [opened + chance.randrange(600_000) for _ in range(2)]
    return {
        "calendar": names[number % len(names)],
        "within": within(chance),
        "opened": opened,
        "rests": rests,
        "warn": warn if chance.random() < 0.7 else {"before": {"hours": chance.randint(1, 30)}},
        "stops": stops,
    }


# Scenarios ----------------------------------------------------------------------------------------------------------


def _limits(chance: Random) -> dict[str, dict[str, Any]]:
    shape = chance.random()
    if shape < 0.55:
        return {row: {"seconds": chance.choice([0, 300, 900, 1800, 3600, 7200])} for row in ("u0", "u1", "u2")}
    if shape < 0.8:
        return {"": {"seconds": chance.choice([1, 600, 1800, 5400])}}
    if shape < 0.9:
        return {"": {"at_field": "end"}}
    return {"": chance.choice([{"same_day": True}, {"days": 1}, {"workdays": 1, "until": "close"}])}


def standard(chance: Random) -> Standard:
    """A clock on the one thing of a scenario."""
    limits = _limits(chance)
    dated = "at_field" in limits.get("", {})
    spans = "seconds" in next(iter(limits.values()))
    return {
        "code": "S",
        "calendar": chance.choice(["always", "always", "desk", "work", "brief"]),
        "start": ["asked"],
        "stop": chance.choice([["answered"], ["answered"], ["answered", "taken"], ["answered", "given_up"]]),
        "void": ["withdrawn"],
        "urgency": ["ranked"],
        "reclass": ["classed"],
        "pause": ["paused"],
        "resume": ["resumed"],
        "redate": {"events": ["agreed"] if dated else [], "reasons": chance.choice([["wish"], []])},
        "while_running": chance.choice(["ignore", "ignore", "restart", "stack"]),
        "reasons": {"absent": chance.choice([600, 1200, 3600]), "police": None},
        "limits": limits,
        "first_urgency": chance.choice(list(limits)),
        "warn": {"at": chance.choice([0.5, 0.8])} if spans else {"before": {"hours": 1}},
        "when": ["repair", "help"] if chance.random() < 0.4 and not dated else None,
        "after": None,
    }


def report(chance: Random) -> Standard:
    """What is owed after a warning or a miss of the other: a step of a ladder."""
    step = standard(chance)
    limits = {"": {"seconds": chance.choice([300, 1800])}}
    own = {"code": "R", "start": [], "stop": ["reported"], "limits": limits, "first_urgency": "", "when": None}
    more = {
        "warn": {"at": 0.5},
        "redate": {"events": [], "reasons": []},
        "after": ("S", chance.choice(["missed", "warned"])),
    }
    return {**step, **own, **more}


def _minute(chance: Random) -> int:
    return BEGIN + 60 * chance.choice([0, 5, 10, 15, 20, 30, 40, 45, 60, 61, 75, 90, 100, 120, 150, 180])


def scenario(number: int) -> dict[str, Any]:
    """Editions, events with the time each became known, and dates at which to look."""
    chance = Random(f"scenario {number}")
    begins = [0] if chance.random() < 0.6 else [0, _minute(chance)]
    first = standard(chance)
    editions: list[Edition] = []
    for begin in begins:
        # a later edition has other figures, and may have a step the earlier had not
        own = {**first, **{key: standard(chance)[key] for key in ("while_running", "reasons")}} if editions else first
        if editions and "seconds" in next(iter(first["limits"].values())):
            own["limits"] = {row: {"seconds": chance.choice([300, 1800, 3600])} for row in first["limits"]}
        steps = [report(chance)] if chance.random() < 0.4 else []
        editions.append((begin, {one["code"]: one for one in [own, *steps]}))
    events = [_event(chance, place) for place in range(chance.randint(1, 12))]
    for event in events:
        event["known"] = event["at"] + chance.choice([0, 0, 0, 600, 5400])
    looks = [
        BEGIN + 60 * chance.choice([0, 10, 30, 60, 61, 90, 121, 200, 500, 3000]) + chance.choice([0, 1, 30])
        for _ in range(3)
    ]
    return {"editions": editions, "events": events, "looks": looks}


def _event(chance: Random, place: int) -> Event:
    kind = "asked" if place == 0 else chance.choice([*EVENTS, *HANDS])
    at = _minute(chance) + (chance.randrange(60) if chance.random() < 0.3 else 0)
    event: Event = {"id": chance.randrange(1000) * 100 + place, "kind": kind, "at": at, "reason": "", "urgency": ""}
    if kind == "taken":
        event["who"] = chance.choice(["wang", "li"])
    if kind == "paused":
        event["reason"] = chance.choice(["absent", "absent", "police", "lunch"])
    if kind == "ranked":
        event["urgency"] = chance.choice(["u0", "u1", "u2", "other"])
    if kind == "classed":
        event["class"] = chance.choice(["repair", "help", "question"])
    if kind in ("asked", "agreed"):
        event["end"] = at + 60 * chance.choice([0, 10, 60, 120])
    if kind == "agreed":
        event["reason"] = chance.choice(["wish", "no_staff"])
    return event


BRIEF = {"week": {day: [["08:00", "08:20"], ["08:40", "09:30"], ["09:30", "10:05"]] for day in DAYS}}
