"""Why this due time: a few lines that add up, in words an edge renders in the reader's language.

opened + allowed + not counted + pauses = due. Each line carries a marked English source with typed parameters:
a `datetime` is an instant, an `Amount` a length, a `str` a word of the handbook.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.quota import QuotaRule
from guanjia.rooms.promises.types import DAY, SECOND, Owed, Pause, Unit, Within, moment
from guanjia.shared.errors import gettext_noop


class Measure(StrEnum):
    """What an amount counts."""

    SECONDS = "seconds"
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Amount:
    """A length in words' terms: 300 seconds, 2 days, 3 workdays, 1 month."""

    n: int
    measure: Measure = Measure.SECONDS


LABELS: Mapping[str, str] = {
    "opened": gettext_noop("Opened"),
    "allowed": gettext_noop("Allowed"),
    "changed": gettext_noop("Urgency"),
    "paused": gettext_noop("Paused"),
    "off_duty": gettext_noop("Not counted"),
    "skipped": gettext_noop("Not counted"),
    "due": gettext_noop("Due"),
    "provisional": gettext_noop("Not final"),
}


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One line: what it is (a key of LABELS), its text, and what it adds."""

    kind: str
    message: str
    params: Mapping[str, datetime | Amount | str]
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What an explanation rests on; `changes` are (raised or lowered, from when, the new limit)."""

    within: Within
    opened: int
    due: int | None
    warn_at: int | None
    pauses: tuple[Pause, ...] = ()
    provisional: bool = False
    changes: tuple[tuple[str, int, Within], ...] = ()


def why(rule: ClockRule, owed: Owed) -> tuple[WhyLine, ...]:
    """The lines for a promise: opened, allowed, changes of urgency, what doesn't count, due with its warning; for a
    quota how often it is asked for and how often it was done."""
    if rule.quota is not None:
        return tuple(_counted(rule.quota, owed))
    changes = tuple((change, at, rule.limits[row]) for change, at, row in owed.changes)
    within = rule.limits[owed.first_limit]
    found = Reckoned(within, owed.opened, owed.due, owed.warn_at, owed.pauses, owed.provisional, changes)
    return explain(rule.duty, found)


def _counted(quota: QuotaRule, owed: Owed) -> Iterator[WhyLine]:
    yield WhyLine("opened", gettext_noop("%(at)s"), {"at": moment(owed.opened)})
    row = owed.first_limit
    words = {"times": "1" if quota.each else str(quota.times(row)), "done": str(len(owed.evidence))}
    if quota.rolling:
        message = gettext_noop("asked for before it is counted anew: %(times)s, done: %(done)s")
    elif quota.stretch(owed.opened, row).begin == owed.opened:
        message = gettext_noop("asked for in the period: %(times)s, done: %(done)s")
    else:
        message = gettext_noop("asked for in a whole period: %(times)s, by the part from here; done: %(done)s")
    yield WhyLine("allowed", message, words)
    if quota.most and not quota.ends_by_turn(owed.opened, owed.due, row):
        message = gettext_noop("the next one at most %(length)s after the last")
        yield WhyLine("allowed", message, {"length": _natural(quota.most)})
    yield _due(Reckoned(Within(Unit.AT_FIELD), owed.opened, owed.due, owed.warn_at))


def explain(duty: Duty, found: Reckoned) -> tuple[WhyLine, ...]:
    """The lines for a due time, whatever it was reckoned from."""
    return tuple(_lines(duty, found))


def _lines(duty: Duty, found: Reckoned) -> Iterator[WhyLine]:
    yield WhyLine("opened", gettext_noop("%(at)s"), {"at": moment(found.opened)})
    yield _allowed(found.within, duty)
    yield from _changes(duty, found)
    yield from _pauses(duty, found)
    if not found.changes:
        yield from _left_out(duty, found)
    yield _due(found)
    if found.provisional and found.due is not None:
        year = str(duty.year_of(found.due - 1))
        message = gettext_noop("the holidays of %(year)s aren't announced yet; then it is reckoned again")
        yield WhyLine("provisional", message, {"year": year})


