"""Calendars: which seconds of a local date are duty, and how much duty lies between two instants."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from guanjia.rooms.promises.types import SECOND, Calendar, Within

_DAY_SECONDS = 86_400
READY = 256
"""Calendars kept ready by one process, the least recently asked for go first: they hold years of spans."""
_REACH_YEARS = 3  # a calendar without one duty second for so long has none at all


class NoDutyHours(ValueError):
    """A calendar has no duty time in which a limit could run out."""


def clock_seconds(text: str) -> int:
    """Seconds since midnight of "08:30" or "08:30:15"; "24:00" is allowed."""
    hours, minutes, *rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + (rest[0] if rest else 0)


def read_calendar(spec: Mapping[str, object], name: str = "") -> Calendar:
    """A calendar from its plain data (engine.md §2, form of vectors/calendars.json). Raises KeyError without a week."""
    week = spec["week"]
    if not isinstance(week, Mapping):
        raise TypeError(name)
    until = spec.get("tables_until")
    return Calendar(
        zone=str(spec.get("zone", "Asia/Shanghai")),
        week={int(day): _spans(spans) for day, spans in week.items()},
        holidays=_dates(spec.get("holidays")),
        workdays=_dates(spec.get("workdays")),
        workday_like=int(str(spec.get("workday_like", 1))),
        holiday_spans=_spans(spec.get("holiday_spans")),
        tables_until=None if until is None else int(str(until)),
        name=name,
    )


def _spans(pairs: object) -> tuple[tuple[int, int], ...]:
    found = []
    for start, end in pairs if isinstance(pairs, Sequence) else ():
        opens, closes = clock_seconds(start), clock_seconds(end)
        found.append((opens, closes if closes > opens else closes + _DAY_SECONDS))
    return tuple(sorted(found))


def _dates(days: object) -> frozenset[int]:
    given = days if isinstance(days, Sequence) else ()
    return frozenset((day if isinstance(day, date) else date.fromisoformat(day)).toordinal() for day in given)


@dataclass(frozen=True, slots=True)
class Line:
    """Duty spans laid end to end, merged, for dates from `first` to before `last`; `passed` is duty before each.

    Instants from `low` to before `high` lie inside it, with a day to spare. The same once more for many instants at
    once: duty passed before an instant is `rests[n] + runs[n] * instant`, where n of the `marks` lie at or before it.
    """

    first: int
    last: int
    starts: list[int]
    ends: list[int]
    passed: list[int]
    low: int
    high: int
    marks: list[int]
    rests: list[int]
    runs: list[int]


class Duty:
    """One calendar made ready for reckoning. Answers are remembered; safe to share between threads.

    All instants are microseconds since the epoch, dates are ordinals of the calendar's zone.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone)
        self.counted: dict[tuple[Within, int], int | None] = {}
        """Due times of lengths in days by the local date of opening, without pauses: kept by `due`."""
        self._midnights: dict[int, int] = {}
        self._spans: dict[int, tuple[tuple[int, int], ...]] = {}
        self._line = Line(0, 0, [], [], [], 0, 0, [], [], [])  # replaced as a whole, so a reader never sees half of it

    def date_of(self, at: int) -> int:
        """The local date on which the instant lies."""
        return datetime.fromtimestamp(at // SECOND, self.zone).toordinal()

    def year_of(self, at: int) -> int:
        """The local year in which the instant lies."""
        return datetime.fromtimestamp(at // SECOND, self.zone).year

    def midnight(self, day: int) -> int:
        """The instant at which the local date begins."""
        found = self._midnights.get(day)
        if found is None:
            found = self._midnights[day] = self.wall(day, 0)
        return found

    def wall(self, day: int, seconds: int) -> int:
        """The instant at which the clock on the wall shows so many seconds after midnight of the date."""
        if seconds >= _DAY_SECONDS:
            return self.wall(day + 1, seconds - _DAY_SECONDS)
        local = datetime.combine(date.fromordinal(day), datetime.min.time(), self.zone)
        local += timedelta(seconds=seconds)  # wall clock arithmetic: the zone is applied afterwards
        return int(local.timestamp()) * SECOND

    def spans(self, day: int) -> tuple[tuple[int, int], ...]:
        """The duty spans that begin on the date, in order, as instants. Make-up workdays win over holidays."""
        found = self._spans.get(day)
        if found is None:
            given = self._given(day)
            found = self._spans[day] = tuple((self.wall(day, opens), self.wall(day, closes)) for opens, closes in given)
        return found

    def _given(self, day: int) -> tuple[tuple[int, int], ...]:
        calendar = self.calendar
        if day in calendar.workdays:
            return calendar.week.get(calendar.workday_like, ())
        if day in calendar.holidays:
            return calendar.holiday_spans
        return calendar.week.get(date.fromordinal(day).isoweekday(), ())

    def round_the_clock(self) -> bool:
        """Whether every second of every ordinary week is duty."""
        week = self.calendar.week
        whole = all((0, _DAY_SECONDS) in week.get(day, ()) for day in range(1, 8))
        return whole and not self.calendar.holidays

    def close(self, day: int) -> int:
        """The end of the date's last span; its 24:00 when it has none."""
        spans = self.spans(day)
        return max(end for _, end in spans) if spans else self.midnight(day + 1)

    def passed(self, at: int) -> int:
        """Duty time before the instant, counted from an origin that only a later `cover` of an earlier date moves."""
        line = self._line
        if not line.low <= at < line.high:
            line = self.cover(self.date_of(at))
        place = bisect_right(line.marks, at)
        return line.rests[place] + line.runs[place] * at

    def laid_over(self, *instants: int) -> Line:
        """The spans laid so that these instants lie inside."""
        for at in instants:
            if not self._line.low <= at < self._line.high:
                self.cover(self.date_of(at))
        return self._line

    def past(self, due: int, at: int) -> int:
        """Duty time from a due time to an instant: 0 when it isn't after it, else at least 1."""
        return max(1, self.passed(at) - self.passed(due)) if at > due else 0

    def reach(self, position: int) -> int:
        """The earliest instant at which so much duty has passed (origin of `passed`). Raises NoDutyHours."""
        line, idle = self._line, 0
        while True:
            place = bisect_left(line.passed, position) - 1
            if place >= 0:
                found = line.starts[place] + position - line.passed[place]
                if found <= line.ends[place]:
                    return found
            before = line.ends[-1] if line.ends else 0
            line = self.cover(line.last + 366)
            idle = 0 if line.ends and line.ends[-1] > before else idle + 1
            if idle > _REACH_YEARS:
                raise NoDutyHours(self.calendar.name)

    def cover(self, day: int) -> Line:
        """Lay the spans so that the date is inside, with a day to spare on both sides."""
        line = self._line
        if line.first < day < line.last - 1:
            return line
        if not line.last or day <= line.first:
            begin = date(date.fromordinal(day).year - 1, 1, 1).toordinal()
            line = Line(begin, begin, [], [], [], 0, 0, [], [], [])
            day = max(day, self._line.last)
        end = date(date.fromordinal(day + 2).year + 1, 1, 1).toordinal()
        self._line = line = self._laid(line, end)
        return line

    def _laid(self, line: Line, last: int) -> Line:
        starts, ends, passed = list(line.starts), list(line.ends), list(line.passed)
        for day in range(line.last, last):
            for start, end in self.spans(day):
                if ends and start <= ends[-1]:
                    ends[-1] = max(ends[-1], end)
                    continue
                passed.append(passed[-1] + ends[-1] - starts[-1] if starts else 0)
                starts.append(start)
                ends.append(end)
        marks, rests, runs = [], [0], [0]
        for start, end, before in zip(starts, ends, passed, strict=True):
            marks += [start, end]
            rests += [before - start, before + end - start]
            runs += [1, 0]
        low, high = self.midnight(line.first + 1), self.midnight(last - 1)
        return Line(line.first, last, starts, ends, passed, low, high, marks, rests, runs)


@lru_cache(READY)
def duty_of(spec: str, name: str = "") -> Duty:
    """The calendar of these plain data, as JSON, made ready: read once, and what it was asked stays known."""
    return Duty(read_calendar(json.loads(spec), name))
