"""Figures that can't be kept or never come: no duty hours, more acts than days, scales that don't fit."""

import calendar as months
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from guanjia.rooms.handbook.rules.assembling import Assembly, Entry
from guanjia.rooms.handbook.types.base import Length, Part, Within
from guanjia.rooms.handbook.types.calendars import Calendar, YearTable
from guanjia.rooms.handbook.types.clocks import Clocked, StandardPart
from guanjia.rooms.handbook.types.house import Grades
from guanjia.rooms.handbook.types.needs import Questionnaire, Topic
from guanjia.rooms.handbook.types.problems import Path, Problem
from guanjia.rooms.handbook.types.standards import Checklist, Coverage, Quota, Sample, Target
from guanjia.rooms.handbook.types.terms import Terms
from guanjia.shared.errors import gettext_noop

DAY = 86400


def reach_problems(found: Assembly) -> Iterator[Problem]:
    """Every figure that nobody could keep, or that would never be due."""
    for entry in found.all("standards"):
        yield from _standard(entry, found)
    checks = {"calendars": _calendar, "questionnaires": _questionnaire, "grades": _grades, "topics": _topic}
    for name, check in checks.items():
        for entry in found.all(name):
            yield from check(entry, entry.part)
    for entry in found.all("terms"):
        yield from _terms(entry, found)
    for entry in found.years:
        yield from _year(entry, entry.part)


def _standard(entry: Entry, found: Assembly) -> Iterator[Problem]:
    part = entry.part
    if isinstance(part, Clocked):
        yield from _clock(entry, part, found)
    match part:
        case Quota():
            yield from _quota(entry, part)
        case Sample():
            yield from _sample(entry, part)
        case Coverage():
            yield from _coverage(entry, part, found)
        case Checklist():
            yield from _checklist(entry, part)
        case Target():
            yield from _target(entry, part, found)
    else_warned = isinstance(part, StandardPart) and not isinstance(part, Clocked) and part.warn
    if else_warned and else_warned.at is not None:
        what = gettext_noop("a warning at a part of the time belongs to clocks")
        yield entry.wrong(("warn",), what, "warn: {before: {days: 7}}")


def _limits(part: Clocked) -> Iterator[tuple[Path, Within]]:
    if part.within is not None:
        yield ("within",), part.within
    for code, limit in part.by_urgency.items():
        yield ("by_urgency", code), limit


def _clock(entry: Entry, part: Clocked, found: Assembly) -> Iterator[Problem]:
    hours = found.entries.get("calendars", {}).get(part.calendar)
    served = hours is None or (isinstance(hours.part, Calendar) and hours.part.has_spans())
    for where, limit in _limits(part):
        if not served and (limit.counts_duty_time or limit.workdays or limit.roll):
            what = gettext_noop("the calendar %(calendar)s has no duty hours, so this time never comes")
            yield entry.wrong(where, what, gettext_noop("calendar: always, or give it hours"), calendar=part.calendar)
    yield from _warning(entry, part)
    yield from _holes(entry, part, found)
    yield from _pauses(entry, part, found)


def _warning(entry: Entry, part: Clocked) -> Iterator[Problem]:
    warn, limits = part.warn, part.limits()
    if warn is None or not limits:
        return
    if warn.at is not None and not any(limit.counts_duty_time for limit in limits):
        what = gettext_noop("a warning at a part of the time belongs to seconds, minutes and hours")
        yield entry.wrong(("warn",), what, "warn: {before: {hours: 4}}")
    if warn.before is not None:
        if any(limit.counts_duty_time for limit in limits):
            what = gettext_noop("a warning before due belongs to same_day, days, workdays, months and at_field")
            yield entry.wrong(("warn",), what, "warn: {at: 0.8}")
        days = [limit.days or limit.workdays for limit in limits if limit.days or limit.workdays]
        if days and warn.before.in_seconds() > (min(one or 0 for one in days) + 1) * DAY:
            what = gettext_noop("the warning would come before the promise begins")
            yield entry.wrong(("warn", "before"), what, gettext_noop("a shorter time than the limit"))


