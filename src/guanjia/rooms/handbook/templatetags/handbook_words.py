"""A handbook's parts in the reader's words; `{% load handbook_words %}`. They take typed parts and ask no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext, ngettext, pgettext

from guanjia.rooms.handbook.rules import words
from guanjia.rooms.handbook.rules.shelf import Shelf
from guanjia.rooms.handbook.types.base import Length, Period, Text, Within
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.calendars import Calendar
from guanjia.rooms.handbook.types.clocks import Clock, Clocked, StandardPart, Step
from guanjia.rooms.handbook.types.conditions import Condition, Trigger
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.problems import Problem
from guanjia.rooms.handbook.types.standards import Checklist, Coverage, Gate, Quota, Sample, Target

register = template.Library()


Said = Book | HandbookContent
"""What codes are looked up in: the book of a community, or what an edition says."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The one figure of a standard: a number and its unit."""

    number: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".strip()


@register.filter
def told(text: Text | None) -> str:
    """Words in the reader's language; nothing for none."""
    return text.told_in(get_language() or "zh") if text is not None else ""


@register.filter
def word(code: str, of: str) -> str:
    """A closed word in the reader's language: `kind|word:"KINDS"`."""
    return gettext(getattr(words, of).get(code, code))


def _counted(unit: str, count: float) -> str:
    number = int(count)
    return {
        "seconds": ngettext("second", "seconds", number),
        "minutes": ngettext("minute", "minutes", number),
        "hours": ngettext("hour", "hours", number),
        "days": ngettext("day", "days", number),
        "workdays": ngettext("workday", "workdays", number),
        "weeks": ngettext("week", "weeks", number),
        "months": ngettext("month", "months", number),
        "quarters": ngettext("quarter", "quarters", number),
        "half_years": ngettext("half-year", "half-years", number),
        "years": ngettext("year", "years", number),
    }[unit]


def _plain(part: Length | Within | Period) -> Figure:
    units = ("seconds", "minutes", "hours", "days", "workdays", "weeks", "months", "quarters", "half_years", "years")
    for unit in units:
        count = getattr(part, unit, None)
        if count is not None:
            return Figure(str(count), _counted(unit, count))
    return Figure("–")


@register.filter
def duration(part: Length | Period | None) -> str:
    """A length or a period in words."""
    return str(_plain(part)) if part is not None else "–"


@register.filter
def limit(within: Within) -> Figure:
    """A limit as a figure."""
    if within.same_day:
        return Figure(gettext("same day"))
    if within.at_field:
        return Figure(gettext("as agreed"))
    return _plain(within)


@register.filter
def limit_notes(within: Within) -> str:
    """What a limit says beside its figure."""
    notes = []
    if within.cutoff:
        text = gettext("after %(cutoff)s: until %(until)s on the next day")
        notes.append(text % {"cutoff": within.cutoff, "until": within.late_until})
    if within.until == "close":
        notes.append(gettext("until closing time"))
    if within.roll:
        notes.append(gettext("a day without duty hours moves on to the next"))
    return "; ".join(notes)


@register.filter
def figure(standard: StandardPart) -> Figure:
    """The one figure a standard is known by."""
    match standard:
        case Sample():
            return Figure(f"{standard.share * 100:g}", "%")
        case Clocked():
            return limit(standard.within or standard.by_urgency[str(standard.first_urgency)])
        case Quota():
            return Figure(f"{standard.times} ×", gettext("every %(period)s") % {"period": _each(standard.per)})
        case Coverage():
            return Figure(str(standard.need), ngettext("person", "people", standard.need))
        case Checklist():
            return Figure(str(len(standard.items)), ngettext("item", "items", len(standard.items)))
        case Gate() if standard.forbidden:
            return Figure(gettext("never"))
        case Gate() if not standard.approvals:
            count = len(standard.requires) + len(standard.not_by) + standard.level_above
            return Figure(str(count), ngettext("condition", "conditions", count))
        case Gate():
            return Figure(str(len(standard.approvals)), ngettext("approval", "approvals", len(standard.approvals)))
        case Target():
            return _wanted(standard)
    return Figure("–")


def _wanted(target: Target) -> Figure:
    if target.low is not None:
        return Figure(f"{target.low:g}–{target.limit:g}")
    signs = {"at_least": "≥", "at_most": "≤"}
    return Figure(f"{signs.get(target.direction, '')} {target.limit or ''}".strip() or "–")


def _each(period: Period) -> str:
    plain = _plain(period)
    return plain.unit if plain.number == "1" else str(plain)


def _content(book: Said) -> HandbookContent:
    return book.content if isinstance(book, Book) else book


@register.simple_tag
def named(book: Said, where: str, code: str | None) -> str:
    """The title of a code in one of the book's lists: `{% named book "roles" standard.owed_by %}`."""
    found = getattr(_content(book), where).get(code) if code else None
    return told(found.title) if found is not None else (code or "–")


