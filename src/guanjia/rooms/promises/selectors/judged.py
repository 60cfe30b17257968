"""What a checklist or a gate found missing, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext, pgettext

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.verdicts import Lack
from guanjia.rooms.promises.selectors.wording import moment_in_words
from guanjia.rooms.promises.types import Line


@dataclass(frozen=True, slots=True)
class Words:
    """What things of one standard are called: itself, its items, its requirements by number, the roles."""

    title: str
    items: Mapping[str, str]
    requires: tuple[str, ...]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldLacks:
    """The standard's title, and what is missing in one line."""

    title: str
    text: str


def words_of(rule: ClockRule, community_id: UUID, at: datetime) -> Words:
    """The words for one standard. Reads the handbook, which is kept."""
    return _words(rule, handbook.titles(community_id, get_language() or "", at=at))


def _words(rule: ClockRule, roles: Mapping[str, str]) -> Words:
    spec = rule.spec
    items = {one["code"]: _told(one["title"]) for one in spec.get("items") or ()}
    requires = tuple(_told(one["title"]) for one in spec.get("requires") or ())
    return Words(_told(spec.get("title")), items, requires, roles)


def told(words: Words, lacks: Iterable[Lack]) -> ToldLacks:
    """What is missing, as a refusal says it."""
    parts = [_LACKS[lack.what](words, lack) for lack in lacks]
    return ToldLacks(words.title, pgettext("between lacks", ", ").join(parts))


def together(found: Iterable[ToldLacks]) -> str:
    """What is missing by several standards, in one line, each thing once."""
    return pgettext("between lacks", ", ").join(dict.fromkeys(one.text for one in found))


def lines(rule: ClockRule, flags: Iterable[str], at: datetime) -> tuple[Line, ...]:
    """Why a checklist or a gate was kept or not, as a promise shows it: when it was judged, and each thing missing."""
    words = _words(rule, {})
    found = [Line(gettext("Judged"), moment_in_words(at, rule.duty.zone))]
    for flag in flags:
        what, _, name = flag.partition(":")
        if what in _LACKS:
            found.append(Line(gettext("Missing"), _LACKS[what](words, Lack(what, name))))
        elif what in _MARKS:
            found.append(Line(gettext("Worth a look"), _MARKS[what](words, Lack(what, name))))
    if len(found) == 1:
        found.append(Line(gettext("Evidence"), gettext("everything asked for was there")))
    return tuple(found)


def _item(words: Words, lack: Lack) -> str:
    title = words.items.get(lack.name, lack.name)
    if lack.need > 1:
        return gettext("%(item)s (%(have)s of %(need)s)") % {"item": title, "have": lack.have, "need": lack.need}
    return title


def _requirement(words: Words, lack: Lack) -> str:
    place = int(lack.name)
    return words.requires[place] if place < len(words.requires) else lack.name


_LACKS: Mapping[str, Callable[[Words, Lack], str]] = {
    "item": _item,
    "reason": lambda words, lack: (
        gettext("a reason of the list for “%(item)s”") % {"item": words.items.get(lack.name, lack.name)}
    ),
    "order": lambda words, lack: gettext("“%(item)s” in its turn") % {"item": words.items.get(lack.name, lack.name)},
    "approval": lambda words, lack: gettext("approval by %(role)s") % {"role": words.roles.get(lack.name, lack.name)},
    "requirement": _requirement,
    "own": lambda words, lack: gettext("another person: who is involved keeps out"),
    "level": lambda words, lack: gettext("somebody who stands above the person it is about"),
    "forbidden": lambda words, lack: gettext("permission: this is never allowed"),
}


_MARKS: Mapping[str, Callable[[Words, Lack], str]] = {
    "finding": lambda words, lack: gettext("found: %(item)s") % {"item": words.items.get(lack.name, lack.name)},
    "lacks": lambda words, lack: gettext("not there, and not needed to pass: %(item)s") % {"item": _item(words, lack)},
    "too_early": lambda words, lack: gettext("earlier than agreed"),
    "too_fast": lambda words, lack: gettext("done faster than it takes"),
    "too_far": lambda words, lack: gettext("far from the place"),
}


def _told(text: object) -> str:
    said = text if isinstance(text, Mapping) else {}
    english = said.get("en") if (get_language() or "").startswith("en") else ""
    return str(english or said.get("zh") or "")
