"""What a community or the company has otherwise, laid over the edition; and what may not be touched."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guanjia.rooms.handbook.rules.assembling import Entry
from guanjia.rooms.handbook.rules.divisions import binds, by_place
from guanjia.rooms.handbook.rules.reading import Located
from guanjia.rooms.handbook.rules.shaping import keys_of, shape
from guanjia.rooms.handbook.types.base import Length, Part, Within
from guanjia.rooms.handbook.types.book import HandbookContent, Override
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.problems import Path, Problem, line_of
from guanjia.rooms.handbook.types.standards import KINDS
from guanjia.shared.errors import gettext_noop

NEVER = frozenset({"code", "kind", "subject", "fixed", "status", "only_in"})
"""Keys no override may change."""

LISTS = ("standards", "topics", "calendars")
LIMITS = frozenset({"within", "by_urgency", "first_urgency"})
"""Keys that say how long; a new limit takes the place of all of them."""

WORDS = frozenset({"title", "why", "text", "promise", "note", "lead", "with", "scripts", "guides", "warn", "ladder"})
"""Keys that do not change what is owed."""


def laid_over(plain: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """`plain` with the keys of `change` in place of its own; a new limit takes the place of the whole old one."""
    kept = {key: value for key, value in plain.items() if key not in LIMITS or not LIMITS & set(change)}
    return {**kept, **change}


def override_problems(entries: Iterable[Entry], content: HandbookContent) -> Iterator[Problem]:
    """What an override may not do: change what is fixed, loosen what is law, or break a part."""
    touched: dict[tuple[str, str, str, str], Entry] = {}
    for entry in entries:
        override = entry.part
        if not isinstance(override, Override):
            continue
        yield from _one(entry, override, content)
        for name, code, key in _keys(override):
            for community in override.communities or ("",):
                first = touched.setdefault((community, name, code, key), entry)
                if first is not entry:
                    what = gettext_noop("%(other)s changes the same key for the same community")
                    instead = gettext_noop("the change in one of them only")
                    yield entry.wrong((name, code, key), what, instead, other=first.code)


def _keys(override: Override) -> Iterator[tuple[str, str, str]]:
    for name in (*LISTS, "terms"):
        for code, change in getattr(override, name).items():
            for key in change:
                yield name, code, key


def _one(entry: Entry, override: Override, content: HandbookContent) -> Iterator[Problem]:
    for name in LISTS:
        for code, change in getattr(override, name).items():
            part = getattr(content, name).get(code)
            if part is None:
                continue  # a reference that stands nowhere is told elsewhere
            yield from _shaped(entry, (name, code), part, change)
            if isinstance(part, StandardPart):
                yield from _allowed(entry, (name, code), part, change)
    for section, change in override.terms.items():
        now = getattr(content.terms, section, None)
        if not isinstance(now, Part):
            what, instead = gettext_noop("is not a key of this place"), gettext_noop("one of %(keys)s")
            keys = ", ".join(keys_of(type(content.terms)))
            yield entry.wrong(("terms", section), what, instead, keys=keys)
            continue
        yield from _shaped(entry, ("terms", section), now, change)


def _shaped(entry: Entry, where: Path, part: Part, change: Mapping[str, Any]) -> Iterator[Problem]:
    form = KINDS[part.kind] if isinstance(part, StandardPart) else type(part)
    lines = {path[len(where) :]: line for path, line in entry.lines.items() if path[: len(where)] == where}
    merged = laid_over(part.model_dump(mode="json"), change)
    label = ".".join(str(step) for step in (entry.code, *where))
    _, problems = shape(form, Located(entry.file, merged, lines), label)
    yield from problems


def _allowed(entry: Entry, where: Path, part: StandardPart, change: Mapping[str, Any]) -> Iterator[Problem]:
    for key, value in change.items():
        line = line_of(entry.lines, (*where, key))
        label = ".".join((entry.code, *map(str, where), key))
        if key in NEVER or key in part.fixed:
            what, instead = gettext_noop("%(code)s does not let this be changed"), gettext_noop("nothing here")
            yield Problem(entry.file, line, label, what, instead, {"code": part.code})
        elif part.status == "law" and looser(part, key, value):
            what = gettext_noop("%(code)s is law; a looser figure is not allowed")
            instead = gettext_noop("the figure of the law or a stricter one")
            yield Problem(entry.file, line, label, what, instead, {"code": part.code})


def looser(part: StandardPart, key: str, value: Any) -> bool:
    """Whether `value` asks less than the part does, as far as the two can be compared; else it counts as looser."""
    now = getattr(part, key, None)
    if key in ("enabled", "red_line"):
        return bool(now) and not value
    if key in ("times", "need", "share", "share_floor", "weight", "people"):
        return not isinstance(value, int | float) or value < float(now or 0)
    if key == "within" and isinstance(now, Within) and isinstance(value, dict):
        return not _stricter(now, value)
    if key == "by_urgency" and isinstance(now, dict) and isinstance(value, dict):
        rows = (code in value and _stricter(limit, value[code]) for code, limit in now.items())
        return not (now and all(rows))
    if key == "first_urgency":
        return bool(value != now)
    if key == "longest_gap" and isinstance(now, Length) and isinstance(value, dict):
        return Length.model_validate(value).in_seconds() > now.in_seconds()
    return key not in WORDS


def _stricter(now: Within, value: Mapping[str, Any]) -> bool:
    try:
        new = Within.model_validate(value)
    except ValueError:
        return False
    before, after = now.in_seconds(), new.in_seconds()
    if before is not None and after is not None:
        return after <= before
    for unit in ("days", "workdays", "months"):
        old, fresh = getattr(now, unit), getattr(new, unit)
        if old is not None and fresh is not None:
            return bool(fresh <= old) and (now.until == new.until)
    return now == new


def holding(content: HandbookContent, community: str) -> tuple[Override, ...]:
    """The overrides that hold in one community: the company's first, then its own."""
    chosen = sorted(content.overrides.values(), key=lambda one: (bool(one.communities), one.code))
    return tuple(one for one in chosen if not one.communities or community in one.communities)


