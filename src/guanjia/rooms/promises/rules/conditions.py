"""Conditions of the handbook: a small closed vocabulary (field, operator, value; all, any, not). Nothing is evaluated.

Plain data: {"field": "class", "op": "in", "value": ["repair"]}, {"all": […]}, {"any": […]}, {"not": …}.
A field that isn't known fails every comparison, `is_not` and `not_in` excepted.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import ge, gt, le, lt
from typing import Any

Facts = Mapping[str, object]
Condition = Callable[[Facts], bool]

_ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": ge,
    "at_most": le,
    "more_than": gt,
    "less_than": lt,
}


def _ordered(op: str, known: object, value: object) -> bool:
    try:
        return known is not None and _ORDERED[op](known, value)
    except TypeError:  # a word compared with a number is simply not true
        return False


def _member(known: object, value: object) -> bool:
    return isinstance(value, list | tuple | set | frozenset) and known in value


def _contains(known: object, value: object) -> bool:
    if isinstance(known, str):
        return isinstance(value, str) and value in known
    return isinstance(known, list | tuple) and value in known


_TESTS: Mapping[str, Callable[[object, object], bool]] = {
    "is": lambda known, value: known == value,
    "is_not": lambda known, value: known != value,
    "in": _member,
    "not_in": lambda known, value: not _member(known, value),
    "contains": _contains,
    "begins": lambda known, value: isinstance(known, str) and known.startswith(str(value)),
    "known": lambda known, value: (known not in (None, "")) is (value is not False),
}
OPERATORS = frozenset({*_TESTS, *_ORDERED})


def read_condition(spec: Mapping[str, Any] | None) -> Condition | None:
    """A condition made ready; None holds always. Raises ValueError for an operator outside the vocabulary."""
    if not spec:
        return None
    if "all" in spec:
        parts = [_required(part) for part in spec["all"]]
        return lambda facts: all(part(facts) for part in parts)
    if "any" in spec:
        parts = [_required(part) for part in spec["any"]]
        return lambda facts: any(part(facts) for part in parts)
    if "not" in spec:
        inner = _required(spec["not"])
        return lambda facts: not inner(facts)
    return _comparison(spec)


def _required(spec: Mapping[str, Any]) -> Condition:
    found = read_condition(spec)
    if found is None:
        raise ValueError(str(spec))
    return found


def _comparison(spec: Mapping[str, Any]) -> Condition:
    name, op, value = spec["field"], spec.get("op", "is"), spec.get("value")
    if op in _ORDERED:
        return lambda facts: _ordered(op, facts.get(name), value)
    if op not in _TESTS:
        raise ValueError(op)
    test = _TESTS[op]
    return lambda facts: test(facts.get(name), value)


def fields_of(spec: Mapping[str, Any] | None) -> Iterator[str]:
    """The event fields a condition reads."""
    if not spec:
        return
    for part in [*spec.get("all", ()), *spec.get("any", ())]:
        yield from fields_of(part)
    yield from fields_of(spec.get("not"))
    if "field" in spec:
        yield spec["field"]
