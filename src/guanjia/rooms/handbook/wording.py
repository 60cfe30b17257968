"""What an edition says otherwise, in sentences a manager reads: "First answer on WeChat: 5 → 3 minutes"."""

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext, pgettext

from guanjia.rooms.handbook.rules import keys as called
from guanjia.rooms.handbook.templatetags import handbook_words as say
from guanjia.rooms.handbook.types.base import Length, Period, Text, Within
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import Step, Warn
from guanjia.rooms.handbook.types.conditions import Condition, Trigger
from guanjia.rooms.handbook.types.life import Difference

LONGEST = 120
"""Signs of a text in a sentence; the page of the standard has the rest."""


@dataclass(frozen=True, slots=True)
class Told:
    """One difference in words; the title, what changes, from what to what, and where."""

    list: str
    code: str
    title: str
    what: str
    before: str
    after: str
    where: str = ""

    def __str__(self) -> str:
        return self.sentence()

    @property
    def is_in_standard(self) -> bool:
        """Whether a key of a standard changes that is there before and after."""
        return self.list == "standards" and bool(self.what or self.before)

    def sentence(self, since: str = "") -> str:
        """The whole of it: "First answer: 5 → 3 minutes, from 1 March, Lakeside only"."""
        change = f"{self.before} → {self.after}" if self.before and self.after else (self.after or self.before)
        head = gettext("%(title)s: ") % {"title": self.title}
        middle = gettext("%(what)s ") % {"what": self.what} if self.what else ""
        return gettext(", ").join(part for part in (f"{head}{middle}{change}", since, self.where) if part)


@dataclass(frozen=True, slots=True)
class Teller:
    """What sentences are made with: both contents, and what communities are called."""

    old: HandbookContent
    new: HandbookContent
    communities: Mapping[str, str]

    def told(self, found: Difference) -> Told:
        """A difference in the reader's language."""
        if not found.key and found.list not in ("terms", "grades"):
            whole = gettext("new") if found.before is None else gettext("no longer there")
            if found.before is not None and found.after is not None:
                whole = gettext("another kind of standard")
            return Told(found.list, found.code, self._title(found), "", "", whole, self._where(found))
        before, after = self._value(found, found.before, self.old), self._value(found, found.after, self.new)
        before, after = _shortened(before, after)
        return Told(found.list, found.code, self._title(found), self._what(found), before, after, self._where(found))

    def _title(self, found: Difference) -> str:
        if found.list == "terms":
            return gettext(called.SECTIONS.get(found.code, found.code))
        part = getattr(self.new, found.list, None)
        part = part.get(found.code) if isinstance(part, Mapping) else None
        if part is None:
            old = getattr(self.old, found.list, None)
            part = old.get(found.code) if isinstance(old, Mapping) else None
        title = getattr(part, "title", None)
        return say.told(title) if isinstance(title, Text) else (found.code or gettext(called.LISTS["grades"]))

    def _what(self, found: Difference) -> str:
        if found.key == "within":
            return ""
        if found.key.startswith("by_urgency."):
            return say.named(self.new, "urgencies", found.key.partition(".")[2])
        return gettext(called.KEYS.get(found.key, found.key))

    def _where(self, found: Difference) -> str:
        if not found.communities:
            return ""
        names = pgettext("communities", " and ").join(self.communities.get(code, code) for code in found.communities)
        return gettext("%(communities)s only") % {"communities": names}

    def _value(self, found: Difference, value: Any, content: HandbookContent) -> str:
        if value is None or value == "" or value == [] or value == {}:
            return gettext("none")
        key = found.key.partition(".")[0]
        tell = _TELL.get(key)
        if tell is not None:
            try:
                return tell(content, value)
            except (ValueError, KeyError, TypeError, AttributeError):
                return _plainly(content, value)
        return _plainly(content, value)


def _shortened(before: str, after: str) -> tuple[str, str]:
    """ "5 minutes → 3 minutes" is said "5 → 3 minutes"."""
    first, _, unit = before.partition(" ")
    _, _, other = after.partition(" ")
    figures = first.replace(".", "", 1).isdigit() and after[:1].isdigit()
    same = unit and other and (unit == other or unit.rstrip("s") == other.rstrip("s"))
    return (first, after) if figures and same else (before, after)


