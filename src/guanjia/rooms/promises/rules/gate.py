"""Gates (engine.md §4): an act may not start before the named roles approved, and not by those who must keep out.

The event that says an approval was given carries `role`, and where they matter `papers` and `version`; who gave it
is its `staff` or `contact`. Where the act names a `version` of the papers, only approvals of that very version count.

Who must keep out: who works on it or looks after it, whom a complaint names, who leads that person's team (by the
`roles` both facts carry and the handbook's ladder of roles), a machine (`by` of the act says so). `level_above`: who
does it may stand neither beside nor under the one who is named.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from guanjia.rooms.handbook.rules.standing import at_or_under, leads_of
from guanjia.rooms.promises.rules.conditions import Facts, fields_of, read_condition
from guanjia.rooms.promises.rules.due import natural
from guanjia.rooms.promises.rules.verdicts import JudgedRule, Lack, Noted, Verdict
from guanjia.rooms.promises.types import EventId, Happening

_TAKES_PLACE: Mapping[str, tuple[str, str]] = {
    "worker": ("case.taken_on", "who"),
    "owner": ("case.transferred", "to_staff"),
    "named": ("case.about_named", "about_staff"),
}
"""Which event makes somebody what a gate keeps out, and what of it names them."""
_NAMED = _TAKES_PLACE["named"][0]
MACHINE = "machine"


def read_gate(spec: Mapping[str, Any]) -> JudgedRule:
    """How a gate standard judges, from its plain data."""
    approved = {one if isinstance(one, str) else one["event"] for one in spec.get("approved") or ()}
    out = spec.get("not_by") or ()
    named = {_TAKES_PLACE[one][0] for one in out if one in _TAKES_PLACE}
    if "named_lead" in out or spec.get("level_above"):
        named.add(_NAMED)
    return JudgedRule(
        lambda event, facts, noted: judged(spec, event, facts, noted), frozenset(approved | named), _remembered
    )


def fields_read(spec: Mapping[str, Any]) -> set[str]:
    """The fields of a subject that the gate's conditions read."""
    found = set(fields_of(spec.get("when")))
    for one in spec.get("approvals") or ():
        found.update(fields_of(one.get("when")))
    for one in spec.get("requires") or ():
        found.update(fields_of(one["condition"]))
    return found


def _remembered(event: Happening) -> Noted:
    data, refs = event.data, event.refs
    who = refs.get("staff") or refs.get("contact") or ""
    kept: dict[str, Any] = {"id": event.id, "at": event.at, "kind": event.kind, "who": who}
    kept |= {name: data[name] for name in ("role", "papers", "version") if data.get(name) is not None}
    kept |= {name: refs[name] for name in ("to_staff", "about_staff") if name in refs}
    if event.kind == _NAMED:
        kept["roles"] = sorted(_roles_of(event))
    return kept


def judged(spec: Mapping[str, Any], event: Happening, facts: Facts, noted: Sequence[Noted]) -> Verdict:
    """What was missing when the act began."""
    if spec.get("forbidden"):
        return Verdict((Lack("forbidden"),))
    lacks: list[Lack] = []
    evidence: list[EventId] = []
    given = _given(spec, event, noted)
    taken: set[str] = set()
    for one in spec.get("approvals") or ():
        when = read_condition(one.get("when"))
        if when is None or when(facts):
            lack, used = _approved(one, given, taken, apart=bool(spec.get("different_people", True)))
            lacks += lack
            evidence += used
    for number, one in enumerate(spec.get("requires") or ()):
        condition = read_condition(one["condition"])
        if condition is not None and not condition(facts):
            lacks.append(Lack("requirement", str(number)))
    lacks += _kept_out(spec, event, noted)
    lacks += _beside_or_under(spec, event, noted)
    return Verdict(tuple(lacks), evidence=tuple(evidence))


def _given(spec: Mapping[str, Any], event: Happening, noted: Sequence[Noted]) -> list[Noted]:
    """The approvals that count: given before the act, early enough, and of this very version."""
    kinds = {one if isinstance(one, str) else one["event"] for one in spec.get("approved") or ()}
    latest = event.at - (natural(spec["lead_time"]) if spec.get("lead_time") else 0)
    version = event.data.get("version")
    return [
        one
        for one in noted
        if one["kind"] in kinds and one["at"] <= latest and (version is None or one.get("version") == version)
    ]


def _approved(
    asked: Mapping[str, Any], given: Sequence[Noted], taken: set[str], *, apart: bool
) -> tuple[list[Lack], list[EventId]]:
    role, need = asked["role"], asked.get("count", 1)
    papers = set(asked.get("papers") or ())
    used: list[EventId] = []
    people: set[str] = set()
    for one in given:
        seen = set(one["papers"]) if "papers" in one else papers
        who = str(one["who"] or one["id"])
        if one.get("role") != role or not papers <= seen or who in people or (apart and who in taken):
            continue
        people.add(who)
        used.append(one["id"])
        if len(used) == need:
            break
    taken |= people
    return ([] if len(used) >= need else [Lack("approval", role, need, len(used))]), used


def _kept_out(spec: Mapping[str, Any], event: Happening, noted: Sequence[Noted]) -> list[Lack]:
    actor = event.refs.get("to_staff") or event.refs.get("staff")
    found = []
    for role in spec.get("not_by") or ():
        if role == MACHINE:
            found += [Lack("own", role)] if event.data.get("by") == MACHINE else []
            continue
        if role == "named_lead":
            leads = leads_of(spec.get("ranks") or {}, _named_roles(noted))
            found += [Lack("own", role)] if leads & _roles_of(event) else []
            continue
        kind, name = _TAKES_PLACE[role]
        held = [one.get(name) for one in noted if one["kind"] == kind]
        out = set(held[-1:]) if role == "owner" else set(held)
        if actor and actor in out:
            found.append(Lack("own", role))
    return found


def _beside_or_under(spec: Mapping[str, Any], event: Happening, noted: Sequence[Noted]) -> list[Lack]:
    roles = _roles_of(event)
    if not spec.get("level_above") or not roles:
        return []
    return [Lack("level")] if roles <= at_or_under(spec.get("ranks") or {}, _named_roles(noted)) else []


def _named_roles(noted: Sequence[Noted]) -> frozenset[str]:
    return frozenset(role for one in noted if one["kind"] == _NAMED for role in one.get("roles") or ())


def _roles_of(event: Happening) -> frozenset[str]:
    roles = event.data.get("roles")
    return frozenset(map(str, roles)) if isinstance(roles, list | tuple) else frozenset()
