"""Standards speak of events: every kind, field, subject and value they name must exist."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from guanjia.rooms.handbook.rules.assembling import Assembly, Entry
from guanjia.rooms.handbook.rules.references import CLASSES, missing_code, values_at
from guanjia.rooms.handbook.types.conditions import Condition
from guanjia.rooms.handbook.types.problems import EventShape, Known, Path, Problem
from guanjia.shared.errors import gettext_noop

Shapes = Mapping[str, EventShape]

TRIGGERS = ("start.*", "stop.*", "void.*", "activity.*", "reaches.*", "act.*", "present.*", "absent.*", "approved.*")
MEMBERSHIP = ("member.from.*", "member.until.*")
KINDS_ONLY = ("pause.*", "resume.*", "urgency.*", "reclass.*", "redate.events.*")
NEEDED_FIELD = {"pause.*": "reason", "urgency.*": "urgency", "reclass.*": "urgency"}
"""A kind of event named here must carry this field."""

CONDITIONS = ("when", "population", "member.when", "strata.*.when", "items.*.when", "approvals.*.when")
REQUIREMENTS = ("requires.*.condition",)


def shapes_of(found: Assembly, known: Known) -> dict[str, EventShape]:
    """All kinds of event a pack may name: the rooms' and its own."""
    shapes = dict(known.events)
    for code in found.broken.get("events", ()):
        shapes[code] = EventShape(frozenset(), any_subject=True)
    for entry in found.all("events"):
        fields = entry.plain["fields"]
        instants = frozenset(name for name, one in fields.items() if one["type"] == "instant")
        shapes[entry.code] = EventShape(frozenset(entry.plain["subjects"]), frozenset(fields), instants)
    return shapes


def speaking_problems(found: Assembly, known: Known) -> Iterator[Problem]:
    """What standards, measures, topics and plans say about events that don't exist or don't carry it."""
    shapes = shapes_of(found, known)
    for entry in found.all("events"):
        if entry.code in known.events:
            what = gettext_noop("this kind of event is recorded by the product itself")
            yield entry.wrong(("kind",), what, gettext_noop("nothing here: leave it out of events.yaml"))
    if found.unsure & {"events", "subjects"}:
        return  # which events there are is not known
    for entry in found.all("standards"):
        yield from _standard(entry, shapes, found)
    for entry in found.all("measures"):
        yield from _measure(entry, shapes, found)


def _standard(entry: Entry, shapes: Shapes, found: Assembly) -> Iterator[Problem]:
    plain, subject = entry.plain, entry.plain["subject"]
    subjects = found.codes("subjects") | {one for shape in shapes.values() for one in shape.subjects}
    if subject not in subjects:
        yield missing_code(entry, ("subject",), subject, "events.yaml (subjects)", subjects)
        return
    for path in (*TRIGGERS, *MEMBERSHIP):
        for where, trigger in values_at(plain, path.split(".")):
            yield from _trigger(entry, where, trigger, (shapes, found))
    for path in KINDS_ONLY:
        for where, kind in values_at(plain, path.split(".")):
            yield from _kind(entry, where, kind, shapes)
            needed = NEEDED_FIELD.get(path)
            if needed and kind in shapes and needed not in shapes[kind].fields:
                yield _no_field(entry, where, needed, kind, shapes)
    fields = _fields_of_subject(subject, shapes, found)
    for path in CONDITIONS:
        for where, plain_condition in values_at(plain, path.split(".")):
            yield from _condition(entry, where, plain_condition, fields, found)
    for where, plain_condition in values_at(plain, ("requires", "*", "condition")):
        acts = {one["event"] for one in plain["activity"]}
        more = {name for kind in acts if kind in shapes for name in shapes[kind].fields}
        yield from _condition(entry, where, plain_condition, fields | more, found)
    yield from _instants(entry, shapes)


def _measure(entry: Entry, shapes: Shapes, found: Assembly) -> Iterator[Problem]:
    for side in ("numerator", "denominator"):
        tally = entry.plain[side]
        if tally is None:
            continue
        kinds = [one["event"] for one in tally["events"]] + list(tally.get("between") or ())
        for where, trigger in values_at(tally, ("events", "*"), (side,)):
            yield from _trigger(entry, where, trigger, (shapes, found), subject="")
        for where, kind in values_at(tally, ("between", "*"), (side,)):
            if kind not in shapes:
                yield missing_code(entry, where, kind, "events", shapes)
        fields = {name for kind in kinds if kind in shapes for name in shapes[kind].fields | shapes[kind].subjects}
        for name in ("sum", "distinct"):
            value = tally.get(name)
            if value is not None and kinds and value not in fields:
                yield missing_code(entry, (side, name), value, "the fields of these events", fields)


def _trigger(
    entry: Entry, where: Path, trigger: dict[str, Any], world: tuple[Shapes, Assembly], *, subject: str | None = None
) -> Iterator[Problem]:
    shapes, found = world
    kind = trigger["event"]
    yield from _kind(entry, where, kind, shapes, subject=subject)
    if kind not in shapes:
        return
    if trigger.get("when"):
        fields = shapes[kind].fields | shapes[kind].subjects
        yield from _condition(entry, (*where, "when"), trigger["when"], fields, found)
    standard = trigger.get("standard")
    if standard is None:
        return
    if standard not in found.codes("standards"):
        yield missing_code(entry, (*where, "standard"), standard, "standards", found.codes("standards"))
    if not shapes[kind].any_subject:
        what = gettext_noop("`standard` belongs to events about promises only")
        instead = gettext_noop("event: promise.missed (or promise.warned), standard: %(standard)s")
        yield entry.wrong((*where, "standard"), what, instead, standard=standard)


