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
from guanjia.rooms.promises.types import SECOND, Owed, Unit, Within, moment
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


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One line: what it is, its text, and what it adds."""

    kind: str
    message: str
    params: Mapping[str, datetime | Amount | str]
    amount: Amount | None = None


def why(rule: ClockRule, owed: Owed) -> tuple[WhyLine, ...]:
    """The lines for a promise: opened, allowed, changes of urgency, what doesn't count, due with its warning."""
    return tuple(_lines(rule, owed))


def _lines(rule: ClockRule, owed: Owed) -> Iterator[WhyLine]:
    row = owed.first_limit
    within = rule.limits[row]
    yield WhyLine("opened", gettext_noop("Opened %(at)s"), {"at": moment(owed.opened)})
    yield _allowed(within, rule.duty, row)
    yield from _changes(rule, owed)
    if not owed.changes:
        yield from _left_out(rule.duty, within, owed)
    else:
        yield from _pauses(within, owed, rule.duty)
    yield _due(owed)
    if owed.provisional and owed.due is not None:
        year = str(rule.duty.year_of(owed.due - 1))
        message = gettext_noop("The holidays of %(year)s aren't announced yet; the time is reckoned again then.")
        yield WhyLine("provisional", message, {"year": year})


def _allowed(within: Within, duty: Duty, row: str) -> WhyLine:
    calendar = duty.calendar.name
    match within.unit:
        case Unit.SPAN if duty.round_the_clock():
            length = Amount(within.length // SECOND)
            message = gettext_noop("Allowed: %(length)s, counted round the clock")
            return WhyLine("allowed", message, {"length": length, "row": row}, length)
        case Unit.SPAN:
            length = Amount(within.length // SECOND)
            message = gettext_noop("Allowed: %(length)s of duty hours")
            return WhyLine(
                "allowed",
                message,
                {"length": length, "calendar": calendar, "row": row},
                length,
            )
        case Unit.SAME_DAY:
            return WhyLine("allowed", gettext_noop("Allowed: the same day"), {"row": row})
        case Unit.AT_FIELD:
            return WhyLine("allowed", gettext_noop("Allowed: until the agreed time"), {"row": row})
        case Unit.WORKDAYS:
            length = Amount(within.n, Measure.WORKDAYS)
            message = gettext_noop("Allowed: %(length)s, the day of opening doesn't count")
            return WhyLine(
                "allowed",
                message,
                {"length": length, "calendar": calendar, "row": row},
                length,
            )
        case _:
            length = Amount(within.n, Measure.MONTHS if within.unit is Unit.MONTHS else Measure.DAYS)
            message = gettext_noop("Allowed: %(length)s, the day of opening doesn't count")
            return WhyLine("allowed", message, {"length": length, "row": row}, length)


def _changes(rule: ClockRule, owed: Owed) -> Iterator[WhyLine]:
    for change, at, row in owed.changes:
        limit = _allowed(rule.limits[row], rule.duty, row).params.get("length", "")
        if change == "raised":
            message = gettext_noop("More urgent since %(at)s: %(length)s from then, if that is earlier")
        else:
            message = gettext_noop("Less urgent: %(length)s from %(at)s, if that is later")
        yield WhyLine("changed", message, {"at": moment(at), "length": limit, "row": row})


def _left_out(duty: Duty, within: Within, owed: Owed) -> Iterator[WhyLine]:
    yield from _pauses(within, owed, duty)
    if owed.due is None:
        return
    if within.unit is Unit.SPAN:
        off = owed.due - owed.opened - within.length - _paused(owed, duty)
        if off >= SECOND:
            length = Amount(off // SECOND)
            yield WhyLine("off_duty", gettext_noop("Outside duty hours, not counted"), {}, length)
    elif within.unit in {Unit.DAYS, Unit.WORKDAYS}:
        last = duty.date_of(owed.due - 1)
        skipped = last - duty.date_of(owed.opened) - within.n
        if skipped > 0:
            length = Amount(skipped, Measure.DAYS)
            message = gettext_noop("Days that don't count (rest, holiday or pause)")
            yield WhyLine("skipped", message, {}, length)


def _pauses(within: Within, owed: Owed, duty: Duty) -> Iterator[WhyLine]:
    if within.unit in {Unit.SAME_DAY, Unit.AT_FIELD}:
        return
    for start, end in owed.pauses:
        begin = max(start, owed.opened)
        if end is None:
            yield WhyLine("paused", gettext_noop("Paused since %(from)s"), {"from": moment(begin)})
            continue
        length = Amount(duty_between(duty, begin, end) // SECOND)
        span = {"from": moment(begin), "to": moment(end)}
        counts = within.unit is Unit.SPAN
        yield WhyLine(
            "paused",
            gettext_noop("Paused %(from)s to %(to)s"),
            span,
            length if counts else None,
        )


def _paused(owed: Owed, duty: Duty) -> int:
    ended = [(max(start, owed.opened), end) for start, end in owed.pauses if end is not None]
    return sum(duty_between(duty, start, end) // SECOND * SECOND for start, end in ended)


def duty_between(duty: Duty, start: int, end: int) -> int:
    """Duty time from one instant to a later one, in microseconds."""
    begun = duty.passed(start)
    return duty.passed(end) - begun


def _due(owed: Owed) -> WhyLine:
    if owed.due is None:
        return WhyLine("due", gettext_noop("No due time while this goes on"), {})
    due = moment(owed.due)
    if owed.warn_at is None or owed.warn_at >= owed.due:
        return WhyLine("due", gettext_noop("Due %(at)s"), {"at": due})
    message = gettext_noop("Due %(at)s; reminder %(warn)s")
    return WhyLine("due", message, {"at": due, "warn": moment(owed.warn_at)})
