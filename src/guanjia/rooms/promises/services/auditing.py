"""The audit: every promise recomputed from the journal and compared, row by row, with the tables; the kept sums
counted again, and the seal checked.

Journal and tables come from the database in the order of their subjects and are compared as they pass, so memory
doesn't grow with the journal. Several processes share the subjects and the seal between them, on one snapshot.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from typing import Any
from uuid import UUID

import django
from django.db import connection, transaction

from guanjia.rooms.promises.models import SUPERSEDED, SweptUntil
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.selectors.by_subject import Stored, by_subject, stored_by_subject
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.services.sealing import check_seal, sealed_until
from guanjia.rooms.promises.services.summing import differing_sums
from guanjia.rooms.promises.services.turning import is_taken_up
from guanjia.rooms.promises.types import Happening, Owed, PromiseState, SubjectRef, instant, moment
from guanjia.shared.models import JournalEvent

SORTING = "64MB"
"""Memory the database may sort in before it goes to disk."""

LARGE = 200_000
"""Facts from which on several processes are worth their start."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise that tables and journal tell differently, or a sum of them (then without one); None stands for a row
    that isn't there."""

    promise: str
    standard: str
    column: str
    stored: str | None
    expected: str | None

    def plain(self) -> dict[str, str | None]:
        """As one JSON object."""
        own = {"promise": self.promise, "standard": self.standard, "column": self.column}
        return {**own, "stored": self.stored, "expected": self.expected}


@dataclass(slots=True)
class AuditReport:
    """What an audit read and found. `seal` is "ok" or says which row or order was changed."""

    events: int = 0
    promises: int = 0
    differences: list[Difference] = field(default_factory=list)
    seal: str = "ok"

    @property
    def is_clean(self) -> bool:
        """Whether tables, journal and seal agree."""
        return not self.differences and self.seal == "ok"

    def add(self, other: "AuditReport") -> None:
        """Add what was found in another part; the first broken place of the seal is told."""
        self.promises += other.promises
        self.differences += other.differences
        if self.seal == "ok":
            self.seal = other.seal

    def plain(self) -> dict[str, Any]:
        """As the command prints it with `--json`."""
        found = [one.plain() for one in self.differences]
        return {"events": self.events, "promises": self.promises, "differences": found, "seal": self.seal}

    def __str__(self) -> str:
        lines = [f"{self.events} events, {self.promises} promises, {len(self.differences)} differences"]
        lines += [
            f"{one.promise} {one.standard} {one.column}: {one.stored} in the table, {one.expected} by the journal"
            for one in self.differences
        ]
        return "\n".join([*lines, f"seal: {self.seal}"])


def audit(community_id: UUID | None = None, *, processes: int = 1, large: int = LARGE) -> AuditReport:
    """Replay the journal up to the sweep's mark and compare. Reads one snapshot; changes nothing.

    Several `processes` are started for a journal of at least `large` facts. Inside a transaction it reads what that
    sees, by one process.
    """
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            _read_only("")
        return _audit(community_id, processes if alone else 1, large)


def _read_only(snapshot: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        if snapshot:  # the database's own word for it; the statement takes no parameters
            cursor.execute(f"set transaction snapshot '{snapshot}'")
        cursor.execute("select set_config('work_mem', %s, true)", [SORTING])


@dataclass(frozen=True, slots=True)
class _Share:
    """The k-th of n parts of a community's subjects and of its seal."""

    community_id: UUID
    mark: datetime | None
    part: int = 0
    parts: int = 1
    snapshot: str = ""


def _audit(community_id: UUID | None, processes: int, large: int) -> AuditReport:
    report = AuditReport()
    events = JournalEvent.objects.all()
    if community_id is not None:
        events = events.filter(community_id=community_id)
    report.events = events.count()
    parts = processes if report.events >= large else 1
    marks = dict(SweptUntil.objects.values_list("community_id", "at"))
    communities = events.values_list("community_id", flat=True).distinct().order_by("community_id")
    snapshot = _snapshot() if parts > 1 else ""
    shares = [_Share(key, marks.get(key), part, parts, snapshot) for key in communities for part in range(parts)]
    for found in _each(shares, parts):
        report.add(found)
    return report


def _snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def _each(shares: Sequence[_Share], processes: int) -> Iterator[AuditReport]:
    if processes < 2:
        yield from map(_part, shares)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), django.setup) as pool:
        yield from pool.map(_part_alone, shares)


