"""The standards of one resolved edition, made ready for the fold; and the shelf of a community's editions.

A quota (`quota`) is a clock whose due time is the end of its period, begun by time or by becoming a member. A sample
is two things: a draw (`sample`), and the clock by which what was drawn is owed. Checklists and gates (`judged`) are
clocks of no length: an event opens them and says at once what became of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

from guanjia.rooms.promises.rules import checklist, gate, quota, sample
from guanjia.rooms.promises.rules.conditions import (
    Condition,
    Facts,
    fields_of,
    read_condition,
)
from guanjia.rooms.promises.rules.due import natural, read_within
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.owing import Names
from guanjia.rooms.promises.rules.quota import QuotaRule
from guanjia.rooms.promises.rules.sample import SampleRule
from guanjia.rooms.promises.rules.state import SubjectState
from guanjia.rooms.promises.rules.verdicts import JudgedRule
from guanjia.rooms.promises.types import WhileRunning, Within

WARNED, MISSED, WAIVED = "promise.warned", "promise.missed", "promise.waived"
_DERIVED = frozenset({WARNED, MISSED})


class Role(IntEnum):
    """What an event is to a standard. One event may be several things; they are done in this order."""

    STOP = 1
    VOID = 2
    URGENCY = 3
    RECLASS = 4
    PAUSE = 5
    RESUME = 6
    REDATE = 7
    START = 8
    REACH = 9
    JUDGE = 10
    HEAR = 11
    LEAVE = 12
    JOIN = 13
    ACT = 14


_TELLING = frozenset({Role.START, Role.RECLASS, Role.URGENCY, Role.REDATE, Role.JOIN})
_LISTS = (
    ("stop", Role.STOP),
    ("void", Role.VOID),
    ("urgency", Role.URGENCY),
    ("reclass", Role.RECLASS),
    ("pause", Role.PAUSE),
    ("resume", Role.RESUME),
    ("start", Role.START),
    ("reaches", Role.REACH),
    ("activity", Role.JUDGE),
    ("leaves", Role.LEAVE),
    ("joins", Role.JOIN),
    ("acts", Role.ACT),
)
ALWAYS = "always"
"""The calendar of standards that name none: every second of every day."""
_JUDGED = {"checklist": checklist.read_checklist, "gate": gate.read_gate}
_FOLLOWED = frozenset({"clock", "quota", "sample", *_JUDGED})
_AT_ONCE = {"seconds": 0}
"""How long a checklist or a gate has: it is judged at the instant of its event."""


@dataclass(frozen=True, slots=True)
class Part:
    """One role of one kind of event; `standard` names whose warning or miss is meant."""

    role: Role
    when: Condition | None = None
    standard: str = ""

    def fits(self, facts: Facts) -> bool:
        """Whether the event plays this part."""
        if self.standard and facts.get("standard") != self.standard:
            return False
        return self.when is None or self.when(facts)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One standard as the fold follows it. `reasons` gives each allowed pause its cap in microseconds, None for no cap.

    `sample` is the draw of a sample; `judged` is set for checklists and gates, `quota` for quotas.
    """

    code: str
    subject: str
    when: Condition | None
    parts: Mapping[str, tuple[Part, ...]]
    reasons: Mapping[str, int | None]
    redate_field: str
    redate_reasons: frozenset[str]
    while_running: WhileRunning
    duty: Duty
    limits: Mapping[str, Within]
    first_urgency: str
    chained: bool
    spec: Mapping[str, Any]
    sample: SampleRule | None = None
    judged: JudgedRule | None = None
    quota: QuotaRule | None = None

    def within(self, urgency: str) -> tuple[str, Within]:
        """The row and the length that hold for an urgency; an unknown one counts as the first."""
        row = urgency if urgency in self.limits else self.first_urgency
        return row, self.limits[row]


class Heard(NamedTuple):
    """A standard that listens to a kind of event: the parts it plays, whether it could only end something, and whether
    every such event plays all of them."""

    rule: ClockRule
    parts: tuple[Part, ...]
    ends: bool
    always: bool


def _heard(rule: ClockRule, parts: tuple[Part, ...]) -> Heard:
    always = all(part.when is None and not part.standard for part in parts)
    return Heard(rule, parts, parts[-1].role <= Role.VOID, always)