def _plainly(content: HandbookContent, value: Any) -> str:
    """Any value: words, figures, yes and no, lengths, lists of them."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        for read in (_as_text, _as_length, _as_limit):
            with contextlib.suppress(ValueError):
                return _cut(read(value))
        return _cut(json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return _cut(gettext(", ").join(_plainly(content, one) for one in value))
    return _cut(f"{value:g}" if isinstance(value, float) else str(value))


def _as_text(value: Any) -> str:
    return say.told(Text.model_validate(value))


def _as_length(value: Any) -> str:
    return say.duration(Length.model_validate(value))


def _as_limit(value: Any) -> str:
    return str(say.limit(Within.model_validate(value)))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _names(where: str) -> Callable[[HandbookContent, Any], str]:
    def tell(content: HandbookContent, value: Any) -> str:
        codes = [value] if isinstance(value, str) else value
        return gettext(", ").join(say.named(content, where, code) for code in codes)

    return tell


def _limit(content: HandbookContent, value: Any) -> str:
    within = Within.model_validate(value)
    notes = say.limit_notes(within)
    return f"{say.limit(within)} ({notes})" if notes else str(say.limit(within))


def _warning(content: HandbookContent, value: Any) -> str:
    warn = Warn.model_validate(value)
    if warn.before is not None:
        return gettext("%(before)s before it is due") % {"before": say.duration(warn.before)}
    return gettext("when %(part)s of the time is used") % {"part": say.percent(float(warn.at or 0))}


def _ladder(content: HandbookContent, value: Any) -> str:
    return " → ".join(say.step_said(content, Step.model_validate(one)) for one in value)


def _triggers(content: HandbookContent, value: Any) -> str:
    return say.triggers_named(content, [Trigger.model_validate(one) for one in value])


def _condition(content: HandbookContent, value: Any) -> str:
    return say.condition_said(content, Condition.model_validate(value))


def _spans(content: HandbookContent, value: Any) -> str:
    return gettext(", ").join(f"{start}–{end}" for start, end in value)


def _week(content: HandbookContent, value: Any) -> str:
    groups: dict[str, list[str]] = {}
    for day, spans in sorted(value.items()):
        groups.setdefault(_spans(content, spans) or gettext("closed"), []).append(day)
    if len(groups) == 1 and len(value) == 7:
        return next(iter(groups))
    return gettext("; ").join(
        gettext("weekdays %(days)s: %(hours)s") % {"days": "/".join(days), "hours": hours}
        for hours, days in groups.items()
    )


def _pause_reasons(content: HandbookContent, value: Any) -> str:
    def one(code: str, cap: Any) -> str:
        most = gettext(" (at most %(most)s)") % {"most": say.duration(Length.model_validate(cap))} if cap else ""
        return f"{say.named(content, 'reasons', code)}{most}"

    return gettext(", ").join(one(code, cap) for code, cap in value.items())


def _share(content: HandbookContent, value: Any) -> str:
    return say.percent(float(value))


def _closed(of: str) -> Callable[[HandbookContent, Any], str]:
    def tell(content: HandbookContent, value: Any) -> str:
        given = [value] if isinstance(value, str) else value
        return gettext(", ").join(say.word(one, of) for one in given)

    return tell


def _part(content: HandbookContent, value: Any) -> str:
    return gettext(called.PARTS.get(value, value))


_TELL: Mapping[str, Callable[[HandbookContent, Any], str]] = {
    "within": _limit,
    "by_urgency": _limit,
    "warn": _warning,
    "ladder": _ladder,
    "start": _triggers,
    "stop": _triggers,
    "void": _triggers,
    "act": _triggers,
    "activity": _triggers,
    "when": _condition,
    "week": _week,
    "holiday_spans": _spans,
    "share": _share,
    "share_floor": _share,
    "late_credit": _share,
    "status": _closed("STATUSES"),
    "proof": _closed("EVIDENCE"),
    "class": _closed("CLASSES"),
    "part": _part,
    "per": lambda content, value: say.duration(Period.model_validate(value)),
    "owed_by": _names("roles"),
    "team": _names("roles"),
    "reports_to": _names("roles"),
    "approved_by": _names("roles"),
    "touchpoint": _names("touchpoints"),
    "lead": _names("departments"),
    "with": _names("departments"),
    "calendar": _names("calendars"),
    "duty_calendar": _names("calendars"),
    "urgency": _names("urgencies"),
    "first_urgency": _names("urgencies"),
    "source": _names("sources"),
    "only_in": _names("divisions"),
    "guides": _names("guides"),
    "scripts": _names("scripts"),
    "skills": _names("skills"),
    "measure": _names("measures"),
}


def sentences(
    found: Iterable[Difference], old: HandbookContent, new: HandbookContent, communities: Mapping[str, str]
) -> list[Told]:
    """Differences in the reader's language, in their order."""
    teller = Teller(old, new, communities)
    return [teller.told(one) for one in found]


def since(at: datetime | None, zone: tzinfo) -> str:
    """ "from 1 March"; with the year when it is another than the clock's, with the time when it is not midnight."""
    if at is None:
        return ""
    local = at.astimezone(zone).replace(tzinfo=None)
    form = gettext("j F Y") if (local.hour, local.minute) == (0, 0) else gettext("j F Y H:i")
    return gettext("from %(day)s") % {"day": dateformat.format(local, form)}