def _part_alone(share: _Share) -> AuditReport:
    """A part in a process of its own, on the snapshot of the first."""
    with transaction.atomic():
        _read_only(share.snapshot)
        return _part(share)


def _part(share: _Share) -> AuditReport:
    report, shelf = AuditReport(), shelf_of(share.community_id)
    mark, part = instant(share.mark) if share.mark else 0, (share.part, share.parts)
    events = by_subject(shelf, share.community_id, share=part)
    stored = stored_by_subject(share.community_id, share=part)
    laid = is_taken_up(share.community_id, shelf, mark)
    for subject, known, rows, seen in _side_by_side(events, stored):
        left = {row.id: row for row in rows}
        if known:
            waits = any(_waits(row, mark) for row in rows) or (not laid and subject.type in shelf.turning)
            swept = 0 if waits else mark
            as_of = max(known[-1].at, seen, swept, *(_reached(shelf, row) for row in rows), 0)
            for owed in promises_of(shelf, subject, known, as_of)[1].values():
                report.promises += 1
                row = left.pop(owed.id, None)
                report.differences += _compared(owed, row, as_of)
                report.differences += _weighed(owed, row, shelf.book(owed.edition).rules[owed.standard].spec)
        over = [row for row in left.values() if row.state != SUPERSEDED]
        report.differences += [Difference(row.id, row.standard, "row", row.state, None) for row in over]
    if share.part == 0:
        report.differences += [Difference("", *found) for found in differing_sums(share.community_id)]
    report.seal = _seal(share) or "ok"
    return report


