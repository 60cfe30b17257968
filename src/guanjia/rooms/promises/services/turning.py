"""Periods of quotas as time passes: those that end are judged, those that begin are owed.

What a subject waits for next stands in its row (`turns_at`), so the cost follows what turns, not who is a member.
When an edition comes into force its quotas are laid on every subject the journal knows as a member of anything.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.models import SubjectState, TakenUp
from guanjia.rooms.promises.rules.book import Role, Shelf
from guanjia.rooms.promises.rules.quota import ENLISTED
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.services.applying import Folding, advance, again, held, keep
from guanjia.rooms.promises.types import SubjectRef, instant
from guanjia.shared.db import in_reach, reaches, rows_of
from guanjia.shared.riding import sent

logger = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def turn(*, at: datetime) -> int:
    """Let the periods of one batch of subjects end and begin up to `at`; returns how many, 0 when none is left."""
    rows = in_reach(SubjectState.objects.filter(turns_at__lte=at)).order_by("turns_at", "id")
    waiting: dict[UUID, list[SubjectRef]] = {}
    for community_id, about, key in rows.values_list("community_id", "subject_type", "subject_id")[:BATCH]:
        waiting.setdefault(community_id, []).append(SubjectRef(about, str(key)))
    for community_id in sorted(waiting):
        _turn(community_id, waiting[community_id], at)
    return sum(map(len, waiting.values()))


def _turn(community_id: UUID, subjects: Sequence[SubjectRef], at: datetime) -> None:
    """A subject that can't be worked on waits no more, so that it holds up nobody; the audit names it."""
    for one in _worked(community_id, subjects, lambda shelf, folding: advance(shelf, folding, at)):
        SubjectState.objects.filter(subject_id=one.id, subject_type=one.type).update(turns_at=None)


def _worked(
    community_id: UUID, subjects: Sequence[SubjectRef], work: Callable[[Shelf, Folding], None]
) -> list[SubjectRef]:
    """Work on subjects together; where that fails, on each alone. Returns those that can't be worked on."""
    try:
        with transaction.atomic():
            shelf, worked = shelf_of(community_id), held(community_id, subjects)
            for folding in worked:
                work(shelf, folding)
            keep(shelf, worked)
            sent()
    except Exception:
        logger.exception("promises.turn", extra={"community": str(community_id), "subjects": len(subjects)})
        if len(subjects) == 1:
            return list(subjects)
        return [found for one in subjects for found in _worked(community_id, [one], work)]
    return []


@transaction.atomic
def take_up(*, at: datetime) -> int:
    """Lay the quotas of editions that came into force on one batch of a community's subjects; returns how many
    communities were worked on, 0 when none is left. When nothing is new it asks as much of 300 as of one."""
    served = [one.id for one in places.all_communities() if reaches(one.id)]
    with handbook.together(served):
        laid = {row.community_id: row for row in rows_of(TakenUp, community_id=served)}
        return sum(_taken_up(key, laid.get(key), at) for key in served)


def is_taken_up(community_id: UUID, shelf: Shelf, at: int) -> bool:
    """Whether the edition in force at an instant was laid on all subjects."""
    if shelf.in_force(at) is None or not shelf.turning:
        return True
    return _is_laid(next(iter(rows_of(TakenUp, community_id=community_id)), None), shelf, at)


def _is_laid(row: TakenUp | None, shelf: Shelf, at: int) -> bool:
    edition = shelf.in_force(at)
    if edition is None or not shelf.turning:
        return True
    return row is not None and row.done and str(row.edition) == edition


def _taken_up(community_id: UUID, known: TakenUp | None, at: datetime) -> bool:
    shelf = shelf_of(community_id)
    if _is_laid(known, shelf, instant(at)):
        return False
    edition = UUID(shelf.in_force(instant(at)))
    TakenUp.objects.bulk_create([TakenUp(community_id=community_id, edition=edition)], ignore_conflicts=True)
    row = TakenUp.objects.select_for_update().get(pk=community_id)
    if _is_laid(row, shelf, instant(at)):
        return True  # somebody else was faster
    after = row.after if row.edition == edition else None
    subjects = _members(shelf, community_id, after)

    def lay(shelf: Shelf, folding: Folding) -> None:
        again(shelf, folding)
        advance(shelf, folding, at)

    _worked(community_id, subjects, lay)
    row.edition, row.done = edition, len(subjects) < BATCH
    row.after = None if row.done else UUID(subjects[-1].id)
    row.save()
    return True


_MEMBERS = """
select about, subject from (
    select wanted.about, (e.refs ->> wanted.about)::uuid as subject
      from journal_event e join unnest(%s::text[], %s::text[]) as wanted(about, kind) on wanted.kind = e.kind
     where e.community_id = %s and e.refs ? wanted.about
     union
    select e.data ->> 'subject_type', (e.refs ->> 'about')::uuid
      from journal_event e where e.community_id = %s and e.kind = %s and e.data ->> 'subject_type' = any(%s)) as known
 where %s::uuid is null or subject > %s::uuid
 order by subject, about limit %s
"""


def _members(shelf: Shelf, community_id: UUID, after: UUID | None) -> list[SubjectRef]:
    """A batch of subjects that became a member of something some time, by id."""
    pairs = sorted(_joining(shelf))
    words: list[Any] = [
        [about for about, _ in pairs],
        [kind for _, kind in pairs],
        community_id,
        community_id,
        ENLISTED,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [*words, sorted(shelf.turning), after, after, BATCH])
        return [SubjectRef(about, str(key)) for about, key in cursor.fetchall()]


def _joining(shelf: Shelf) -> Iterable[tuple[str, str]]:
    for book in shelf.books():
        for about, rules in book.quotas.items():
            for rule in rules:
                for kind, parts in rule.parts.items():
                    if kind != ENLISTED and any(part.role is Role.JOIN for part in parts):
                        yield about, kind
