"""Quotas counted hour by hour, sharing no line with the engine, on subjects that come, go and are seen to by chance.

Every event lies on a whole hour of its own; Shanghai knows no summer time, so a day has 24 of them.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.types import Happening, SubjectRef, instant

ZONE = timezone(timedelta(hours=8))
START = datetime(2025, 11, 1, tzinfo=ZONE)
HOUR = timedelta(hours=1)
SUBJECT = SubjectRef("home", "h1")
WEEK = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
NIGHT = {str(day): [["21:00", "08:00"]] for day in range(1, 8)}
JOIN, LEAVE, ACT = "home.vacated", "home.occupied", "vacant_check.done"

Told = list[tuple[str, int, str, tuple[str, ...]]]
"""By promise: hour of opening, what it is, which acts it rests on; with the edition."""


def chance(number: int) -> dict[str, Any]:
    """A scenario by its number: the rule of each edition from its hour on, events, hour of knowledge."""
    dice = random.Random(f"quota {number}")
    per = dice.choice(["days", "weeks", "months", "quarters", "half_years", "years"])
    hours = {"days": 24, "weeks": 168, "months": 730, "quarters": 2190, "half_years": 4380, "years": 8760}[per]
    length = min(hours * dice.randint(2, 6), 24 * 900)
    rule: dict[str, Any] = {"times": dice.randint(1, 4), "per": {per: 1}}
    if dice.random() < 0.3:
        rule["at_least_one"] = True
    if dice.random() < 0.3:
        rule["each_judged"] = True
    if dice.random() < 0.3:
        rule["least"] = max(1, hours // (rule["times"] * dice.randint(2, 6)))
    if dice.random() < 0.2 and per in ("months", "quarters", "years"):
        rule["after"] = dice.randint(1, 10)
    if dice.random() < 0.2:
        rule["season"] = dice.choice([("04-01", "10-31"), ("11-15", "03-15"), ("02-10", "02-28")])
    if dice.random() < 0.3:
        rule["night"] = True
    editions = [(-dice.randint(1, 400) if dice.random() < 0.7 else dice.randint(0, length // 3), rule)]
    if dice.random() < 0.5:
        editions.append((dice.randint(length // 3, length), {**rule, "times": dice.randint(1, 4)}))
    places = dice.sample(range(length), min(length, dice.randint(1, 8) + rule["times"] * dice.randint(1, 12)))
    if dice.random() < 0.4:  # an event on the very instant at which a period may turn
        places = [place - place % 24 for place in places]
    kinds = dice.choices([JOIN, LEAVE, ACT, ACT, ACT], k=len(places))
    events = [(place, kind) for place, kind in zip(sorted(set(places)), kinds, strict=False)]
    if dice.random() < 0.7:
        events[0] = (events[0][0], JOIN)
    return {"editions": editions, "events": events, "as_of": dice.randint(length // 2, length + 24 * 40)}


# Counted plainly --------------------------------------------------------------------------------------------------


def counted(case: Mapping[str, Any]) -> Told:
    """What is owed, hour by hour."""
    found: Told = []
    rule = case["editions"][0][1]
    for begin, end in _periods(next(iter(rule["per"])), case["as_of"]):
        found += _of_period(case, begin, end)
    return sorted(found)


def _of_period(case: Mapping[str, Any], begin: int, end: int) -> Told:
    season = [hour for hour in range(begin, end) if _in_season(case["editions"][0][1], hour)]
    known = range(max(begin, -1000), min(end, case["as_of"] + 1, season[-1] + 1 if season else begin))
    owing = next((hour for hour in known if _owes_at(case, hour, begin)), None)
    if owing is None:
        return []
    number, rule = _edition(case, owing) or (0, {})
    after = rule.get("after", 0) * 24
    acts = [h for h in _acts(case, rule) if max(owing, begin + after) <= h < end + after and h <= case["as_of"]]
    mine = sum(1 for h in season if h >= owing and _member(case, h))
    owed = rule["times"] * mine // len(season)
    if rule.get("at_least_one") and mine:
        owed = max(1, owed)
    over = case["as_of"] >= end + after
    if rule.get("each_judged"):
        told: Told = []
        for place in range(rule["times"]):
            act = (str(acts[place]),) if place < len(acts) else ()
            state = "met" if act else "running" if not over else "missed" if place < owed else "void"
            told.append((f"e{number}", owing, state, act))
        return told
    acts = acts[: rule["times"]]
    if len(acts) == rule["times"]:
        state = "met"
    elif not over:
        state = "running"
    else:
        state = "void" if not owed else "met" if len(acts) >= owed else "missed"
    return [(f"e{number}", owing, state, tuple(map(str, acts)))]


def _owes_at(case: Mapping[str, Any], hour: int, begin: int) -> bool:
    """Where a period begins or an edition comes into force, what happens at that very instant comes after it."""
    if _edition(case, hour) is None:
        return False
    turns = hour == begin or hour in [since for since, _ in case["editions"]]
    return _member(case, hour) or (turns and _member(case, hour - 1))


def _edition(case: Mapping[str, Any], hour: int) -> tuple[int, Mapping[str, Any]] | None:
    return next(((n, rule) for n, (since, rule) in reversed(list(enumerate(case["editions"]))) if since <= hour), None)


def _member(case: Mapping[str, Any], hour: int) -> bool:
    """Whether the last of those events by that hour made it one."""
    last = [kind for place, kind in case["events"] if place <= hour and kind != ACT]
    return bool(last) and last[-1] == JOIN


def _acts(case: Mapping[str, Any], rule: Mapping[str, Any]) -> list[int]:
    """The acts that count at all: far enough from the one before, and not at night."""
    found: list[int] = []
    for place, kind in case["events"]:
        near = found and place - found[-1] < rule.get("least", 0)
        if kind == ACT and not near and not (rule.get("night") and not 8 <= (START + place * HOUR).hour < 21):
            found.append(place)
    return found


def _in_season(rule: Mapping[str, Any], hour: int) -> bool:
    if "season" not in rule:
        return True
    first, last = map(str, rule["season"])
    at = START + hour * HOUR
    day = f"{at.month:02}-{at.day:02}"
    return first <= day <= last if first <= last else day >= first or day <= last


def _periods(unit: str, until: int) -> Iterator[tuple[int, int]]:
    """Each period that touches the time, as hours from the start."""
    day = date(2024, 1, 1)  # a Monday, and the first of everything
    while True:
        following = _following(unit, day)
        begin, end = ((datetime(d.year, d.month, d.day, tzinfo=ZONE) - START) // HOUR for d in (day, following))
        if begin > until:
            return
        if end > 0:
            yield begin, end
        day = following


def _following(unit: str, day: date) -> date:
    if unit in ("days", "weeks"):
        return day + timedelta(days=1 if unit == "days" else 7)
    months = {"months": 1, "quarters": 3, "half_years": 6, "years": 12}[unit]
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


# Beside the engine ------------------------------------------------------------------------------------------------


def standard(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule as the handbook says it."""
    spec: dict[str, Any] = {
        "code": "E19",
        "kind": "quota",
        "subject": "home",
        "owed_by": "steward",
        "member": {"from": [JOIN], "until": [LEAVE]},
        "activity": [ACT],
        **{key: rule[key] for key in ("times", "per", "at_least_one", "each_judged") if key in rule},
    }
    if "least" in rule or "most" in rule:
        spec["spread"] = {key: {"hours": rule[key]} for key in ("least", "most") if key in rule}
    if "rolling" in rule:
        spec["counted"] = "rolling"
    if "stages" in rule:
        spec["stages"] = [{"for_first": {"days": n}, "times": times, "per": per} for n, times, per in rule["stages"]]
    if "after" in rule:
        spec["due_after"] = {"days": rule["after"]}
    if "season" in rule:
        spec["season"] = dict(zip(("from", "until"), rule["season"], strict=True))
    if "night" in rule:
        spec["not_in"] = "night"
    return spec