@dataclass(frozen=True, slots=True)
class Book:
    """The clock standards of one edition for one community, by subject and kind of event.

    `fields` are what conditions read of a subject; they are remembered from the events in `describing`, those that
    open, class or rank it, so that what one message says of itself isn't taken for the subject.
    """

    edition: str
    rules: Mapping[str, ClockRule]
    listening: Mapping[str, Mapping[str, tuple[ClockRule, ...]]]
    fields: Mapping[str, frozenset[str]]
    describing: frozenset[str]
    quotas: Mapping[str, tuple[ClockRule, ...]]
    """Those that count acts by periods, by subject."""
    heard: Mapping[str, Mapping[str, tuple["Heard", ...]]] = field(init=False)
    """`listening` with what each event asks of it, settled beforehand."""

    def __post_init__(self) -> None:
        heard = {
            about: {kind: tuple(_heard(rule, rule.parts[kind]) for rule in rules) for kind, rules in kinds.items()}
            for about, kinds in self.listening.items()
        }
        object.__setattr__(self, "heard", heard)

    def awaited(self) -> list[str]:
        """The standards whose warning or miss another one waits for."""
        return [rule.code for rule in self.rules.values() if rule.chained]

    def steps(self) -> list[str]:
        """The standards that the warning or the miss of another may start."""
        return [rule.code for rule in self.rules.values() if _DERIVED & rule.parts.keys()]


def read_rule(
    spec: Mapping[str, Any], duty: Duty, chained: Iterable[str] = (), *, rests: Duty | None = None
) -> ClockRule:
    """A clock standard from its plain data; `rests` are hours in which no act of a quota counts. Raises ValueError or
    KeyError for data the engine can't judge by."""
    warn = spec.get("warn")
    kind = spec.get("kind", "clock")
    if kind == "sample":
        spec = sample.clock_of(spec) | {"kind": kind}
    elif kind == "quota":
        spec = quota.clock_of(spec)
    elif kind in _JUDGED:
        spec, warn = {**spec, "within": _AT_ONCE, "by_urgency": None}, None
    table = spec.get("by_urgency")
    limits = {row: read_within(given, warn) for row, given in (table or {"": spec["within"]}).items()}
    redate = spec.get("redate") or {}
    judged = _JUDGED[kind](spec) if kind in _JUDGED else None
    return ClockRule(
        code=spec["code"],
        subject=spec.get("subject", "case"),
        when=read_condition(spec.get("when")),
        parts=_parts(spec, redate, judged),
        reasons={reason: None if cap is None else natural(cap) for reason, cap in (spec.get("reasons") or {}).items()},
        redate_field=redate.get("field", ""),
        redate_reasons=frozenset(redate.get("reasons") or ()),
        while_running=WhileRunning(spec.get("while_running") or "ignore"),
        duty=duty,
        limits=limits,
        first_urgency=spec.get("first_urgency") or next(iter(limits)),
        chained=spec["code"] in chained,
        spec=spec,
        sample=sample.read_sample(spec) if kind == "sample" else None,
        judged=judged,
        quota=quota.read_quota(spec, duty, rests) if kind == "quota" else None,
    )


def _parts(
    spec: Mapping[str, Any], redate: Mapping[str, Any], judged: JudgedRule | None
) -> dict[str, tuple[Part, ...]]:
    found: dict[str, list[Part]] = {}
    for name, role in _LISTS:
        for entry in spec.get(name) or ():
            kind, part = _part(entry, role)
            found.setdefault(kind, []).append(part)
    for kind in redate.get("events") or ():
        found.setdefault(kind, []).append(Part(Role.REDATE))
    for kind in judged.hears if judged else ():
        found.setdefault(kind, []).append(Part(Role.HEAR))
    return {kind: tuple(sorted(parts, key=lambda part: part.role)) for kind, parts in found.items()}


def _part(entry: str | Mapping[str, Any], role: Role) -> tuple[str, Part]:
    if isinstance(entry, str):
        return entry, Part(role)
    return entry["event"], Part(role, read_condition(entry.get("when")), entry.get("standard", ""))


def read_book(edition: str, standards: Sequence[Mapping[str, Any]], duties: Mapping[str, Duty]) -> Book:
    """The standards of a resolved edition that the fold follows: clocks, quotas, samples, checklists, gates."""
    clocks = [spec for spec in standards if spec.get("kind", "clock") in _FOLLOWED]
    chained = {entry["standard"] for spec in clocks for entry in spec.get("start") or () if _waits(entry)}
    rules = {spec["code"]: _ready(spec, duties, chained) for spec in clocks}
    listening: dict[str, dict[str, list[ClockRule]]] = {}
    fields: dict[str, set[str]] = {}
    for rule in rules.values():
        for kind in rule.parts:
            listening.setdefault(rule.subject, {}).setdefault(kind, []).append(rule)
        fields.setdefault(rule.subject, set()).update(_fields(rule))
    frozen = {about: {kind: tuple(found) for kind, found in kinds.items()} for about, kinds in listening.items()}
    describing = frozenset(
        kind for rule in rules.values() for kind, parts in rule.parts.items() for part in parts if part.role in _TELLING
    )
    counted: dict[str, list[ClockRule]] = {}
    for rule in rules.values():
        if rule.quota is not None:
            counted.setdefault(rule.subject, []).append(rule)
    quotas = {about: tuple(found) for about, found in counted.items()}
    asked = {about: frozenset(names) for about, names in fields.items()}
    return Book(edition, rules, frozen, asked, describing, quotas)


