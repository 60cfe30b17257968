"""Checklists (engine.md §4): on the act's end, has each required item its evidence?

The event that ends the act carries `evidence`: for each item's code what was given. `true` is a tick, a signature, a
note or a file; a number is how many photos, a score, or what a meter reads; `{"not_applicable": reason}` says why
there is none. An item that asks for several kinds takes an object of them: `{"photo": 2, "reading": 41.5}`. A list
that goes in order reads in `times` when each item was seen to; `found` names the items at which something was found.
What is only worth a look is told by `began` (the act's start), `planned` (the time it was appointed for) and `metres`
(how far from the place).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from guanjia.rooms.promises.rules.conditions import Facts, fields_of, read_condition
from guanjia.rooms.promises.rules.due import natural
from guanjia.rooms.promises.rules.verdicts import JudgedRule, Lack, Noted, Verdict
from guanjia.rooms.promises.types import Happening, as_instant

NOT_APPLICABLE = "not_applicable"
_COUNTED = frozenset({"photo", "file", "audio", "signature", "certificate", "form"})


def read_checklist(spec: Mapping[str, Any]) -> JudgedRule:
    """How a checklist standard judges, from its plain data."""

    def judge(event: Happening, facts: Facts, _: Sequence[Noted]) -> Verdict:
        given, times = (_mapping(event.data.get(name)) for name in ("evidence", "times"))
        found = judged(spec, given, facts)
        turns = out_of_turn(spec, given, times, facts) if spec.get("in_order") else ()
        said = event.data.get("found")
        told = said if isinstance(said, list | tuple) else ()
        seen = [f"finding:{item['code']}" for item in asked(spec, facts) if item["code"] in told]
        lacks = (*found.lacks, *(one for one in turns if one.name not in {lack.name for lack in found.lacks}))
        marks = dict.fromkeys((*found.marks, *seen))
        return Verdict(lacks, (*marks, *worth_a_look(spec.get("marks") or {}, event)))

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


def out_of_turn(
    spec: Mapping[str, Any], given: Mapping[str, Any], times: Mapping[str, Any], facts: Facts
) -> list[Lack]:
    """The items that were seen to before one that comes earlier, or whose time nobody wrote down."""
    found: list[Lack] = []
    last: int | None = None
    for item in asked(spec, facts):
        code = item["code"]
        if given.get(code) is None or _left_out(item, given[code], spec):
            continue
        at = as_instant(times.get(code))
        if at is None or (last is not None and at < last):
            found.append(Lack("order", code))
        else:
            last = at
    return found


def worth_a_look(marks: Mapping[str, Any], event: Happening) -> list[str]:
    """Too early, too fast, too far: flags, never verdicts."""
    began, planned = (as_instant(event.data.get(name)) for name in ("began", "planned"))
    metres, found = event.data.get("metres"), []
    if marks.get("no_earlier_than") and planned is not None and event.at < planned - natural(marks["no_earlier_than"]):
        found.append("too_early")
    if marks.get("at_least") and began is not None and event.at - began < natural(marks["at_least"]):
        found.append("too_fast")
    if marks.get("metres") and isinstance(metres, int | float) and metres > marks["metres"]:
        found.append("too_far")
    return found


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


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