def _holes(entry: Entry, part: Clocked, found: Assembly) -> Iterator[Problem]:
    speaks = part.when is not None and "urgency" in set(part.when.fields())
    holes = sorted(found.codes("urgencies") - set(part.by_urgency))
    if part.by_urgency and holes and not speaks:
        what = gettext_noop("%(holes)s have no limit here, so they would never be due")
        instead = gettext_noop("a limit for each, or `when: {field: urgency, op: in, value: [%(has)s]}`")
        params = {"holes": ", ".join(holes), "has": ", ".join(part.by_urgency)}
        yield entry.wrong(("by_urgency",), what, instead, **params)


def _pauses(entry: Entry, part: Clocked, found: Assembly) -> Iterator[Problem]:
    reasons = found.entries.get("reasons", {})
    for code, cap in part.reasons.items():
        listed = reasons.get(code)
        if listed is None:
            continue
        if listed.plain["use"] != "pause":
            what = gettext_noop("%(code)s is no reason for a pause (its use is %(use)s)")
            instead = gettext_noop("a reason with `use: pause`")
            yield entry.wrong(("reasons", code), what, instead, code=code, use=listed.plain["use"])
        capped = listed.plain["cap"] if cap == "listed" else cap
        if part.pause and not part.resume and capped is None:
            what = gettext_noop("a pause for %(code)s has no end and no cap, so the due time never comes")
            yield entry.wrong(("reasons", code), what, gettext_noop("resume: case.resumed, or a cap"), code=code)
        if isinstance(capped, Length) and capped.in_seconds() == 0:
            what = gettext_noop("a cap of nothing makes no pause")
            yield entry.wrong(("reasons", code), what, gettext_noop("{days: 7}, or leave the reason out"))
    if part.resume and not part.pause:
        what = gettext_noop("there is a `resume` but no `pause`")
        yield entry.wrong(("resume",), what, gettext_noop("pause: case.paused, or leave it out"))


def _quota(entry: Entry, part: Quota) -> Iterator[Problem]:
    spread, period = part.spread, part.per.least_days() * DAY
    if spread is not None and spread.least is not None:
        if (part.times - 1) * spread.least.in_seconds() >= period and part.counted == "calendar":
            what = gettext_noop("%(times)s acts so far apart do not fit into the period")
            yield entry.wrong(("spread", "least"), what, gettext_noop("a shorter distance"), times=part.times)
        if spread.most is not None and spread.most.in_seconds() < spread.least.in_seconds():
            what = gettext_noop("the most distance is smaller than the least")
            yield entry.wrong(("spread", "most"), what, gettext_noop("a longer distance"))
        if part.counted == "rolling" and part.times * spread.least.in_seconds() >= period:
            what = gettext_noop("%(times)s acts so far apart do not fit into the period")
            yield entry.wrong(("spread", "least"), what, gettext_noop("a shorter distance"), times=part.times)
    yield from _at_odds(entry, part)
    if part.by is not None and part.due_after is not None:
        what = gettext_noop("`by` and `due_after` both say when it is owed")
        yield entry.wrong(("due_after",), what, gettext_noop("only one of them"))
    if part.capacity_per_day is not None and part.times > part.capacity_per_day * part.per.least_days():
        what = gettext_noop("%(times)s acts a period are more than its days can hold")
        yield entry.wrong(("times",), what, gettext_noop("fewer acts, or a larger capacity"), times=part.times)


def _at_odds(entry: Entry, part: Quota) -> Iterator[Problem]:
    """What the engine doesn't judge together, so that nothing is in the book without an effect."""
    rolling = part.counted == "rolling"
    most = part.spread is not None and part.spread.most is not None
    pairs = (
        (rolling, "counted: rolling", {"by": part.by, "due_after": part.due_after, "season": part.season}),
        (bool(part.stages), "stages", {"by": part.by, "due_after": part.due_after}),
        (most, "spread.most", {"due_after": part.due_after, "season": part.season}),
        (most, "spread.most", {"each_judged": part.each_judged or None, "counted": "rolling" if rolling else None}),
    )
    for said, what_said, others in pairs:
        for key, value in others.items():
            if said and value is not None:
                what = gettext_noop("`%(key)s` and `%(said)s` are not judged together")
                yield entry.wrong((key,), what, gettext_noop("only one of them"), key=key, said=what_said)
    lengths = [one.for_first.in_seconds() for one in part.stages]
    if any(later <= before for before, later in pairwise([0, *lengths])):
        what = gettext_noop("each stage is counted from the beginning, so each must be longer than the one before")
        yield entry.wrong(("stages",), what, "[{for_first: {days: 3}, …}, {for_first: {days: 30}, …}]")