def _kind(entry: Entry, where: Path, kind: str, shapes: Shapes, *, subject: str | None = None) -> Iterator[Problem]:
    if kind not in shapes:
        near = ", ".join(difflib.get_close_matches(kind, sorted(shapes), 3, 0.5)) or "…"
        what = gettext_noop("no such kind of event: %(kind)s")
        instead = gettext_noop("%(near)s, or declare it in events.yaml")
        yield entry.wrong(where, what, instead, kind=kind, near=near)
        return
    subject = entry.plain.get("subject", "") if subject is None else subject
    shape = shapes[kind]
    if subject and not shape.any_subject and subject not in shape.subjects:
        what = gettext_noop("%(kind)s does not say which %(subject)s it is about")
        instead = gettext_noop("subject: %(subjects)s, or another event")
        params = {"kind": kind, "subject": subject, "subjects": " / ".join(sorted(shape.subjects))}
        yield entry.wrong(where, what, instead, **params)


def _fields_of_subject(subject: str, shapes: Shapes, found: Assembly) -> frozenset[str]:
    """What is known of a subject: the fields of all events that are about it, and those declared for it."""
    fields = {name for shape in shapes.values() if subject in shape.subjects for name in shape.fields | shape.subjects}
    for entry in found.all("subjects"):
        if entry.code == subject:
            fields |= set(entry.plain["fields"])
    return frozenset(fields)


def _condition(
    entry: Entry, where: Path, plain: dict[str, Any], fields: frozenset[str], found: Assembly
) -> Iterator[Problem]:
    for one in Condition.model_validate(plain).comparisons():
        name = one.field or ""
        if name not in fields:
            near = ", ".join(difflib.get_close_matches(name, sorted(fields), 3, 0.5) or sorted(fields)[:8])
            what = gettext_noop("there is no field `%(field)s` here")
            instead = gettext_noop("one of %(near)s, or declare it in events.yaml")
            yield entry.wrong(where, what, instead, field=name, near=near or "…")
            continue
        yield from _values(entry, where, one, found)


def _values(entry: Entry, where: Path, one: Condition, found: Assembly) -> Iterator[Problem]:
    if one.op == "present":
        return
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    for value in values:
        if one.field == "urgency" and value not in found.codes("urgencies") and "urgencies" not in found.unsure:
            yield missing_code(entry, where, value, "urgencies", found.codes("urgencies"))
        if one.field == "case_class" and value not in CLASSES:
            yield missing_code(entry, where, value, "classes", CLASSES)
        topics = found.codes("topics")
        sure = "topics" not in found.unsure
        if one.field == "topic" and sure and not _names_topic(str(value), one.op == "under", topics):
            yield missing_code(entry, where, value, "topics", found.codes("topics"))


def _names_topic(value: str, below: bool, topics: frozenset[str]) -> bool:
    return value in topics or (below and any(code.startswith(f"{value}.") for code in topics))


def _instants(entry: Entry, shapes: Shapes) -> Iterator[Problem]:
    """`at_field` and `redate.field` must be instants of the events that carry them."""
    plain = entry.plain
    carriers = {one["event"] for key in ("start", "reaches") for one in plain.get(key, ())}
    redate = plain.get("redate")
    if redate:
        carriers |= set(redate["events"])
        for kind in redate["events"]:
            if kind in shapes and redate["field"] not in shapes[kind].instants:
                yield _no_instant(entry, ("redate", "field"), redate["field"], [kind], shapes)
    limits: list[tuple[Path, Any]] = [(("within",), plain.get("within"))]
    limits += [(("by_urgency", code), one) for code, one in plain.get("by_urgency", {}).items()]
    for where, limit in limits:
        name = (limit or {}).get("at_field")
        if name and not any(name in shapes[kind].instants for kind in carriers if kind in shapes):
            yield _no_instant(entry, where, name, sorted(carriers), shapes)


def _no_instant(entry: Entry, where: Path, name: str, kinds: list[str], shapes: Shapes) -> Problem:
    found = sorted({one for kind in kinds if kind in shapes for one in shapes[kind].instants})
    what = gettext_noop("`%(field)s` is not an instant carried by %(kinds)s, so it would never be due")
    other = gettext_noop("within: {hours: 2}, or an event with an instant")
    instead = gettext_noop("one of %(found)s") if found else other
    return entry.wrong(where, what, instead, field=name, kinds=", ".join(kinds), found=", ".join(found))


def _no_field(entry: Entry, where: Path, name: str, kind: str, shapes: Shapes) -> Problem:
    carriers = sorted(one for one, shape in shapes.items() if name in shape.fields)
    what = gettext_noop("%(kind)s does not carry the field `%(field)s` this needs")
    instead = gettext_noop("one of %(carriers)s")
    return entry.wrong(where, what, instead, kind=kind, field=name, carriers=", ".join(carriers[:6]) or "…")
