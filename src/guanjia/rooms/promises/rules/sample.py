"""The draw of a sample (engine.md §4): who is in it, what number each gets, and who is drawn.

The draw depends on the set of members and the secret of the period only: not on who looked first, nor on the order
in which members came. Shares are kept as fractions, so `ceil(p × n)` is exact.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from fractions import Fraction
from math import ceil
from typing import Any

from guanjia.rooms.promises.rules.conditions import Condition, Facts, fields_of, read_condition
from guanjia.rooms.promises.types import SECOND, EventId, Happening, instant
from guanjia.shared.errors import Invalid, Missing, Refused, gettext_noop

DRAWN, RELEASED = "sample.drawn", "sample.released"
WHOLE = 1 << 256
"""What a number is a fraction of: SHA-256 gives 256 bits."""

_MONTHS = {"months": 1, "quarters": 3, "half_years": 6, "years": 12}
_DAYS = {"days": 1, "weeks": 7}


@dataclass(frozen=True, slots=True)
class DrawPeriod:
    """A stretch of the calendar that is drawn by itself: [begin, end) in microseconds."""

    code: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of the population with a share of its own; the rest has the code ""."""

    code: str
    when: Condition | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class SampleRule:
    """What a sample standard says of its draw; the act it asks for is a clock beside it."""

    population: Condition | None
    strata: tuple[Stratum, ...]
    share: Fraction
    floor: Fraction
    per: Mapping[str, int]

    @property
    def adjustable(self) -> bool:
        """Whether the manager sets the share of the rest: where the handbook gives a floor, and not all are asked."""
        return 0 < self.floor < 1

    def stratum_of(self, facts: Facts) -> Stratum | None:
        """The group a subject falls into; None for one that isn't of the population."""
        if self.population is not None and not self.population(facts):
            return None
        rest = Stratum("", None, self.share)
        return next((one for one in self.strata if one.when is None or one.when(facts)), rest)

    def share_in(self, stratum: str, chosen: Fraction | None) -> Fraction:
        """The share that holds: a group's own; for the rest the manager's, never under the floor."""
        if stratum:
            return next((one.share for one in self.strata if one.code == stratum), self.share)
        if chosen is None or not self.adjustable:
            return self.share
        return min(max(chosen, self.floor), Fraction(1))


@dataclass(frozen=True, slots=True)
class Reached:
    """A subject that came into a population: under which edition, in which period, by which event, in which group."""

    code: str
    edition: str
    period: str
    event: EventId
    at: int
    stratum: str

    def plain(self) -> list[Any]:
        """As JSON can hold it."""
        return [self.period, self.event, self.at, self.stratum]

    @classmethod
    def read(cls, code: str, edition: str, plain: Sequence[Any]) -> "Reached":
        """From `plain`."""
        return cls(code, edition, plain[0], plain[1], plain[2], plain[3])


@dataclass(frozen=True, slots=True)
class Member:
    """One of a population: its subject, the share that held when it came in, and its number."""

    subject: str
    share: Fraction
    number: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who is drawn: at once by the number alone, and added at the period's end so that the floor is kept."""

    at_once: frozenset[str]
    added: frozenset[str]
    needed: int


def fraction(share: object) -> Fraction:
    """A share of the handbook as it is written: 0.1 is a tenth, not the nearest binary number."""
    return Fraction(str(share))


def read_sample(spec: Mapping[str, Any]) -> SampleRule:
    """The draw of a sample standard from its plain data."""
    conditions = [found for name in ("when", "population") if (found := read_condition(spec.get(name))) is not None]
    both: Condition | None = (lambda facts: all(one(facts) for one in conditions)) if conditions else None
    strata = tuple(
        Stratum(one["code"], read_condition(one["when"]), fraction(one["share"])) for one in spec.get("strata") or ()
    )
    return SampleRule(
        both, strata, fraction(spec["share"]), fraction(spec.get("share_floor") or 0), spec.get("per") or {"months": 1}
    )


