"""Quotas counted from act to act, by stages, and with a most distance, walked hour by hour: an oracle beside the engine
that shares no line with it. Events lie on whole hours of their own, as in `quotas`, which also asks the engine.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.quotas import ACT, HOUR, JOIN, LEAVE, START, ZONE, Told, engine

UNITS = {"days": 24, "weeks": 168, "months": 730, "quarters": 2190}


def chance(number: int) -> dict[str, Any]:
    """A scenario by its number: the rule of each edition from its hour on, events, hour of knowledge."""
    dice = random.Random(f"pace {number}")
    unit = dice.choice(list(UNITS))
    count = dice.randint(1, 10) if unit == "days" else dice.randint(1, 2)
    hours = min(UNITS[unit] * count, 2190)
    rule: dict[str, Any] = {"times": dice.randint(1, 3), "per": {unit: count}}
    shape = dice.choice(["rolling", "rolling", "most", "stages", "both"])
    if shape in ("rolling", "both"):
        rule["rolling"] = True
    if shape in ("stages", "both") or dice.random() < 0.2:
        lengths = sorted(dice.sample(range(1, 30), dice.randint(1, 2)))
        rule["stages"] = [(days, dice.randint(1, 2), {"days": dice.randint(1, 3)}) for days in lengths]
    if shape == "most":
        rule["most"] = max(1, int(hours * dice.choice([0.2, 0.4, 0.7, 1, 1.3])))
    elif dice.random() < 0.3:
        rule["each_judged"] = True
    if dice.random() < 0.3:
        rule["least"] = max(1, hours // (rule["times"] * dice.randint(3, 8)))
    if dice.random() < 0.2:
        rule["at_least_one"] = True
    length = min(hours * dice.randint(2, 8), 24 * 300)
    editions = [(-dice.randint(1, 400) if dice.random() < 0.7 else dice.randint(0, length // 3), rule)]
    if dice.random() < 0.4:
        editions.append((dice.randint(length // 3, length), {**rule, "times": dice.randint(1, 3)}))
    places = dice.sample(range(length), min(length, dice.randint(2, 8) + dice.randint(1, 14)))
    if dice.random() < 0.4:  # on the very instant at which a period may turn
        places = [place - place % 24 for place in places]
    places = sorted(set(places))
    events = list(zip(places, dice.choices([JOIN, LEAVE, ACT, ACT, ACT, ACT], k=len(places)), strict=True))
    if dice.random() < 0.8:
        events[0] = (events[0][0], JOIN)
    return {"editions": editions, "events": events, "as_of": dice.randint(length // 2, length + 24 * 40)}


@dataclass
class Period:
    """What is owed in one period: [begin, closes), since `opened`; the next act is owed by `due`."""

    edition: str
    rule: Mapping[str, Any]
    times: int
    opened: int
    begin: int
    closes: int
    due: int
    acts: list[int] = field(default_factory=list)


@dataclass
class Walk:
    """One subject, walked hour by hour."""

    case: Mapping[str, Any]
    told: Told = field(default_factory=list)
    period: Period | None = None
    covered: int = -(10**9)
    since: int | None = None
    last: int | None = None
    member_hours: set[int] = field(default_factory=set)

    def hour(self, now: int) -> None:
        """First what time does, then what happens."""
        if self.period is not None and self.period.closes == now:
            self._close(self.period)
        self._begin(now, follows=self.covered == now)
        for place, kind in self.case["events"]:
            if place == now:
                {JOIN: self._join, LEAVE: self._leave, ACT: self._act}[kind](now)
        if self.since is not None:
            self.member_hours.add(now)

    def _edition(self, now: int) -> tuple[str, Mapping[str, Any]] | None:
        found = [(f"e{n}", rule) for n, (since, rule) in enumerate(self.case["editions"]) if since <= now]
        return found[-1] if found else None

    def _begin(self, now: int, *, follows: bool = False, by_act: bool = False) -> None:
        edition = self._edition(now)
        if self.period is not None or self.since is None or edition is None or (now < self.covered and not by_act):
            return
        name, rule = edition
        times, per = rule["times"], rule["per"]
        for days, stage_times, stage_per in reversed(rule.get("stages", [])):
            if now - self.since < 24 * days:
                times, per = stage_times, stage_per
        begin, closes = (now, _counted_on(now, per, follows)) if rule.get("rolling") else _of_calendar(now, per)
        due = closes
        if "most" in rule and self.last is not None and self.since <= self.last and now <= self.last + rule["most"]:
            due = min(due, self.last + rule["most"])
        self.period, self.covered = Period(name, rule, times, now, begin, closes, due), closes

    def _join(self, now: int) -> None:
        self.since = now if self.since is None else self.since
        self._begin(now)

    def _leave(self, now: int) -> None:
        self.since = None
        if self.period is not None and now <= self.period.due:
            self.period.due = self.period.closes

    def _act(self, now: int) -> None:
        rule = (self._edition(now) or ("", self.case["editions"][0][1]))[1]
        if self.last is not None and now - self.last < rule.get("least", 0):
            return
        self.last = now
        period = self.period
        if period is not None:
            period.acts.append(now)
            most, in_time = period.rule.get("most"), now <= period.due
            another = most and self.since is not None and in_time and now + most < period.closes
            if len(period.acts) >= period.times and not another:
                self._done(period, "met" if in_time else "late")
            elif most and self.since is not None and in_time:
                period.due = min(period.closes, now + most)
        if self.period is None and rule.get("rolling"):
            self._begin(now, by_act=True)

    def _done(self, period: Period, state: str) -> None:
        self.period = None
        if period.rule.get("each_judged"):
            self.told += [(period.edition, period.opened, "met", (str(act),)) for act in period.acts]
        else:
            self.told.append((period.edition, period.opened, state, tuple(map(str, period.acts))))

    def _close(self, period: Period) -> None:
        mine = sum(1 for hour in range(period.opened, period.closes) if hour in self.member_hours)
        owed = period.times * mine // (period.closes - period.begin)
        if period.rule.get("at_least_one") and mine:
            owed = max(1, owed)
        self.period, acts = None, tuple(map(str, period.acts))
        if period.rule.get("each_judged"):
            self._each(period, lambda place: "missed" if place < owed else "void")
        elif period.due < period.closes:
            self.told.append((period.edition, period.opened, "missed", acts))
        else:
            state = "void" if not owed else "met" if len(acts) >= owed else "missed"
            self.told.append((period.edition, period.opened, state, acts))

    def _each(self, period: Period, left: Any) -> None:
        for place in range(period.times):
            done = place < len(period.acts)
            act = (str(period.acts[place]),) if done else ()
            self.told.append((period.edition, period.opened, "met" if done else left(place), act))

    def end(self, now: int) -> Told:
        """What is told when knowledge ends."""
        if self.period is not None:
            state = "missed" if self.period.due < now else "running"
            if self.period.rule.get("each_judged"):
                self._each(self.period, lambda _: state)
            else:
                self.told.append((self.period.edition, self.period.opened, state, tuple(map(str, self.period.acts))))
        return sorted(self.told)


def counted(case: Mapping[str, Any]) -> Told:
    """What is owed, hour by hour."""
    walk = Walk(case)
    first = min(case["editions"][0][0], 0)
    for now in range(first, case["as_of"] + 1):
        walk.hour(now)
    return walk.end(case["as_of"])


def differs(case: Mapping[str, Any]) -> str:
    """Where the two say something else; empty where they agree."""
    plain, found = counted(case), engine(case)
    return "" if plain == found else f"{case}: {found} by the engine, {plain} counted"


# Days --------------------------------------------------------------------------------------------------------------


def _midnight_of(day: datetime) -> int:
    return (day.replace(hour=0, minute=0) - START) // HOUR


def _counted_on(now: int, per: Mapping[str, int], follows: bool) -> int:
    """The end of a period that begins now: the day it begins on doesn't count, unless it goes on from another."""
    ((unit, count),) = per.items()
    day = START + now * HOUR
    if follows:
        day -= timedelta(days=1)
    if unit in ("days", "weeks"):
        return _midnight_of(day + timedelta(days=count * (1 if unit == "days" else 7) + 1))
    months = day.month - 1 + count * (1 if unit == "months" else 3)
    year, month, last = day.year + months // 12, months % 12 + 1, day.day
    while True:
        try:
            return _midnight_of(datetime(year, month, last, tzinfo=ZONE) + timedelta(days=1))
        except ValueError:
            last -= 1  # the month has no such day: its last one


def _of_calendar(now: int, per: Mapping[str, int]) -> tuple[int, int]:
    """The period of the calendar around an hour: days and weeks from the first Monday there is, months from January."""
    ((unit, count),) = per.items()
    day = START + now * HOUR
    if unit in ("days", "weeks"):
        length = count * (1 if unit == "days" else 7)
        back = (day.date().toordinal() - 1) % length
        begin = _midnight_of(day - timedelta(days=back))
        return begin, begin + 24 * length
    length = count * (1 if unit == "months" else 3)
    number = (day.year * 12 + day.month - 1) // length * length
    begin, end = (datetime(one // 12, one % 12 + 1, 1, tzinfo=ZONE) for one in (number, number + length))
    return _midnight_of(begin), _midnight_of(end)