def for_community(content: HandbookContent, community: str, division: str | None) -> HandbookContent:
    """The edition as it holds in one community: what place switches off there, then the company's overrides, then the
    community's own. Without a division (None) nothing is switched off by place."""
    over = holding(content, community)
    if division is not None:
        content = by_place(content, division)
    if not over:
        return content.model_copy(update={"overrides": {}})
    return HandbookContent.model_validate(_laid(content, over))


def conflicts(content: HandbookContent, community: str, division: str) -> list[Problem]:
    """What stands in the way of holding the edition in a community, with the overrides that meet there."""
    over = holding(content, community)
    loose = list(_loose(content, over, division))
    if loose:
        return loose
    file = ", ".join(f"overrides/{one.code}.yaml" for one in over) or "pack.yaml"
    try:
        plain = _laid(content, over)
    except KeyError as gone:
        what = gettext_noop("`%(code)s` stands nowhere in this edition")
        return [
            Problem(file, 1, str(gone.args[0]), what, gettext_noop("a code of the edition"), {"code": gone.args[0]})
        ]
    part, problems = shape(HandbookContent, Located(file, plain))
    return [*problems, *(_calendars(file, part) if isinstance(part, HandbookContent) else ())]


def _loose(content: HandbookContent, over: Iterable[Override], division: str) -> Iterator[Problem]:
    """Overrides that ask less than a rule of the place where the community lies."""
    for override in over:
        for code, change in override.standards.items():
            part = content.standards.get(code)
            if part is None or not binds(part, division):
                continue
            for key in (key for key, value in change.items() if looser(part, key, value)):
                what = gettext_noop("%(code)s is a rule of the place where this community lies; it may not ask less")
                instead = gettext_noop("the figure of the rule or a stricter one")
                file, label = f"overrides/{override.code}.yaml", f"standards.{code}.{key}"
                yield Problem(file, 1, label, what, instead, {"code": code})


def _calendars(file: str, content: HandbookContent) -> Iterator[Problem]:
    """Overrides name calendars too; one that stands nowhere would stop the clock."""
    for one in content.standards.values():
        code = getattr(one, "calendar", None)
        if code and code not in content.calendars:
            what = gettext_noop("there is no calendar `%(code)s`")
            near = ", ".join(content.calendars)
            yield Problem(file, 1, f"standards.{one.code}.calendar", what, "%(near)s", {"code": code, "near": near})


def _laid(content: HandbookContent, over: Iterable[Override]) -> dict[str, Any]:
    plain = content.model_dump(mode="json")
    for override in over:
        for name in LISTS:
            for code, change in getattr(override, name).items():
                plain[name][code] = laid_over(plain[name][code], change)
        for section, change in override.terms.items():
            plain["terms"][section] = {**plain["terms"][section], **change}
    plain["overrides"] = {}
    return plain
