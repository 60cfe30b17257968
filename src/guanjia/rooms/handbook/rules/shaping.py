"""Plain values to typed parts; what does not fit becomes problems a person can act on."""

import difflib
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guanjia.rooms.handbook.rules.reading import Located
from guanjia.rooms.handbook.types.base import Part, Text
from guanjia.rooms.handbook.types.problems import Path, Problem, line_of
from guanjia.shared.errors import gettext_noop

EXAMPLES = {
    "title": gettext_noop("title: {zh: …, en: Answered within three rings}"),
    "code": "code: B07",
    "kind": gettext_noop("kind: clock (or quota, sample, coverage, checklist, gate, target)"),
    "touchpoint": gettext_noop("touchpoint: a code of touchpoints.yaml"),
    "owed_by": gettext_noop("owed_by: a role of roles.yaml"),
    "status": gettext_noop("status: law, local, recommended, company or seed"),
    "subject": gettext_noop("subject: case (the type of what it is about)"),
    "start": "start: case.opened",
    "stop": "stop: case.arrived",
    "times": "times: 2",
    "per": "per: month",
    "activity": "activity: visit.done",
    "share": "share: 0.1",
    "measure": gettext_noop("measure: a code of measures.yaml"),
    "longest_gap": "longest_gap: {minutes: 10}",
}
"""What to write where a key is missing."""

_PLAIN: dict[str, tuple[str, str]] = {
    "string_type": (gettext_noop("must be text"), gettext_noop("text, in quotes if it is a number or true")),
    "int_type": (gettext_noop("must be a whole number"), gettext_noop("a whole number, such as 5")),
    "int_from_float": (gettext_noop("must be a whole number"), gettext_noop("a whole number, such as 5")),
    "float_type": (gettext_noop("must be a number"), gettext_noop("a number, such as 0.8")),
    "bool_type": (gettext_noop("must be yes or no"), gettext_noop("true or false")),
    "tuple_type": (gettext_noop("must be a list"), "[…, …]"),
    "dict_type": (gettext_noop("must have keys of its own"), "{key: value}"),
    "model_type": (gettext_noop("must have keys of its own"), "{key: value}"),
    "model_attributes_type": (gettext_noop("must have keys of its own"), "{key: value}"),
    "string_too_short": (gettext_noop("is empty"), gettext_noop("some text")),
    "string_too_long": (gettext_noop("is too long"), gettext_noop("at most %(max_length)s signs")),
    "too_short": (gettext_noop("has too few entries"), gettext_noop("at least %(min_length)s")),
    "too_long": (gettext_noop("has too many entries"), gettext_noop("at most %(max_length)s")),
    "greater_than_equal": (gettext_noop("is too small"), gettext_noop("a number of at least %(ge)s")),
    "less_than_equal": (gettext_noop("is too large"), gettext_noop("a number of at most %(le)s")),
    "literal_error": (gettext_noop("is not one of the words allowed here"), "%(expected)s"),
}
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("24:00", gettext_noop("is not a time of day"), gettext_noop('"08:30", at most "24:00"')),
    (r"\d{4}-", gettext_noop("is not a date"), '"2026-05-01"'),
    ("[1-7]", gettext_noop("is not a weekday"), gettext_noop('"1" (Monday) to "7" (Sunday)')),
    (r"^(0[1-9]|1[0-2])-", gettext_noop("is not a day of the year"), '"05-01"'),
    (r"^\d\d:", gettext_noop("is not a time of day"), '"21:00"'),
)


Shaped = tuple[Part | None, list[Problem]]


def shape(part: type[Part], read: Located, label: str = "") -> Shaped:
    """The typed part, or None and the problems that stand in its way."""
    try:
        return part.model_validate(read.data), []
    except ValidationError as wrong:
        return None, list(_problems(part, wrong, read, label))


def _problems(part: type[Part], wrong: ValidationError, read: Located, label: str) -> Iterator[Problem]:
    data = read.data
    errors = [(_written(error, data), error) for error in wrong.errors(include_url=False)]
    seen: set[Path] = set()
    for path, error in errors:
        deeper = any(other != path and other[: len(path)] == path for other, _ in errors)
        if path in seen or (deeper and error["type"] != "handbook"):
            continue  # the branches of a choice say the same thing again; the one furthest in knows best
        seen.add(path)
        what, instead, params = _sentence(part, error)
        key = named("defaults" if path[:1] and path[0] in read.borrowed else label, path, data)
        yield Problem(read.file, line_of(read.lines, path), key, what, instead, params)


def _written(error: ErrorDetails, data: Any) -> Path:
    """The steps of the error's place that stand in the file; a missing key is kept as the last step."""
    path: list[str | int] = []
    for step in error["loc"]:
        inside = isinstance(data, dict) and step in data
        within = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if inside or within:
            path.append(step)
            data = data[step]
    if error["type"] == "missing":
        path.append(error["loc"][-1])
    return tuple(path)


def named(label: str, path: Path, data: Any) -> str:
    """The path in words: entries of lists by their code where they have one."""
    words = [label] if label else []
    for step in path:
        data = data[step] if (isinstance(data, dict) and step in data) or isinstance(step, int) else None
        code = data.get("code") if isinstance(step, int) and isinstance(data, dict) else None
        words.append(str(code or step))
    return ".".join(words)


def _sentence(part: type[Part], error: ErrorDetails) -> tuple[str, str, dict[str, Any]]:
    kind, context = error["type"], dict(error.get("ctx") or {})
    last = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "handbook":
        return str(context.pop("what")), str(context.pop("instead")), context
    if kind == "missing":
        example = EXAMPLES.get(last, gettext_noop("`%(missing)s:` and its value"))
        return gettext_noop("is missing"), example, {"missing": last}
    if kind == "extra_forbidden":
        return _unknown(part, error, last)
    if kind == "string_pattern_mismatch":
        for sign, what, instead in _PATTERNS:
            if sign in str(context.get("pattern", "")):
                return what, instead, {}
        return gettext_noop("is not a code"), gettext_noop("letters, digits and . _ - only"), {}
    what, instead = _PLAIN.get(kind, (gettext_noop("can't be read (%(reason)s)"), gettext_noop("another value")))
    context = {key: str(value) for key, value in context.items()}
    return what, instead, {"reason": re.sub("%", "%%", error["msg"]), **context}


def _unknown(part: type[Part], error: ErrorDetails, last: str) -> tuple[str, str, dict[str, Any]]:
    inner = part_at(part, error["loc"][:-1])
    if inner is Text:
        what = gettext_noop("is a word of a text that was cut at a comma")
        return what, gettext_noop('quotes around text with commas: {zh: …, en: "first, second"}'), {}
    keys = sorted(keys_of(inner)) if inner else []
    near = difflib.get_close_matches(last, keys, 1, 0.6)
    instead = "`%(near)s`" if near else gettext_noop("one of %(keys)s")
    return gettext_noop("is not a key of this place"), instead, {"near": "".join(near), "keys": ", ".join(keys)}


def keys_of(part: type[Part]) -> list[str]:
    """The keys a part has in the files."""
    return [field.alias or name for name, field in part.model_fields.items()]


def part_at(part: type[Part], path: tuple[str | int, ...]) -> type[Part] | None:
    """The type of part that stands at a path, where it can be told."""
    for step in path:
        if isinstance(step, int):
            continue
        found = [field for name, field in part.model_fields.items() if step in (name, field.alias)]
        if not found:
            continue  # a key of a mapping of codes
        inner = next(_parts(found[0].annotation), None)
        if inner is None:
            return None
        part = inner
    return part


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for one in get_args(annotation):
            yield from _parts(one)
