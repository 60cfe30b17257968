"""Checklists (engine.md §4): on the act's end, has each required item its evidence?

The event that ends the act carries `evidence`: for each item's code what was given. `true` is a tick, a signature, a
note or a file; a number is how many photos, a score, or what a meter reads; `{"not_applicable": reason}` says why
there is none. An item that asks for several kinds takes an object of them: `{"photo": 2, "reading": 41.5}`.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from guanjia.rooms.promises.rules.conditions import Facts, fields_of, read_condition
from guanjia.rooms.promises.rules.verdicts import JudgedRule, Lack, Noted, Verdict
from guanjia.rooms.promises.types import Happening

NOT_APPLICABLE = "not_applicable"
_COUNTED = frozenset({"photo", "file", "audio", "signature", "certificate", "form"})


def read_checklist(spec: Mapping[str, Any]) -> JudgedRule:
    """How a checklist standard judges, from its plain data."""

    def judge(event: Happening, facts: Facts, _: Sequence[Noted]) -> Verdict:
        given = event.data.get("evidence")
        return judged(spec, given if isinstance(given, Mapping) else {}, facts)

    return JudgedRule(judge)


def fields_read(spec: Mapping[str, Any]) -> set[str]:
    """The fields of a subject that decide whether the checklist, or an item of it, is for it."""
    found = set(fields_of(spec.get("when")))
    for item in spec["items"]:
        found.update(fields_of(item.get("when")))
    return found


def judged(spec: Mapping[str, Any], given: Mapping[str, Any], facts: Facts) -> Verdict:
    """What is missing of a checklist. It passes when the weights of the required items that are there reach
    `pass_share`; an item marked as red line must be there whatever the share."""
    weighed = have = Fraction(0)
    lacks: list[Lack] = []
    marks: list[str] = []
    red = False
    for item in asked(spec, facts):
        lack = _lack(item, given.get(item["code"]), spec)
        marks += _finding(item, given.get(item["code"]))
        if not item.get("required", True) or _left_out(item, given.get(item["code"]), spec):
            continue
        weight = Fraction(str(item.get("weight", 1)))
        weighed += weight
        if lack is None:
            have += weight
            continue
        lacks.append(lack)
        red = red or bool(item.get("red_line"))
    passes = not lacks or (not red and have >= Fraction(str(spec.get("pass_share", 1))) * weighed)
    if passes:
        marks += [f"lacks:{one.name}" for one in lacks]
    return Verdict(() if passes else tuple(lacks), tuple(marks))


def asked(spec: Mapping[str, Any], facts: Facts) -> list[Mapping[str, Any]]:
    """The items that are for this subject."""
    found = []
    for item in spec["items"]:
        when = read_condition(item.get("when"))
        if when is None or when(facts):
            found.append(item)
    return found


def _left_out(item: Mapping[str, Any], given: Any, spec: Mapping[str, Any]) -> bool:
    """Whether it was said with a reason of the list that the item can't be had here."""
    if not isinstance(given, Mapping) or NOT_APPLICABLE not in given:
        return False
    allowed = item.get("may_be_not_applicable", True)
    return bool(allowed and given[NOT_APPLICABLE] in (spec.get("not_applicable_reasons") or ()))


def _lack(item: Mapping[str, Any], given: Any, spec: Mapping[str, Any]) -> Lack | None:
    code, kinds = item["code"], item["evidence"]
    if isinstance(given, Mapping) and NOT_APPLICABLE in given:
        return None if _left_out(item, given, spec) else Lack("reason", code)
    for kind in kinds:
        one = given.get(kind) if isinstance(given, Mapping) else given if kind == kinds[0] else None
        need = item.get("count", 1)
        if not _there(kind, one, need, item):
            return Lack("item", code, need, one if isinstance(one, int) else 0)
    return None


def _there(kind: str, given: Any, need: int, item: Mapping[str, Any]) -> bool:
    if kind == "reading":
        return _number(given)
    if kind == "score":
        return _number(given) and 1 <= given <= (item.get("best") or given)
    if kind in _COUNTED and _whole(given):
        return bool(given >= need)
    if kind in _COUNTED and need > 1:
        return False
    return given is True or (_whole(given) and given > 0) or (isinstance(given, str) and bool(given))


def _finding(item: Mapping[str, Any], given: Any) -> list[str]:
    """A reading outside what it may be is a finding: it opens something, it doesn't break the checklist."""
    limits = item.get("reading")
    value = given.get("reading") if isinstance(given, Mapping) else given
    if not limits or not _number(value):
        return []
    least, most = limits.get("least"), limits.get("most")
    outside = (least is not None and value < least) or (most is not None and value > most)
    return [f"finding:{item['code']}"] if outside else []


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