def _sample(entry: Entry, part: Sample) -> Iterator[Problem]:
    shares: list[tuple[Path, float]] = [(("share",), part.share)]
    shares += [(("strata", number, "share"), one.share) for number, one in enumerate(part.strata)]
    for where, share in shares:
        if share < part.share_floor:
            what = gettext_noop("the share is below its own floor")
            yield entry.wrong(where, what, gettext_noop("at least %(floor)s"), floor=part.share_floor)


def _coverage(entry: Entry, part: Coverage, found: Assembly) -> Iterator[Problem]:
    hours = found.entries.get("calendars", {}).get(part.calendar or "")
    if hours is not None and isinstance(hours.part, Calendar) and not hours.part.has_spans():
        what = gettext_noop("the calendar %(calendar)s has no duty hours, so this time never comes")
        instead = gettext_noop("calendar: always, or give it hours")
        yield entry.wrong(("calendar",), what, instead, calendar=part.calendar)
    if part.on_roll is not None and part.need > part.on_roll:
        what = gettext_noop("more people are needed at once than are on the staff")
        yield entry.wrong(("on_roll",), what, gettext_noop("at least %(need)s"), need=part.need)


def _checklist(entry: Entry, part: Checklist) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, item in enumerate(part.items):
        where: Path = ("items", number)
        if item.code in seen:
            what = gettext_noop("two items have the code %(code)s")
            yield entry.wrong((*where, "code"), what, gettext_noop("a code of its own"), code=item.code)
        seen.add(item.code)
        span = item.reading
        if ("reading" in item.evidence) != (span is not None):
            what = gettext_noop("`evidence: reading` and `reading: {unit: …}` go together")
            yield entry.wrong((*where, "evidence"), what, "evidence: reading, reading: {unit: {zh: …, en: m³}}")
        if span and span.least is not None and span.most is not None and span.least > span.most:
            what = gettext_noop("the least is larger than the most")
            yield entry.wrong((*where, "reading"), what, gettext_noop("least below most"))
        if "score" in item.evidence and item.best is None:
            what = gettext_noop("a score needs its scale")
            yield entry.wrong((*where, "evidence"), what, "evidence: score, best: 5")


def _target(entry: Entry, part: Target, found: Assembly) -> Iterator[Problem]:
    if part.low is not None and part.limit is not None and part.low > part.limit:
        what = gettext_noop("the lower end is above the upper")
        yield entry.wrong(("low",), what, gettext_noop("a number of at most %(limit)s"), limit=part.limit)
    measure = found.entries.get("measures", {}).get(part.measure)
    if measure is None:
        return
    if measure.plain["scale"] == 100 and part.limit is not None and not 0 <= part.limit <= 100:
        what = gettext_noop("a per cent limit lies between 0 and 100")
        yield entry.wrong(("limit",), what, "limit: 90")
    against = {"up": "at_most", "down": "at_least"}.get(measure.plain["direction"])
    if part.direction == against:
        what = gettext_noop("%(measure)s is better when it goes %(way)s, but the limit is on the other side")
        instead = "direction: at_least" if against == "at_most" else "direction: at_most"
        yield entry.wrong(("direction",), what, instead, measure=part.measure, way=measure.plain["direction"])