def _seal(share: _Share) -> str:
    last = sealed_until(share.community_id)
    begin, end = (last * place // share.parts for place in (share.part, share.part + 1))
    return check_seal(share.community_id, begin, None if share.part + 1 == share.parts else end)


_Side = tuple[SubjectRef, list[Happening], Sequence[Stored], int]


def _side_by_side(
    events: Iterator[tuple[SubjectRef, list[Happening]]], stored: Iterator[tuple[SubjectRef, list[Stored], int]]
) -> Iterator[_Side]:
    """Each subject with its events, its rows, and how far it was carried; both come in the order of subjects."""
    journal, tables = next(events, None), next(stored, None)
    while journal is not None or tables is not None:
        first = min(_place(one[0]) for one in (journal, tables) if one is not None)
        known: list[Happening] = []
        rows, seen = list[Stored](), 0
        subject = SubjectRef(*first)
        if journal is not None and _place(journal[0]) == first:
            known, journal = journal[1], next(events, None)
        if tables is not None and _place(tables[0]) == first:
            (_, rows, seen), tables = tables, next(stored, None)
        yield subject, known, rows, seen


def _place(subject: SubjectRef) -> tuple[str, str]:
    return subject.type, subject.id


def _reached(shelf: Shelf, row: Stored) -> int:
    """How far the row shows that its subject was carried: what the sweep has done since its last mark."""
    missed = row.due + 1 if row.state == PromiseState.MISSED.value and not row.closed and row.due is not None else 0
    step = row.opened + 1 if row.standard in shelf.steps and row.state != SUPERSEDED else 0
    return max(row.opened, missed, step, _turned(shelf, row))


def _turned(shelf: Shelf, row: Stored) -> int:
    """Until when the row shows that the periods of its subject were turned: where time alone ended it."""
    if not row.closed or row.due is None or row.standard not in shelf.counted or row.state == SUPERSEDED:
        return 0
    if row.ended is not None:
        return min(row.ended, row.due)
    quota = shelf.book(row.edition).rules[row.standard].quota
    return row.due if quota is None else quota.of(row.opened, row.due, row.kept.limit).closes


def _waits(row: Stored, mark: int) -> bool:
    """The sweep must come to its subject again, though its mark is past: a fact reached us after it went by."""
    return bool(mark and row.next_tell is not None and row.next_tell <= mark)


def _compared(owed: Owed, row: Stored | None, as_of: int) -> Iterable[Difference]:
    if row is None:
        return [Difference(owed.id, owed.standard, "row", None, owed.at(as_of).value)]
    if _is_alike(owed, row, as_of):
        return []
    kept, expected = _of_row(row, as_of), _of_fold(owed, as_of)
    return [
        Difference(owed.id, owed.standard, name, _told(kept[name]), _told(expected[name]))
        for name in kept
        if kept[name] != expected[name]
    ]


def _is_alike(owed: Owed, row: Stored, as_of: int) -> bool:
    """Whether a row says what the fold says, without the words for it: so with nearly every row."""
    kept = row.kept
    return (
        (row.due, row.warn_at, row.opened, row.ended, row.edition, row.closed, kept.owed_by, kept.provisional)
        == (owed.due, owed.warn_at, owed.opened, owed.ended, owed.edition, owed.closed, owed.owed_by, owed.provisional)
        and (row.root, row.opened_by, kept.limit) == (str(owed.root), str(owed.opened_by), owed.limit)
        and kept.first_limit == owed.first_limit
        and row.evidence == [str(one) for one in owed.evidence]
        and kept.pauses == [list(one) for one in owed.pauses]
        and kept.changes == [list(one) for one in owed.changes]
        and kept.flags == list(owed.flags)
        and row.state_at(as_of) == owed.at(as_of).value
    )


def _weighed(owed: Owed, row: Stored | None, spec: Mapping[str, Any]) -> Iterable[Difference]:
    """What the score takes from the row: it follows from the edition."""
    if row is None:
        return []
    kept = row.kept
    if (row.standard, kept.owed_role, kept.weight, kept.late_credit, kept.red_line) == (
        owed.standard,
        spec["owed_by"],
        spec.get("weight", 1),
        spec.get("late_credit", 0),
        bool(spec.get("red_line")),
    ):
        return []
    pairs = {
        "standard": (row.standard, owed.standard),
        "owed_role": (kept.owed_role, spec["owed_by"]),
        "weight": (f"{kept.weight:.3f}", f"{spec.get('weight', 1):.3f}"),
        "late_credit": (f"{kept.late_credit:.4f}", f"{spec.get('late_credit', 0):.4f}"),
        "red_line": (str(kept.red_line), str(bool(spec.get("red_line")))),
    }
    return [Difference(owed.id, owed.standard, name, *pair) for name, pair in pairs.items() if pair[0] != pair[1]]


def _of_row(row: Stored, as_of: int) -> Mapping[str, Any]:
    return {
        "state": row.state_at(as_of),
        "due": row.due,
        "warn": row.warn_at,
        "opened": row.opened,
        "ended": row.ended,
        "edition": row.edition,
        "root": row.root,
        "opened_by": row.opened_by,
        "evidence": row.evidence,
        "limit": f"{row.kept.first_limit} {row.kept.limit}",
        "pauses": [list(one) for one in row.kept.pauses],
        "changes": [list(one) for one in row.kept.changes],
        "flags": row.kept.flags,
        "provisional": str(row.kept.provisional),
        "closed": str(row.closed),
        "owed_by": row.kept.owed_by,
    }


def _of_fold(owed: Owed, as_of: int) -> Mapping[str, Any]:
    return {
        "state": owed.at(as_of).value,
        "due": owed.due,
        "warn": owed.warn_at,
        "opened": owed.opened,
        "ended": owed.ended,
        "edition": owed.edition,
        "root": str(owed.root),
        "opened_by": str(owed.opened_by),
        "evidence": [str(one) for one in owed.evidence],
        "limit": f"{owed.first_limit} {owed.limit}",
        "pauses": [list(one) for one in owed.pauses],
        "changes": [list(one) for one in owed.changes],
        "flags": [str(one) for one in owed.flags],
        "provisional": str(owed.provisional),
        "closed": str(owed.closed),
        "owed_by": owed.owed_by,
    }


def _told(value: object) -> str | None:
    if isinstance(value, int):
        return moment(value).isoformat()
    if isinstance(value, list):
        return " ".join(map(str, value))
    return None if value is None else str(value)
