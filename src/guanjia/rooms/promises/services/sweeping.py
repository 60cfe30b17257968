"""The sweep: what time alone brings about. Asks what is due, so its cost follows what is due, not what is open.

Subjects are taken before promises, as `record` does, and what somebody else holds is left for the next time.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.events import PromiseEscalated, PromiseFact, PromiseMissed, PromiseWarned
from guanjia.rooms.promises.models import Promise, Raised, SetAside, SweptUntil, Telling
from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.ladder import MISS, WARNING, Notice, notices
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.services.applying import OPEN, advance, held, keep, told_of
from guanjia.rooms.promises.services.rows import ends_by_turn, lock_free_subjects, lock_key
from guanjia.rooms.promises.services.turning import take_up, turn
from guanjia.rooms.promises.types import PromiseState, SubjectRef, instant, moment
from guanjia.shared import journal
from guanjia.shared.db import in_reach, insert_together, reaches
from guanjia.shared.riding import sent, write

logger = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Turn one batch of periods that ended by `at`, or tell one of what is due: warnings, misses, steps of the ladder,
    each once.

    Returns how many promises were looked at, 0 when nothing is left or others are at the rest. Any number of
    workers may sweep at once. A promise that can't be worked on is set aside.
    """
    turned = turn(at=at)
    if turned:
        return turned
    due = in_reach(Promise.objects.filter(next_tell_at__lte=at)).order_by("next_tell_at", "id")
    waiting = list(due.values_list("id", "subject_id")[:BATCH])
    if not waiting:
        taken_up = take_up(at=at)
        if not taken_up:
            _mark(at)
        return taken_up
    mine = lock_free_subjects(subject_id for _, subject_id in waiting)
    ids = [key for key, subject_id in waiting if lock_key(subject_id) in mine]
    rows = list(due.filter(id__in=ids).select_for_update(of=("self",), skip_locked=True))
    try:
        with transaction.atomic():
            _tell(rows, at)
            sent()
    except Exception:
        logger.exception("promises.sweep_batch", extra={"promises": len(rows)})
        for row in rows:
            _tell_alone(row, at)
    return len(rows)


def _mark(at: datetime) -> None:
    reached = [row.id for row in places.all_communities() if reaches(row.id)]
    SweptUntil.objects.bulk_create(
        [SweptUntil(community_id=key, at=at) for key in reached],
        update_conflicts=True,
        unique_fields=["community"],
        update_fields=["at"],
    )


def _tell_alone(row: Promise, at: datetime) -> None:
    try:
        with transaction.atomic():
            _tell([row], at)
            sent()
    except Exception as error:
        logger.exception("promises.set_aside", extra={"promise": str(row.id)})
        SetAside.objects.bulk_create(
            [SetAside(promise_id=row.id, error=f"{type(error).__name__}: {error}", at=at)], ignore_conflicts=True
        )
        Promise.objects.filter(pk=row.pk).update(next_tell_at=None)


_LOOKED_AT = """
update promises_promise as p set state = looked.state, next_tell_at = looked.next_tell_at
  from unnest(%s::uuid[], %s::text[], %s::timestamptz[]) as looked(id, state, next_tell_at) where p.id = looked.id
"""


def _tell(rows: Sequence[Promise], at: datetime) -> None:
    known = set(Telling.objects.filter(promise_id__in=[row.id for row in rows]).values_list("promise_id", "what"))
    facts: list[PromiseFact] = []
    told: list[Telling] = []
    raised: list[Raised] = []
    chained: dict[UUID, set[SubjectRef]] = {}
    shelves = {key: shelf_of(key) for key in {row.community_id for row in rows}}
    for row in rows:
        rule = shelves[row.community_id].book(str(row.edition)).rules[row.standard]
        for notice in _due_now(rule, row, at):
            if (row.id, notice.what) not in known:
                facts.append(_fact(row, notice))
                told.append(Telling(promise_id=row.id, what=notice.what, event=facts[-1].id, at=at))
                raised += _raised(row, facts[-1])
        if row.standard in shelves[row.community_id].awaited:
            subject = SubjectRef(row.subject_type, str(row.subject_id))
            chained.setdefault(row.community_id, set()).add(subject)
    insert_together([*told, *raised])
    write(_LOOKED_AT, [[r.id for r in rows], [r.state for r in rows], [r.next_tell_at for r in rows]])
    journal.record(*facts)
    _open_chained(chained, at)


def _due_now(rule: ClockRule, row: Promise, at: datetime) -> list[Notice]:
    """What to tell of a promise now; moves its state and its next time."""
    now, due = instant(at), None if row.due_at is None else instant(row.due_at)
    if not row.closed and ends_by_turn(rule, instant(row.opened_at), due, row.limit):
        due = None
    warn = None if row.warn_at is None else instant(max(row.warn_at, row.began_at))
    missed = due is not None and due < now
    if missed and row.state in OPEN:
        row.state = PromiseState.MISSED.value
    ladder = () if row.closed else rule.spec.get("ladder") or ()
    planned = list(notices(ladder, row.limit, warn=None if row.closed else warn, due=due))
    later = [one.at for one in planned if one.at > now or (one.what == MISS and not missed)]
    row.next_tell_at = moment(max(min(later), now + 1)) if later else None
    reached = [one for one in planned if one.at <= now and (one.what != MISS or missed)]
    if missed:
        return [one for one in reached if one.what != WARNING]
    return [one for one in reached if due is None or one.at < due]


def _fact(row: Promise, notice: Notice) -> PromiseFact:
    at = moment(notice.at)
    if notice.what == WARNING:
        return told_of(PromiseWarned, row, at)
    if notice.what == MISS:
        return told_of(PromiseMissed, row, at)
    return told_of(PromiseEscalated, row, at, to_role=notice.to_role, step=notice.step)


def _raised(row: Promise, fact: PromiseFact) -> list[Raised]:
    """The step of a ladder as it is kept for who was told; nothing for what isn't told to a role."""
    if not isinstance(fact, PromiseEscalated):
        return []
    kept = Raised(pk=fact.id, community_id=row.community_id, promise_id=row.id, at=fact.at)
    kept.to_role, kept.step = fact.to_role, fact.step
    return [kept]


def _open_chained(chained: Mapping[UUID, set[SubjectRef]], at: datetime) -> None:
    for community_id, subjects in chained.items():
        shelf, worked = shelf_of(community_id), held(community_id, subjects)
        for folding in worked:
            advance(shelf, folding, at)
        keep(shelf, worked)