def shelf(case: Mapping[str, Any]) -> Shelf:
    """The editions of a scenario."""
    duties = {name: Duty(read_calendar({"week": week}, name)) for name, week in (("always", WEEK), ("night", NIGHT))}
    books = [
        (_at(since), read_book(f"e{number}", [standard(rule)], duties))
        for number, (since, rule) in enumerate(case["editions"])
    ]
    return Shelf(books)


def happenings(case: Mapping[str, Any]) -> list[Happening]:
    """The events of a scenario, one of them twice."""
    found = [Happening(f"{place}", kind, _at(place), refs={"home": "h1"}) for place, kind in case["events"]]
    return [*found, found[-1]]


def engine(case: Mapping[str, Any]) -> Told:
    """What the engine says is owed."""
    as_of = _at(case["as_of"])
    events = happenings(case)
    random.Random(str(case)).shuffle(events)
    promises = promises_of(shelf(case), SUBJECT, events, as_of)[1].values()
    return sorted(
        (one.edition, (one.opened - _at(0)) // (_at(1) - _at(0)), one.at(as_of).value, tuple(map(str, one.evidence)))
        for one in promises
    )


def differs(case: Mapping[str, Any]) -> str:
    """Where the two say something else; empty where they agree."""
    plain, found = counted(case), engine(case)
    return "" if plain == found else f"{case}: {found} by the engine, {plain} counted"


def _at(hour: int) -> int:
    return instant(START + hour * HOUR)
