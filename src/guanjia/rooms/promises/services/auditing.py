"""The audit: every promise recomputed from the journal and compared, row by row, with the tables; the seal checked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from guanjia.rooms.promises.models import SUPERSEDED, Promise, SubjectState, SweptUntil
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening, owed_of
from guanjia.rooms.promises.services.sealing import check_seal
from guanjia.rooms.promises.types import Happening, Owed, PromiseState, SubjectRef, instant, moment
from guanjia.shared.models import JournalEvent

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise that tables and journal tell differently; None stands for a row that isn't there."""

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


def audit(community_id: UUID | None = None) -> AuditReport:
    """Replay the journal up to the sweep's mark and compare. Reads one snapshot; changes nothing."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        return _audit(community_id)


def _audit(community_id: UUID | None) -> AuditReport:
    report = AuditReport()
    events = JournalEvent.objects.all()
    if community_id is not None:
        events = events.filter(community_id=community_id)
    report.events = events.count()
    marks = dict(SweptUntil.objects.values_list("community_id", "at"))
    for community in events.values_list("community_id", flat=True).distinct().order_by("community_id"):
        _audit_community(report, community, marks.get(community))
        broken = check_seal(community)
        if broken and report.seal == "ok":
            report.seal = broken
    return report


def _audit_community(report: AuditReport, community_id: UUID, mark: datetime | None) -> None:
    shelf, stored = shelf_of(community_id), _stored(community_id)
    reached, behind = _reached(shelf, community_id, stored.values()), _behind(stored.values(), mark)
    for subject, known in _by_subject(community_id).items():
        swept = instant(mark) if mark and subject not in behind else 0
        as_of = max(known[-1].at, reached.get(subject, 0), swept)
        for owed in promises_of(shelf, subject, known, as_of)[1].values():
            report.promises += 1
            row = stored.pop(owed.id, None)
            report.differences += _compared(owed, row, as_of)
            report.differences += _weighed(owed, row, shelf.book(owed.edition).rules[owed.standard].spec)
    for key, row in stored.items():
        if row.state != SUPERSEDED:
            report.differences.append(Difference(key, row.standard, "row", row.state, None))


def _reached(shelf: Shelf, community_id: UUID, stored: Iterable[Promise]) -> Mapping[SubjectRef, int]:
    """How far each subject was carried: its last event, or what the sweep has done since its last mark."""
    found: dict[SubjectRef, int] = defaultdict(int)
    kept = SubjectState.objects.filter(community_id=community_id, seen_at__isnull=False)
    for about, key, at in kept.values_list("subject_type", "subject_id", "seen_at"):
        found[SubjectRef(about, str(key))] = instant(at) if at else 0
    for row in stored:
        subject = SubjectRef(row.subject_type, str(row.subject_id))
        missed = row.state == PromiseState.MISSED.value and not row.closed and row.due_at
        step = row.standard in shelf.steps and row.state != SUPERSEDED and row.opened_at
        found[subject] = max(found[subject], *(instant(at) + 1 for at in (missed, step) if at), 0)
    return found


def _behind(stored: Iterable[Promise], mark: datetime | None) -> set[SubjectRef]:
    """Subjects the sweep must come to again, though its mark is past: a fact reached us after it went by."""
    waiting = [row for row in stored if mark and row.next_tell_at and row.next_tell_at <= mark]
    return {SubjectRef(row.subject_type, str(row.subject_id)) for row in waiting}


def _by_subject(community_id: UUID) -> Mapping[SubjectRef, list[Happening]]:
    shelf = shelf_of(community_id)
    found: dict[SubjectRef, list[Happening]] = defaultdict(list)
    rows = JournalEvent.objects.filter(community_id=community_id, kind__in=sorted(set().union(*shelf.kinds.values())))
    for row in rows.order_by("at", "id").iterator(CHUNK):
        event = happening(row.id, row.kind, row.at, row.refs, row.data)
        for about, key in shelf.heard_by(event.kind, event.refs):
            found[SubjectRef(about, key)].append(event)
    return found


def _stored(community_id: UUID) -> dict[str, Promise]:
    return {str(row.id): row for row in Promise.objects.filter(community_id=community_id).iterator(CHUNK)}


def _compared(owed: Owed, row: Promise | None, as_of: int) -> Iterator[Difference]:
    if row is None:
        yield Difference(owed.id, owed.standard, "row", None, owed.at(as_of).value)
        return
    kept = owed_of(row)
    pairs = {
        "state": (kept.at(as_of).value if row.state != SUPERSEDED else row.state, owed.at(as_of).value),
        "due": (_told(kept.due), _told(owed.due)),
        "warn": (_told(kept.warn_at), _told(owed.warn_at)),
        "opened": (_told(kept.opened), _told(owed.opened)),
        "ended": (_told(kept.ended), _told(owed.ended)),
        "edition": (kept.edition, owed.edition),
        "subject": (str(kept.subject), str(owed.subject)),
        "root": (str(kept.root), str(owed.root)),
        "opened_by": (str(kept.opened_by), str(owed.opened_by)),
        "evidence": (" ".join(map(str, kept.evidence)), " ".join(map(str, owed.evidence))),
        "limit": (f"{kept.first_limit} {kept.limit}", f"{owed.first_limit} {owed.limit}"),
        "pauses": (str(kept.pauses), str(owed.pauses)),
        "changes": (str(kept.changes), str(owed.changes)),
        "flags": (" ".join(kept.flags), " ".join(owed.flags)),
        "provisional": (str(kept.provisional), str(owed.provisional)),
        "closed": (str(kept.closed), str(owed.closed)),
    }
    for column, (stored, expected) in pairs.items():
        if stored != expected:
            yield Difference(owed.id, owed.standard, column, stored, expected)


def _weighed(owed: Owed, row: Promise | None, spec: Mapping[str, Any]) -> Iterator[Difference]:
    """What the score takes from the row: it follows from the edition."""
    if row is None:
        return
    pairs = {
        "standard": (row.standard, owed.standard),
        "owed_role": (row.owed_role, spec["owed_by"]),
        "weight": (f"{row.weight:.3f}", f"{spec.get('weight', 1):.3f}"),
        "late_credit": (f"{row.late_credit:.4f}", f"{spec.get('late_credit', 0):.4f}"),
        "red_line": (str(row.red_line), str(bool(spec.get("red_line")))),
    }
    for column, (stored, expected) in pairs.items():
        if stored != expected:
            yield Difference(owed.id, owed.standard, column, stored, expected)


def _told(at: int | None) -> str | None:
    return None if at is None else moment(at).isoformat()