def clock_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The clock by which a drawn act is owed: from the draw on, kept by the act."""
    start = [{"event": DRAWN, "standard": spec["code"]}]
    return {**spec, "kind": "clock", "start": start, "stop": spec["act"], "while_running": "stack", "when": None}


def fields_read(spec: Mapping[str, Any]) -> set[str]:
    """The fields of a subject that decide whether it is of the population, and of which group."""
    found = {*fields_of(spec.get("when")), *fields_of(spec.get("population"))}
    for one in spec.get("strata") or ():
        found.update(fields_of(one["when"]))
    return found


def period_at(per: Mapping[str, int], at: int, zone: tzinfo) -> DrawPeriod:
    """The period an instant falls into, by the calendar of the zone; its code names it for people.

    Months, quarters, half-years and years are counted from the year's beginning, weeks from Monday.
    """
    local = datetime.fromtimestamp(at // SECOND, zone).date()
    unit, count = next(iter(per.items()))
    if unit in _MONTHS:
        months = _MONTHS[unit] * count
        first = (local.year * 12 + local.month - 1) // months * months
        begin, end = _month(first), _month(first + months)
        code = begin.strftime("%Y-%m") + ("" if months == 1 else f"+{months}m")
    else:
        days = _DAYS[unit] * count
        started = (local.toordinal() - 1) // days * days + 1
        begin, end = date.fromordinal(started), date.fromordinal(started + days)
        code = begin.isoformat() + ("" if days == 1 else f"+{days}d")
    return DrawPeriod(code, _midnight(begin, zone), _midnight(end, zone))


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _midnight(day: date, zone: tzinfo) -> int:
    return instant(datetime(day.year, day.month, day.day, tzinfo=zone))


def number_of(secret: bytes, subject: str) -> int:
    """A subject's number, 0 to 2^256 - 1: HMAC-SHA256 of its id under the secret of community and period."""
    return int.from_bytes(hmac.new(secret, subject.encode(), hashlib.sha256).digest(), "big")


def seal_of(secret: bytes) -> str:
    """What is told of a secret when its period begins: its SHA-256, in hex."""
    return hashlib.sha256(secret).hexdigest()


def is_drawn_at_once(number: int, share: Fraction) -> bool:
    """Whether `u < p`, exactly."""
    return number * share.denominator < share.numerator * WHOLE


def draw(members: Iterable[Member], *, ended: bool) -> Drawn:
    """Who of one group is drawn. While the period runs: by the number alone.

    At its end the smallest numbers not drawn are added until as many are drawn as the shares ask for. A member counts
    with the share that held when it came in, so with one share for all that is `ceil(p × n)`.
    """
    known = list(members)
    at_once = frozenset(one.subject for one in known if is_drawn_at_once(one.number, one.share))
    needed = ceil(sum((one.share for one in known), Fraction(0)))
    left = sorted((one.number, one.subject) for one in known if one.subject not in at_once)
    added = frozenset(subject for _, subject in left[: max(0, needed - len(at_once))]) if ended else frozenset()
    return Drawn(at_once, added, needed)


def check_share(standards: Sequence[Mapping[str, Any]], code: str, share: Fraction) -> SampleRule:
    """The sample whose share may be set so. Raises Missing for a code that is no sample in force, Refused for one whose
    share the handbook fixes, Invalid under the handbook's floor and over one."""
    spec = next((one for one in standards if one["code"] == code and one["kind"] == "sample"), None)
    if spec is None:
        raise Missing("promises.no_sample", gettext_noop("The handbook has no such sample in force here."))
    rule = read_sample(spec)
    if not rule.adjustable:
        message = gettext_noop("The handbook fixes this share at %(share)s %%; it isn't set here.")
        raise Refused("promises.share_fixed", message, {"share": percent(rule.share)})
    if not rule.floor <= share <= 1:
        message = gettext_noop("The share must be from %(floor)s %% to 100 %%: the handbook allows no less.")
        raise Invalid("promises.share_floor", message, {"floor": percent(rule.floor)}, field="share")
    return rule


def percent(share: Fraction) -> str:
    """12.5 of an eighth, without what isn't needed behind the point."""
    return f"{float(share * 100):g}"


def share_at(changes: Sequence[tuple[int, Fraction]], at: int) -> Fraction | None:
    """The share the manager had set at an instant; None before the first. `changes` are (since when, share)."""
    return max((one for one in changes if one[0] <= at), default=(0, None), key=lambda one: one[0])[1]


def standing(events: Sequence[Happening]) -> list[Happening]:
    """The events without the draws that were taken back: a fact that came late showed who should have been drawn."""
    released = {str(event.data.get("drawn")) for event in events if event.kind == RELEASED}
    return [event for event in events if str(event.id) not in released] if released else list(events)
