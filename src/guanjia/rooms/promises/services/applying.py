"""What happens inside `record`: the standards that listen to a fact are applied in the caller's transaction.

A batch costs four statements, whatever it holds: locks, states, states written, promises written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from guanjia.rooms.promises import models
from guanjia.rooms.promises.events import PromiseFact, PromiseMetAfterAll
from guanjia.rooms.promises.models import Promise, SweptUntil, Telling
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.ladder import MISS
from guanjia.rooms.promises.rules.replay import in_order, pass_time, refold, step
from guanjia.rooms.promises.rules.sample import RELEASED
from guanjia.rooms.promises.rules.state import EditionUnseen, SubjectState
from guanjia.rooms.promises.rules.turning import next_turn
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.services.rows import iso, lock_subjects, promise_row
from guanjia.rooms.promises.services.writing import write_rows
from guanjia.rooms.promises.types import Happening, Owed, PromiseState, SubjectRef, instant, moment
from guanjia.shared import journal
from guanjia.shared.db import rows_of
from guanjia.shared.journal import Recorded
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id

OWN_NAMES = frozenset({"case", "conversation", "contact", "follow_up"})
"""Subjects that facts about promises and draws refer to by their own name as well."""
OPEN = (PromiseState.RUNNING.value, PromiseState.PAUSED.value)


@dataclass(slots=True)
class Folding:
    """One subject under work: what was kept of it, what is known now, and which promises changed."""

    subject: SubjectRef
    community_id: UUID
    row: models.SubjectState | None = None
    state: SubjectState = field(init=False)
    changed: dict[str, Owed] = field(default_factory=dict)
    whole: bool = False
    """Folded again from the start: `changed` holds every promise there should be."""

    def __post_init__(self) -> None:
        kept = self.row
        self.state = SubjectState.read(self.subject, kept.state if kept else {}, kept.owing if kept else {})


def apply(batch: Sequence[Recorded]) -> None:
    """Open, end, move and void promises by these facts. Called by `record` inside the caller's transaction."""
    by_community: dict[UUID, dict[SubjectRef, list[Happening]]] = {}
    shelves = {key: shelf_of(key) for key in {one.fact.community_id for one in batch}}
    for one in batch:
        fact = one.fact
        shelf = shelves[fact.community_id]
        event = happening(fact.id, fact.kind, fact.at, fact.refs(), fact.data())
        for subject in _subjects(shelf, event):
            by_community.setdefault(fact.community_id, {}).setdefault(subject, []).append(event)
    for community_id, heard in by_community.items():
        _apply(shelves[community_id], community_id, heard)


def swept_until(community_id: UUID) -> datetime | None:
    """Up to when the sweep has told everything of a community. One light query."""
    return next((row.at for row in rows_of(SweptUntil, community_id=community_id)), None)


def after_folding(follow: Callable[[Shelf, Sequence[Folding]], None]) -> None:
    """Let `follow` see the subjects a batch of facts touched, in its transaction (the draws of samples do)."""
    if follow not in _following:
        _following.append(follow)


_following: list[Callable[[Shelf, Sequence[Folding]], None]] = []


def _subjects(shelf: Shelf, event: Happening) -> list[SubjectRef]:
    return sorted((SubjectRef(about, key) for about, key in shelf.heard_by(event.kind, event.refs)), key=str)


def _apply(shelf: Shelf, community_id: UUID, heard: Mapping[SubjectRef, list[Happening]]) -> None:
    worked = held(community_id, heard)
    mark = swept_until(community_id) if any(one.type in shelf.turning for one in heard) else None
    for folding in worked:
        fold(shelf, folding, sorted(heard[folding.subject], key=lambda event: event.order))
        if mark is not None and folding.subject.type in shelf.turning:
            advance(shelf, folding, mark)  # the sweep has been there already, and won't look back
    keep(shelf, worked)
    for follow in _following:
        follow(shelf, worked)


def held(community_id: UUID, subjects: Iterable[SubjectRef]) -> list[Folding]:
    """Lock the subjects, in order, and read what is kept of them."""
    wanted = sorted(subjects, key=str)
    lock_subjects(subject.id for subject in wanted)
    rows = rows_of(models.SubjectState, subject_id=[UUID(subject.id) for subject in wanted])
    found = {SubjectRef(row.subject_type, str(row.subject_id)): row for row in rows}
    return [Folding(subject, community_id, found.get(subject)) for subject in wanted]


def fold(shelf: Shelf, folding: Folding, events: Sequence[Happening]) -> None:
    """Fold events that were just recorded; one that comes late folds its subject again from the journal."""
    try:
        for event in events:
            if event.kind == RELEASED or not in_order(folding.state, event):
                again(shelf, folding)
                break
            folding.changed.update(step(shelf, folding.state, event))
    except EditionUnseen:
        again(shelf, folding)