@register.simple_tag
def source_named(book: Said, code: str) -> str:
    """A source by its title, or the company's own value with its words."""
    own = {one.code: one for one in _content(book).pack.values}
    return told(own[code].text) if code in own else named(book, "sources", code)


@register.simple_tag
def only_in(book: Said, standard: StandardPart) -> str:
    """Where a standard applies, in words: "Beijing only"; nothing where it is for every place."""
    names = [named(book, "divisions", code) for code in standard.only_in]
    told = pgettext("communities", " and ").join(names)
    return gettext("%(communities)s only") % {"communities": told} if names else ""


@register.filter
def percent(share: float) -> str:
    """A part of one as per cent."""
    return f"{share * 100:g}%"


@register.simple_tag
def step_said(book: Said, step: Step) -> str:
    """One step of a ladder: who, how long after; other lengths for some urgencies behind it."""
    after = duration(step.after) if step.after.in_seconds() else gettext("at once")
    others = [f"{named(book, 'urgencies', code)} {duration(one)}" for code, one in step.by_urgency.items()]
    beside = f" ({', '.join(others)})" if others else ""
    return f"{after}{beside} {named(book, 'roles', step.to)}"


@register.simple_tag
def all_named(book: Said, where: str, codes: Iterable[str]) -> str:
    """Several titles with a stroke between them."""
    return " · ".join(named(book, where, code) for code in codes)


@register.simple_tag
def event_named(book: Said, kind: str) -> str:
    """What a kind of event is called."""
    own = _content(book).events.get(kind)
    return told(own.title) if own is not None else gettext(words.EVENTS.get(kind, kind))


@register.simple_tag
def triggers_named(book: Said, triggers: Iterable[Trigger]) -> str:
    """Events with what narrows them."""
    said = []
    for one in triggers:
        about = [f"({one.standard})"] if one.standard else []
        about += [f"({condition_said(book, one.when)})"] if one.when else []
        said.append(" ".join([event_named(book, one.event), *about]))
    return " / ".join(dict.fromkeys(said))


@register.simple_tag
def condition_said(book: Said, condition: Condition | None) -> str:
    """A condition in words."""
    if condition is None:
        return gettext("always")
    if condition.all is not None:
        return gettext(" and ").join(condition_said(book, one) for one in condition.all)
    if condition.any is not None:
        return gettext(" or ").join(condition_said(book, one) for one in condition.any)
    if condition.not_ is not None:
        return gettext("not (%(what)s)") % {"what": condition_said(book, condition.not_)}
    field = condition.field or ""
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    value = " / ".join(_valued(book, field, one) for one in values)
    return gettext(words.OPS[condition.op or "is"]) % {"field": gettext(words.FIELDS.get(field, field)), "value": value}


def _valued(book: Said, field: str, value: Any) -> str:
    lists = {"urgency": "urgencies", "topic": "topics", "reason": "reasons"}
    if field in lists:
        return named(book, lists[field], str(value))
    if field == "case_class":
        return gettext(words.CLASSES.get(str(value), str(value)))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


@register.simple_tag
def problem_what(problem: Problem) -> str:
    """What is wrong with a pack, in the reader's language."""
    return gettext(problem.what) % problem.params


@register.simple_tag
def problem_instead(problem: Problem) -> str:
    """What to write instead, in the reader's language."""
    return gettext(problem.instead) % problem.params


@register.filter
def starts(standard: StandardPart) -> tuple[Trigger, ...]:
    """The events a standard begins with."""
    found = [*getattr(standard, "start", ()), *getattr(standard, "reaches", ()), *getattr(standard, "activity", ())]
    return tuple(found)


@register.filter
def stops(standard: StandardPart) -> tuple[Trigger, ...]:
    """The events that end it."""
    return (*getattr(standard, "stop", ()), *getattr(standard, "act", ()))


@register.filter
def is_clock(standard: StandardPart) -> bool:
    """Whether it is a time limit."""
    return isinstance(standard, Clock)


@register.filter
def any_of(shelf: Shelf, codes: set[str]) -> bool:
    """Whether one of these standards stands on the shelf."""
    return any(one.code in codes for one in shelf.standards)


@register.filter
def calendars_of(shelves: Iterable[Shelf], book: Book) -> list[Calendar]:
    """The duty hours the standards of these shelves run on."""
    used = {getattr(one, "calendar", None) for shelf in shelves for one in shelf.standards}
    return [one for code, one in book.content.calendars.items() if code in used]


@register.filter
def hours_said(calendar: Calendar) -> str:
    """The hours of a week in words: weekdays with the same hours stand together."""
    spans = {day: ", ".join("–".join(span) for span in calendar.week.get(str(day), ())) for day in range(1, 8)}
    if len(set(spans.values())) == 1:
        return gettext("every day %(hours)s") % {"hours": spans[1]}
    days: dict[str, list[str]] = {}
    for day, hours in spans.items():
        if hours:
            days.setdefault(hours, []).append(str(WEEKDAYS_ABBR[day - 1]))
    return "; ".join(f"{told_days[0]}–{told_days[-1]} {hours}" for hours, told_days in days.items())