def _ready(spec: Mapping[str, Any], duties: Mapping[str, Duty], chained: Iterable[str]) -> ClockRule:
    rests = duties[spec["not_in"]] if spec.get("not_in") else None
    return read_rule(spec, duties[spec.get("calendar", ALWAYS)], chained, rests=rests)


def _waits(entry: str | Mapping[str, Any]) -> bool:
    return not isinstance(entry, str) and entry["event"] in _DERIVED


def _fields(rule: ClockRule) -> set[str]:
    spec = rule.spec
    found = set(fields_of(spec.get("when")))
    if rule.sample is not None:
        found |= sample.fields_read(spec)
    elif rule.judged is not None:
        found |= (gate if spec["kind"] == "gate" else checklist).fields_read(spec)
    elif rule.quota is not None:
        found |= quota.fields_read(spec)
    for name, _ in _LISTS:
        for entry in spec.get(name) or ():
            if not isinstance(entry, str):
                found.update(fields_of(entry.get("when")))
    found.update(within.field for within in rule.limits.values() if within.field)
    return found


class Shelf:
    """The editions of one community by the instant from which each is in force.

    `editions` are (in force from, book); at equal instants the later in the list wins. `awaited` are the standards
    whose warning or miss starts another in any of them: the edition in force at the miss says what it starts.
    `steps` are those others. `names` are the kinds of event that say who owes; `only` says for some types of subject
    which of them: who takes a case at a home doesn't look after the home. `turning` are the types of subject that any
    of them counts by periods, `counted` the standards that do.
    """

    def __init__(
        self,
        editions: Iterable[tuple[int, Book]],
        names: Names | None = None,
        only: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.names: Names = names or {}
        self._only = only or {}
        placed = sorted(editions, key=lambda pair: pair[0])
        self._from = [begin for begin, _ in placed]
        self._names = [book.edition for _, book in placed]
        self._books = {book.edition: book for _, book in placed}
        self.kinds = self._kinds()
        self.awaited = frozenset(code for _, book in placed for code in book.awaited())
        self.steps = frozenset(code for _, book in placed for code in book.steps())
        self.turning = frozenset(about for _, book in placed for about in book.quotas)
        self.counted = frozenset(code for _, book in placed for code, rule in book.rules.items() if rule.quota)
        self.samples = any(rule.sample is not None for _, book in placed for rule in book.rules.values())

    def _kinds(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for book in self._books.values():
            for about, kinds in book.listening.items():
                found.setdefault(about, {WAIVED}).update(kinds)
        for about, heard in found.items():
            if sample.DRAWN in heard:
                heard.add(sample.RELEASED)
            if about not in {ref for _, ref in self.names.values()}:  # nobody looks after those who are named
                heard.update(self._only.get(about, self.names))
        return {about: frozenset(heard - _DERIVED) for about, heard in found.items()}

    def in_force(self, at: int) -> str | None:
        """The edition in force at an instant; None before the first."""
        place = bisect_right(self._from, at)
        return self._names[place - 1] if place else None

    def next_edition(self, after: int) -> int | None:
        """When the next edition comes into force after an instant; None when there is none."""
        place = bisect_right(self._from, after)
        return self._from[place] if place < len(self._from) else None

    def book(self, edition: str) -> Book:
        """The standards of an edition. Raises KeyError for one that isn't here."""
        return self._books[edition]

    def reached(self, state: SubjectState) -> list[sample.Reached]:
        """The populations a subject came into, the first event of each period."""
        found: dict[tuple[str, str], sample.Reached] = {}
        for edition, ledger in state.ledgers.items():
            rules = self._books[edition].rules
            for code, noted in ledger.noted.items():
                if code not in rules or rules[code].sample is None:
                    continue
                for one in (sample.Reached.read(code, edition, plain) for plain in noted):
                    first = found.get((code, one.period))
                    if first is None or (one.at, one.event) < (first.at, first.event):
                        found[code, one.period] = one
        return list(found.values())

    def in_turn(self, editions: Iterable[str]) -> list[str]:
        """Editions in the order in which they came into force, so that each fold meets them alike."""
        return sorted(editions, key=self._names.index)

    def books(self) -> Iterable[Book]:
        """Every book, in no promised order."""
        return self._books.values()

    def heard_by(self, kind: str, refs: Mapping[str, str]) -> list[tuple[str, str]]:
        """The subjects (type, id) whose standards listen to such an event."""
        return [(about, key) for about, key in refs.items() if kind in self.kinds.get(about, ())]
