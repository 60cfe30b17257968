"""Quotas (engine.md §4): so many acts a period for each subject, owed at the period's end.

Periods are those of the calendar. A promise begins with its period, or when its subject becomes a member in it, or when
the edition comes into force. At the end of the period it is judged, once: a member for part of it owes
`floor(times × share)`, so what was owed may turn out to be less, or nothing, but never more; that is why the last act
asked for ends it at once. An act counts in the period in which it happens, from when the promise began.

With `due_after` the window in which acts count is moved by that much: the report of January is written until the fifth
of February, and one of the third counts for January. With `by` the promise is due on that day of the year; what comes
later in the period is late.

Counted `rolling`, a period has no place in the calendar: it begins with the membership, with the act that ended the one
before, or where that one ended by itself, and is counted as lengths in days and months are (engine.md §2): the day it
begins on doesn't count. `stages` ask otherwise for the first stretch of a membership; which one a period belongs to is
settled when it begins. With `spread.most` a promise is due where the next act would be too far from the one before, so
it may be missed before its period ends; the last act asked for ends it only where no other is needed in the period.
Distances count within a membership; one that was overrun is the matter of one period only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from guanjia.rooms.promises.rules.conditions import Condition, fields_of, read_condition
from guanjia.rooms.promises.rules.due import due_at, natural
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.sample import period_at
from guanjia.rooms.promises.types import Happening, Unit, Within

ENLISTED, STRUCK_OFF = "subject.enlisted", "subject.struck_off"
"""What makes a subject a member where the standard names no events: it was entered as something to be looked after."""
TOO_NEAR, RESTING, TOO_FEW = "act_too_near", "act_in_rest_hours", "act_by_too_few"
Span = tuple[int, int]


_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "quarters": 3, "half_years": 6, "years": 12}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period, [begin, end); acts count from `opens` to before `closes`; owed by `due`."""

    begin: int
    end: int
    opens: int
    closes: int
    due: int


@dataclass(frozen=True, slots=True)
class Pace:
    """So many acts a period; `first`: within how much of a membership, 0 for what holds after all stages."""

    times: int
    per: Mapping[str, int]
    first: int = 0


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """What a quota standard asks; instants and lengths in microseconds. `rests`: hours in which no act counts; `most`:
    the most distance between two acts, 0 for any. `paces` are by the row a promise names: "" and one for each stage."""

    paces: Mapping[str, Pace]
    rolling: bool
    each: bool
    at_least_one: bool
    people: int
    least: int
    most: int
    after: int
    by: tuple[int, int] | None
    season: tuple[tuple[int, int], tuple[int, int]] | None
    member: Condition | None
    duty: Duty
    rests: Duty | None
    known: dict[tuple[int, str], Stretch] = field(default_factory=dict, compare=False)
    """Periods by local date and pace: asked for again and again."""

    @property
    def by_calendar(self) -> bool:
        """Whether all subjects have the same periods."""
        return not self.rolling and len(self.paces) == 1

    def row_at(self, since: int, at: int) -> str:
        """The pace at an instant of a membership that began at `since`."""
        return next((row for row, pace in self.paces.items() if at < since + pace.first), "")

    def times(self, row: str) -> int:
        """How many acts that pace asks for in a period."""
        return self.paces[row].times

    def stretch(self, at: int, row: str = "") -> Stretch:
        """The period of the calendar in which an instant lies."""
        place = self.duty.date_of(at), row
        found = self.known.get(place)
        if found is None:
            period = period_at(self.paces[row].per, at, self.duty.zone)
            opens, closes = period.begin + self.after, period.end + self.after
            found = Stretch(period.begin, period.end, opens, closes, self._due(period.begin, closes))
            self.known[place] = found
        return found

    def begins(self, at: int, row: str, *, follows: bool) -> Stretch:
        """The period that begins, or runs, at an instant. One that `follows` another counts from its first day on."""
        if not self.rolling:
            return self.stretch(at, row)
        unit, count = next(iter(self.paces[row].per.items()))
        within = (
            Within(Unit.DAYS, n=count * _DAYS[unit]) if unit in _DAYS else Within(Unit.MONTHS, n=_MONTHS[unit] * count)
        )
        end = due_at(self.duty, within, at - 1 if follows else at) or at
        return Stretch(at, end, at, end, end)

    def of(self, opened: int, due: int | None, row: str) -> Stretch:
        """The period of a promise: since when, due when, at which pace."""
        if not self.rolling:
            return self.stretch(opened, row)
        return Stretch(opened, due or opened, opened, due or opened, due or opened)

    def ends_by_turn(self, opened: int, due: int | None, row: str) -> bool:
        """Whether only the period's end says what became of it: not where a day or a distance is overrun before."""
        if self.by is not None:
            return False
        return self.rolling or due is None or due >= self.stretch(opened, row).due

    def _due(self, begin: int, closes: int) -> int:
        if self.by is None:
            return closes
        year = date.fromordinal(self.duty.date_of(begin)).year
        return min(closes, self.duty.midnight(_day(year, self.by) + 1))

    def owed_in(self, begin: int, end: int) -> list[Span]:
        """The parts of a time in which it is owed at all: those that lie in the season."""
        if self.season is None:
            return [(begin, end)]
        first, last = self.season
        years = range(date.fromordinal(self.duty.date_of(begin)).year - 1, self.duty.year_of(end) + 1)
        over = last < first
        spans = [
            (self.duty.midnight(_day(year, first)), self.duty.midnight(_day(year + over, last) + 1)) for year in years
        ]
        return [span for one in spans if (span := _common(one, (begin, end))) is not None]

    def owed(self, stretch: Stretch, row: str, since: int, membership: Iterable[Span]) -> int:
        """How many acts a member owes for the part of the period that lies in its membership, from `since` on."""
        parts = self.owed_in(stretch.begin, stretch.end)
        whole = sum(end - begin for begin, end in parts)
        mine = 0
        for span in membership:
            held = _common(span, (since, stretch.end))
            mine += sum(end - begin for one in parts if held and (cut := _common(one, held)) for begin, end in [cut])
        if not whole or not mine:
            return 0
        owed = int(Fraction(self.times(row) * mine, whole))
        return max(1, owed) if self.at_least_one else owed

    def objection(self, event: Happening, last: int | None) -> str:
        """Why an act doesn't count; "" where it does. `last` is when the last one that counted was done."""
        if last is not None and event.at - last < self.least:
            return TOO_NEAR
        if self.rests is not None and _within(self.rests, event.at):
            return RESTING
        return TOO_FEW if _people(event) < self.people else ""