def _calendar(entry: Entry, part: Part) -> Iterator[Problem]:
    if not isinstance(part, Calendar):
        return
    for day, spans in part.week.items():
        for number, (opens, _) in enumerate(spans):
            if opens == "24:00":
                what = gettext_noop("a span can't open at 24:00")
                yield entry.wrong(("week", day, number), what, '["00:00", "08:00"]')
    if part.uses_year_table and not part.week.get(str(part.workday_like)):
        what = gettext_noop("make-up workdays take the hours of weekday %(day)s, which has none")
        instead = gettext_noop("workday_like: a weekday with hours")
        yield entry.wrong(("workday_like",), what, instead, day=part.workday_like)


def _questionnaire(entry: Entry, part: Part) -> Iterator[Problem]:
    if not isinstance(part, Questionnaire):
        return
    for key, value in (("low_below", part.low_below), ("content_from", part.content_from)):
        if value > part.best:
            what = gettext_noop("is above the best score")
            yield entry.wrong((key,), what, gettext_noop("a number of at most %(best)s"), best=part.best)
    if part.steps and len(part.steps) != part.best:
        what = gettext_noop("the scale has %(best)s steps, but %(count)s words")
        instead, count = gettext_noop("one word for each step"), len(part.steps)
        yield entry.wrong(("steps",), what, instead, best=part.best, count=count)


def _grades(entry: Entry, part: Part) -> Iterator[Problem]:
    if not isinstance(part, Grades):
        return
    for number, (better, worse) in enumerate(zip(part.levels, part.levels[1:], strict=False), 1):
        if worse.at_least >= better.at_least:
            what = gettext_noop("levels run from best to worst, each below the one before")
            instead = gettext_noop("a number below %(above)s")
            yield entry.wrong(("levels", number, "at_least"), what, instead, above=better.at_least)


def _topic(entry: Entry, part: Part) -> Iterator[Problem]:
    if isinstance(part, Topic) and part.class_ == "EMG" and part.urgency is None:
        what = gettext_noop("an emergency needs an urgency")
        yield entry.wrong((), what, "urgency: u0")


def _terms(entry: Entry, found: Assembly) -> Iterator[Problem]:
    terms = entry.part
    if not isinstance(terms, Terms):
        return
    scales: list[tuple[str, Any, Any]] = [
        ("follow_up.low_below", terms.follow_up.low_below, terms.follow_up.best),
        ("follow_up.content_from", terms.follow_up.content_from, terms.follow_up.best),
        ("conversation.rating_low_below", terms.conversation.rating_low_below, terms.conversation.rating_best),
    ]
    for path, value, best in scales:
        if value > best:
            what = gettext_noop("is above the best score")
            yield entry.wrong(tuple(path.split(".")), what, gettext_noop("a number of at most %(best)s"), best=best)
    holes = sorted(found.codes("urgencies") - set(terms.dispatch.offer))
    if holes:
        what = gettext_noop("%(holes)s have no limit here, so they would never be due")
        instead = gettext_noop("a length for each urgency")
        yield entry.wrong(("dispatch", "offer"), what, instead, holes=", ".join(holes))
    try:
        terms.case.number_format.format(year=2026, month=1, day=1, number=1)
    except (KeyError, ValueError, IndexError):
        what = gettext_noop("this pattern can't be filled in")
        yield entry.wrong(("case", "number_format"), what, '"{month:02}{day:02}-{number:02}"')


def _year(entry: Entry, part: Part) -> Iterator[Problem]:
    if not isinstance(part, YearTable):
        return
    seen: dict[str, str] = {}
    for key in ("holidays", "workdays"):
        for number, one in enumerate(entry.plain[key]):
            day, where = one["day"], (key, number, "day")
            year, month, date = (int(piece) for piece in day.split("-"))
            if year != part.year:
                what = gettext_noop("%(day)s is not in %(year)s")
                yield entry.wrong(where, what, gettext_noop("a date of %(year)s"), day=day, year=part.year)
            elif date > months.monthrange(year, month)[1]:
                yield entry.wrong(where, gettext_noop("there is no such date"), gettext_noop("a date that exists"))
            if day in seen:
                what = gettext_noop("%(day)s stands here twice")
                yield entry.wrong(where, what, gettext_noop("each date once"), day=day)
            seen[day] = key