def again(shelf: Shelf, folding: Folding, editions: Iterable[str] = ()) -> None:
    """Fold the subject from the journal: after a fact that came late, or under an edition new to the subject."""
    events = history(folding.subject, folding.community_id)
    listened = [event for event in events if event.kind in shelf.kinds.get(folding.subject.type, ())]
    reached, wanted = _carried(shelf, folding), list(editions)
    while True:
        folding.state, folding.changed = refold(shelf, folding.subject, listened, wanted)
        try:
            folding.changed.update(pass_time(shelf, folding.state, reached, reached=True))
            break
        except EditionUnseen as unseen:
            wanted.append(unseen.edition)
    folding.whole = True


def _carried(shelf: Shelf, folding: Folding) -> int:
    """Until when time has worked on a subject already: what a sweep opened after its last fact is opened again."""
    subject = folding.subject
    if subject.type in shelf.turning:
        mark = swept_until(folding.community_id)
        return max(instant(mark) if mark else 0, folding.state.turned or 0)
    if not shelf.steps:
        return 0
    rows = Promise.objects.filter(subject_type=subject.type, subject_id=subject.id, standard__in=shelf.steps)
    rows = rows.exclude(state=models.SUPERSEDED)
    last = rows.aggregate(last=Max("opened_at"))["last"]
    return instant(last) + 1 if last else 0


def history(subject: SubjectRef, community_id: UUID) -> Iterable[Happening]:
    """Every event of a subject in the journal, by `at`, then by id."""
    known = {"about": subject.id, "data": {"subject_type": subject.type}}
    rows = JournalEvent.objects.filter(community_id=community_id)
    named = rows.filter(refs__contains={subject.type: subject.id})
    told = rows.filter(refs__contains={"about": known["about"]}, data__contains=known["data"])
    for row in (named | told).order_by("at", "id"):
        yield happening(row.id, row.kind, row.at, row.refs, row.data)


def advance(shelf: Shelf, folding: Folding, at: datetime) -> None:
    """Let time alone work up to `at`: open what waits for a warning or a miss of another standard, end and begin the
    periods of quotas."""
    editions: list[str] = []
    while True:
        try:
            folding.changed.update(pass_time(shelf, folding.state, instant(at), reached=True))
            return
        except EditionUnseen as unseen:
            editions.append(unseen.edition)
            again(shelf, folding, editions)


def keep(shelf: Shelf, worked: Sequence[Folding]) -> None:
    """Write states and promises; what a late fact shows never to have been is kept as superseded."""
    for folding in worked:
        if folding.whole:
            _correct(folding)
    states = [_state_row(shelf, folding) for folding in worked if folding.state.seen is not None]
    promises = [
        promise_row(folding.community_id, shelf, owed) for folding in worked for owed in folding.changed.values()
    ]
    write_rows(states, promises)


def _state_row(shelf: Shelf, folding: Folding) -> dict[str, Any]:
    seen = folding.state.seen
    return {
        "id": str(folding.row.id if folding.row else new_id()),
        "community_id": str(folding.community_id),
        "subject_type": folding.subject.type,
        "subject_id": folding.subject.id,
        "state": folding.state.plain(),
        "owing": folding.state.owing,
        "seen_at": None if seen is None else iso(seen[0]),
        "turns_at": iso(next_turn(shelf, folding.state)),
    }


def _correct(folding: Folding) -> None:
    """Put aside rows that should never have been; tell what was told as missed and is met after all."""
    subject = {"subject_type": folding.subject.type, "subject_id": folding.subject.id}
    stored = {str(row.id): row for row in Promise.objects.filter(**subject)}
    gone = [row.id for key, row in stored.items() if key not in folding.changed]
    Promise.objects.filter(id__in=gone).update(state=models.SUPERSEDED, next_tell_at=None, closed=True)
    kept = [row for key, row in stored.items() if key in folding.changed]
    met = [row for row in kept if folding.changed[str(row.id)].state is PromiseState.MET]
    told = set(Telling.objects.filter(promise_id__in=[row.id for row in met], what=MISS).values_list("promise_id"))
    facts = [told_of(PromiseMetAfterAll, row, folding_at(folding)) for row in met if (row.id,) in told]
    for fact in facts:
        journal.record(fact, once=f"promise.met_after_all:{fact.subject_id}")


def folding_at(folding: Folding) -> datetime:
    """The time of the last event known of the subject."""
    seen = folding.state.seen
    return moment(seen[0] if seen else 0)


def told_of(fact: type[PromiseFact], row: Promise, at: datetime, **more: Any) -> PromiseFact:
    """A fact about a promise, with references to what it is about."""
    refs: dict[str, Any] = {f"{row.subject_type}_id": row.subject_id} if row.subject_type in OWN_NAMES else {}
    return fact(
        community_id=row.community_id,
        subject_id=row.id,
        at=at,
        standard=row.standard,
        subject_type=row.subject_type,
        about_id=row.subject_id,
        **refs,
        **more,
    )