@dataclass(slots=True)
class Kept:
    """What is kept of one subject for a quota: since when it is a member, its ended memberships as far as they matter,
    the last act that counted, and until when its periods are covered by promises."""

    since: int | None = None
    spans: list[Span] = field(default_factory=list)
    last: int | None = None
    covered: int | None = None

    def plain(self) -> list[Any]:
        """As JSON can hold it."""
        return [self.since, [list(span) for span in self.spans], self.last, self.covered]

    @classmethod
    def read(cls, plain: Sequence[Any]) -> "Kept":
        """From `plain`; nothing is known of a subject without it."""
        if not plain:
            return cls()
        since, spans, last, covered = plain
        return cls(since, [(begin, end) for begin, end in spans], last, covered)

    def membership(self, until: int) -> list[Span]:
        """All memberships, the one that goes on cut off at `until`."""
        return [*self.spans, *([(self.since, until)] if self.since is not None and self.since < until else [])]

    def leave(self, at: int) -> None:
        """The membership ends."""
        if self.since is not None:
            self.spans.append((self.since, at))
            self.since = None

    def forget(self, before: int) -> None:
        """Memberships that ended before an instant matter no more."""
        self.spans = [span for span in self.spans if span[1] > before]


def clock_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The standard as the fold takes it: which events make a member, end it, and count."""
    member = spec.get("member") or {}
    joins = member.get("from") or [ENLISTED]
    leaves = (member.get("until") or []) if member.get("from") else [STRUCK_OFF]
    named = {"joins": joins, "leaves": leaves, "acts": spec["activity"], "activity": ()}
    return {**spec, **named, "by_urgency": {row: {"at_field": ""} for row in ("", *_stages(spec))}}


def read_quota(spec: Mapping[str, Any], duty: Duty, rests: Duty | None) -> QuotaRule:
    """A quota standard from its plain data."""
    season, member = spec.get("season"), spec.get("member") or {}
    conditions = [found for one in (spec.get("when"), member.get("when")) if (found := read_condition(one)) is not None]
    both: Condition | None = (lambda facts: all(one(facts) for one in conditions)) if conditions else None
    spread = spec.get("spread") or {}
    return QuotaRule(
        paces={**_stages(spec), "": Pace(spec["times"], spec["per"])},
        rolling=spec.get("counted") == "rolling",
        each=bool(spec.get("each_judged")),
        at_least_one=bool(spec.get("at_least_one")),
        people=spec.get("people") or 1,
        least=natural(spread.get("least") or {}),
        most=natural(spread.get("most") or {}),
        after=natural(spec.get("due_after") or {}),
        by=_day_of_year(spec["by"]) if spec.get("by") else None,
        season=(_day_of_year(season["from"]), _day_of_year(season["until"])) if season else None,
        member=both,
        duty=duty,
        rests=rests,
    )


def _stages(spec: Mapping[str, Any]) -> dict[str, Pace]:
    stages = enumerate(spec.get("stages") or (), start=1)
    return {f"stage-{number}": Pace(one["times"], one["per"], natural(one["for_first"])) for number, one in stages}


def fields_read(spec: Mapping[str, Any]) -> set[str]:
    """The fields of a subject that decide whether it is a member."""
    return set(fields_of((spec.get("member") or {}).get("when")))


def shortfall(left: int, days: int, capacity: int | None) -> int:
    """How many of the acts still owed the days left can't hold; 0 where nobody said how many a day can."""
    return 0 if capacity is None else max(0, left - days * capacity)


def _people(event: Happening) -> int:
    told = event.data.get("people")
    if isinstance(told, list | tuple):
        return len(set(map(str, told)))
    return told if isinstance(told, int) and not isinstance(told, bool) else 1


def _within(duty: Duty, at: int) -> bool:
    day = duty.date_of(at)
    return any(begin <= at < end for one in (day - 1, day) for begin, end in duty.spans(one))


def _common(one: Span, other: Span) -> Span | None:
    begin, end = max(one[0], other[0]), min(one[1], other[1])
    return (begin, end) if begin < end else None


def _day_of_year(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _day(year: int, day: tuple[int, int]) -> int:
    """The local date; the 29th of February is the 28th in a year without."""
    if day == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        return date(year, 2, 28).toordinal()
    return date(year, *day).toordinal()
