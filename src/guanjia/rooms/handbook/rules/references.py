"""Every code that one entry names must stand somewhere: one table of what points where."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from guanjia.rooms.handbook.rules.assembling import Assembly, Entry
from guanjia.rooms.handbook.rules.examples import marks_of
from guanjia.rooms.handbook.rules.shaping import keys_of
from guanjia.rooms.handbook.types.needs import Script
from guanjia.rooms.handbook.types.problems import Path, Problem
from guanjia.shared.errors import gettext_noop

STANDARDS: tuple[tuple[str, str], ...] = (
    ("touchpoint", "touchpoints"),
    ("lead", "departments"),
    ("with.*", "departments"),
    ("owed_by", "roles"),
    ("source.*", "sources"),
    ("alternatives.*.source.*", "sources"),
    ("scripts.*", "scripts"),
    ("guides.*", "guides"),
    ("ladder.*.to", "roles"),
    ("ladder.*.by_urgency.#", "urgencies"),
    ("reasons.#", "reasons"),
    ("redate.reasons.*", "reasons"),
    ("only_in.*", "divisions"),
    ("calendar", "calendars"),
    ("not_in", "calendars"),
    ("by_urgency.#", "urgencies"),
    ("post", "posts"),
    ("skills.*", "skills"),
    ("certificates.*", "certificates"),
    ("items.*.signed_by", "signers"),
    ("items.*.opens.topic", "topics"),
    ("items.*.opens.urgency", "urgencies"),
    ("not_applicable_reasons.*", "reasons"),
    ("approvals.*.role", "signers"),
    ("approvals.*.papers.*", "papers"),
    ("measure", "measures"),
)
TABLE: dict[str, tuple[tuple[str, str], ...]] = {
    "standards": STANDARDS,
    "roles": (("department", "departments"), ("reports_to", "roles"), ("skills.*", "skills"), ("duties.*", "duties")),
    "acts": (("subject", "subjects"),),
    "posts": (("role", "roles"), ("skills.*", "skills")),
    "touchpoints": (("stage", "stages"), ("lead", "departments"), ("with.*", "departments")),
    "reasons": (("approved_by", "roles"),),
    "grounds": (("source", "sources"), ("topics.*", "topics")),
    "topics": (
        ("urgency", "urgencies"),
        ("team.*", "roles"),
        ("skills.*", "skills"),
        ("certificates.*", "certificates"),
        ("prices.*", "prices"),
        ("standard_answer", "scripts"),
        ("plan", "plans"),
        ("guide", "guides"),
        ("safety", "guides"),
        ("raises.*.urgency", "urgencies"),
        ("raises.*.topic", "topics"),
    ),
    "examples": (("code", "topics"),),
    "scripts": (("touchpoint", "touchpoints"),),
    "guides": (
        ("touchpoint", "touchpoints"),
        ("roles.*", "roles"),
        ("steps.*.role", "roles"),
        ("steps.*.script", "scripts"),
        ("steps.*.standard", "standards"),
    ),
    "plans": (
        ("topics.*", "topics"),
        ("leader", "roles"),
        ("steps.*.role", "roles"),
        ("steps.*.script", "scripts"),
        ("steps.*.standard", "standards"),
        ("notices.*", "scripts"),
    ),
    "measures": (("numerator.standards.*", "standards"), ("denominator.standards.*", "standards")),
    "overrides": (("standards.#", "standards"), ("topics.#", "topics"), ("calendars.#", "calendars")),
    "terms": (
        ("conversation.duty_calendar", "calendars"),
        ("conversation.scripts.=", "scripts"),
        ("case.on_the_spot_classes.*", "classes"),
        ("case.scripts.=", "scripts"),
        ("case.guides.=", "guides"),
        ("complaint.own_way.departments.*", "departments"),
        ("complaint.own_way.topic", "topics"),
        ("complaint.own_way.goes_to.*", "roles"),
        ("case.appointment_calendar", "calendars"),
        ("case.appointment_moved_by", "reasons"),
        ("dispatch.offer.#", "urgencies"),
        ("dispatch.over_load.*", "urgencies"),
        ("dispatch.helps_with.*", "urgencies"),
        ("dispatch.open_most_of.#", "roles"),
        ("dispatch.pool.roles.*", "roles"),
        ("dispatch.pool.but_for.*", "urgencies"),
        ("dispatch.handover.urgent.*", "urgencies"),
        ("dispatch.handover.reason", "reasons"),
        ("dispatch.handover.on_leave", "reasons"),
        ("dispatch.on_call_urgencies.*", "urgencies"),
        ("follow_up.questionnaire", "questionnaires"),
        ("follow_up.later.questionnaire", "questionnaires"),
        ("follow_up.quiet_calendar", "calendars"),
        ("quiet.calendar", "calendars"),
        ("quiet.but_for.*", "urgencies"),
        ("escalation.roles_told_on_warning.*", "roles"),
        ("round.visit.calendar", "calendars"),
        ("round.visit.unreached", "reasons"),
        ("round.visit.moved_by", "reasons"),
        ("round.visit.scripts.=", "scripts"),
        ("breach.kinds.*.topics.*", "topics"),
        ("breach.kinds.*.authorities.*", "departments"),
    ),
    "grades": (("red_line_cap", "levels"),),
}
"""List → (path, list it points to). In a path `*` is each of a list, `#` each key, `=` each value of a mapping."""

CLASSES = frozenset({"EMG", "REP", "CMP", "INQ", "SUG", "PRA", "PAID", "BAS", "OTH"})
_SLOT = re.compile(r"\{([^{}]*)\}")


def values_at(plain: Any, path: Sequence[str], where: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value a path of the table leads to, with its place."""
    if plain is None:
        return
    if not path:
        yield where, plain
        return
    step, rest = path[0], path[1:]
    if step == "*":
        for number, one in enumerate(plain):
            yield from values_at(one, rest, (*where, number))
    elif step == "#":
        for key in plain:
            yield (*where, key), key
    elif step == "=":
        for key, one in plain.items():
            yield (*where, key), one
    elif isinstance(plain, dict):
        yield from values_at(plain.get(step), rest, (*where, step))