def _allowed(within: Within, duty: Duty) -> WhyLine:
    match within.unit:
        case Unit.SAME_DAY:
            return WhyLine("allowed", gettext_noop("by the end of the same day"), {})
        case Unit.AT_FIELD:
            return WhyLine("allowed", gettext_noop("until the agreed time"), {})
        case Unit.SPAN if duty.round_the_clock():
            message = gettext_noop("%(length)s, counted round the clock")
        case Unit.SPAN:
            message = gettext_noop("%(length)s of duty hours")
        case _:
            message = gettext_noop("%(length)s, the day of opening not counted")
    length = _length(within)
    return WhyLine("allowed", message, {"length": length}, length)


def _natural(length: int) -> Amount:
    return Amount(length // SECOND) if length % DAY else Amount(length // DAY, Measure.DAYS)


def _length(within: Within) -> Amount:
    if within.unit is Unit.SPAN:
        return Amount(within.length // SECOND)
    return Amount(within.n, Measure(within.unit.value))


def _changes(duty: Duty, found: Reckoned) -> Iterator[WhyLine]:
    for change, at, within in found.changes:
        limit = _allowed(within, duty).params.get("length", "")
        if change == "raised":
            message = gettext_noop("raised %(at)s: %(length)s from then, if that is earlier")
        else:
            message = gettext_noop("lowered: %(length)s from %(at)s, if that is later")
        yield WhyLine("changed", message, {"at": moment(at), "length": limit})


def _left_out(duty: Duty, found: Reckoned) -> Iterator[WhyLine]:
    if found.due is None:
        return
    if found.within.unit is Unit.SPAN:
        off = found.due - found.opened - found.within.length - _paused(duty, found)
        if off >= SECOND:
            length = Amount(off // SECOND)
            yield WhyLine("off_duty", gettext_noop("outside duty hours"), {}, length)
    elif found.within.unit in {Unit.DAYS, Unit.WORKDAYS}:
        skipped = duty.date_of(found.due - 1) - duty.date_of(found.opened) - found.within.n
        if skipped > 0:
            length = Amount(skipped, Measure.DAYS)
            message = gettext_noop("rest days, holidays, paused days")
            yield WhyLine("skipped", message, {}, length)


def _pauses(duty: Duty, found: Reckoned) -> Iterator[WhyLine]:
    if found.within.unit in {Unit.SAME_DAY, Unit.AT_FIELD}:
        return
    for start, end in found.pauses:
        begin = max(start, found.opened)
        if end is None:
            yield WhyLine("paused", gettext_noop("since %(from)s, still"), {"from": moment(begin)})
            continue
        length = Amount(duty_between(duty, begin, end) // SECOND)
        span = {"from": moment(begin), "to": moment(end)}
        counts = found.within.unit is Unit.SPAN
        if counts and not length.n:
            continue  # outside duty hours it held nothing back
        yield WhyLine("paused", gettext_noop("%(from)s to %(to)s"), span, length if counts else None)


def _paused(duty: Duty, found: Reckoned) -> int:
    ended = [(max(start, found.opened), end) for start, end in found.pauses if end is not None]
    return sum(duty_between(duty, start, end) // SECOND * SECOND for start, end in ended)


def duty_between(duty: Duty, start: int, end: int) -> int:
    """Duty time from one instant to a later one, in microseconds."""
    begun = duty.passed(start)
    return duty.passed(end) - begun


def _due(found: Reckoned) -> WhyLine:
    if found.due is None:
        return WhyLine("due", gettext_noop("no time is set while this goes on"), {})
    due = moment(found.due)
    if found.warn_at is None or found.warn_at >= found.due:
        return WhyLine("due", gettext_noop("%(at)s"), {"at": due})
    message = gettext_noop("%(at)s; reminder %(warn)s")
    return WhyLine("due", message, {"at": due, "warn": moment(found.warn_at)})
