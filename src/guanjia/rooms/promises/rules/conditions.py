"""Conditions of the handbook: a small closed vocabulary (field, operator, value; all, any, not). Nothing is evaluated.

Plain data: {"field": "class", "op": "in", "value": ["repair"]}, {"all": […]}, {"any": […]}, {"not": …}.
A field that isn't known fails every comparison, `is_not` and `not_in` excepted; `under` takes a code and matches it
and all below it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Facts = Mapping[str, object]
Condition = Callable[[Facts], bool]


def _at_least(known: Any, value: Any) -> bool:
    return _number(known) and bool(known >= value)


def _at_most(known: Any, value: Any) -> bool:
    return _number(known) and bool(known <= value)


def _number(known: object) -> bool:
    return isinstance(known, int | float) and not isinstance(known, bool)


def _under(known: object, value: object) -> bool:
    codes = value if isinstance(value, list | tuple) else [value]
    return known is not None and any(str(known) == str(code) or str(known).startswith(f"{code}.") for code in codes)


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda known, value: bool(known == value),
    "is_not": lambda known, value: bool(known != value),
    "in": lambda known, value: known in value,
    "not_in": lambda known, value: known not in value,
    "at_least": _at_least,
    "at_most": _at_most,
    "present": lambda known, _: known not in (None, ""),
    "under": _under,
}


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