def reference_problems(found: Assembly, duties: frozenset[str]) -> Iterator[Problem]:
    """Codes that stand nowhere; slots of scripts that nobody declared; steps named but not there."""
    targets, unsure = _targets(found, duties), _unsure(found)
    for name, rows in TABLE.items():
        for entry in found.all(name):
            for path, target in rows:
                for where, value in values_at(entry.plain, path.split(".")):
                    if value not in targets[target] and target not in unsure:
                        yield missing_code(entry, where, value, target, targets[target])
    for entry in found.all("examples"):
        yield from _mark_problems(entry, targets["urgencies"])
    for entry in found.all("scripts"):
        yield from _slot_problems(entry)
    for entry in found.all("plans"):
        yield from _plan_problems(entry, targets["roles"])
    for entry in found.all("standards"):
        yield from _own_keys(entry)


def missing_code(entry: Entry, where: Path, value: Any, target: str, codes: Iterable[str]) -> Problem:
    """The problem of a code that stands nowhere, with the nearest one as the way out."""
    known = sorted(codes)
    near = difflib.get_close_matches(str(value), known, 3, 0.5) or known[:6]
    what = gettext_noop("`%(value)s` is not in %(target)s")
    instead = gettext_noop("%(near)s, or add it there") if near else gettext_noop("a code that stands there")
    return entry.wrong(where, what, instead, value=value, target=target, near=", ".join(near))


def _targets(found: Assembly, duties: frozenset[str]) -> dict[str, frozenset[str]]:
    names = {target for rows in TABLE.values() for _, target in rows}
    targets = {name: found.codes(name) for name in names}
    nothing: dict[str, Any] = {"stages": [], "values": [], "levels": []}
    head = next((entry.plain for entry in found.all("pack")), nothing)
    grades = next((entry.plain for entry in found.all("grades")), nothing)
    targets["stages"] = frozenset(one["code"] for one in head["stages"])
    targets["sources"] = found.codes("sources") | {one["code"] for one in head["values"]}
    targets["levels"] = frozenset(one["code"] for one in grades["levels"])
    targets["signers"] = found.codes("roles") | {"resident", "outside"}
    targets["duties"] = duties or frozenset(one for entry in found.all("roles") for one in entry.plain["duties"])
    targets["classes"] = CLASSES
    return targets


def _unsure(found: Assembly) -> set[str]:
    """Targets that can't be told because a file they stand in could not be read."""
    unsure = set(found.unsure)
    if "pack" in unsure or found.broken.get("pack"):
        unsure |= {"stages", "sources"}
    if "grades" in unsure or found.broken.get("grades"):
        unsure.add("levels")
    if "sources" in unsure:
        unsure.add("sources")
    if "roles" in unsure:
        unsure |= {"signers", "roles"}
    return unsure


def _mark_problems(entry: Entry, urgencies: frozenset[str]) -> Iterator[Problem]:
    known = CLASSES | urgencies
    for line in str(entry.plain["said"]).splitlines():
        for mark in marks_of(line):
            if mark not in known:
                yield missing_code(entry, ("said",), mark, "classes, urgencies", known)


def _slot_problems(entry: Entry) -> Iterator[Problem]:
    script = entry.part
    if not isinstance(script, Script):
        return
    for language, text in (("zh", script.text.zh), ("en", script.text.en)):
        used = _SLOT.findall(text)
        for slot in used:
            if slot not in script.slots:
                what = gettext_noop("the slot {%(slot)s} is not declared")
                instead = "slots: [%(slots)s]"
                slots = ", ".join((*script.slots, slot))
                yield entry.wrong(("text", language), what, instead, slot=slot, slots=slots)
        for slot in script.slots if text else ():
            if slot not in used:
                what = gettext_noop("the slot %(slot)s is declared, but not in the text (%(language)s)")
                instead = gettext_noop("{%(slot)s} in the text, or leave it out of slots")
                yield entry.wrong(("slots",), what, instead, slot=slot, language=language)


def _plan_problems(entry: Entry, roles: frozenset[str]) -> Iterator[Problem]:
    steps = {one["code"] for one in entry.plain["steps"]}
    called = roles | {one["code"] for one in entry.plain["outside"]}
    for where, value in values_at(entry.plain, ("steps", "*", "after")):
        if value not in steps:
            yield missing_code(entry, where, value, "steps", steps)
    for where, value in values_at(entry.plain, ("steps", "*", "calls", "*")):
        if value not in called:
            yield missing_code(entry, where, value, "roles, outside", called)


def _own_keys(entry: Entry) -> Iterator[Problem]:
    keys = keys_of(type(entry.part))
    for where, value in (
        *values_at(entry.plain, ("fixed", "*")),
        *values_at(entry.plain, ("alternatives", "*", "change", "#")),
    ):
        if value not in keys:
            yield missing_code(entry, where, value, "the keys of this kind", keys)
