"""The seal: committed facts get their number, their leaf and the head of the chain, in small steps, beside the journal.

Only rows below the oldest running transaction are taken, so no row can slip in before one that is sealed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from guanjia.rooms.places import selectors as places
from guanjia.shared.db import reaches
from guanjia.shared.journal import chained, leaf, months_ready
from guanjia.shared.models import Seal
from guanjia.shared.riding import write

STEP = 500
START = b"\0" * 32
_LOCK = "select pg_try_advisory_xact_lock(hashtextextended('seal ' || %s, 0))"
_NEXT = """
select id, community_id, kind, at, recorded_at, actor_id, via, refs, data, xid::text::bigint
  from journal_event
 where community_id = %s and (xid, id) > (%s::text::xid8, %s) and xid < pg_snapshot_xmin(pg_current_snapshot())
 order by xid, id limit %s
"""
_SEALED = """
select s.number, s.event_id, s.leaf, s.head,
       e.id, e.community_id, e.kind, e.at, e.recorded_at, e.actor_id, e.via, e.refs, e.data
  from journal_seal s left join journal_event e on e.id = s.event_id and e.recorded_at = s.recorded_at
 where s.community_id = %s and s.number > %s order by s.number limit %s
"""
_SEAL = """
insert into journal_seal (community_id, number, event_id, recorded_at, written, leaf, head)
select %s, * from unnest(%s::bigint[], %s::uuid[], %s::timestamptz[], %s::bigint[], %s::bytea[], %s::bytea[])
"""
NOBODY = UUID(int=0)


def seal(*, at: datetime) -> int:
    """Seal one step of every community; returns how many facts, 0 when nothing is left. Two sealers don't meet."""
    months_ready([at, at + timedelta(days=31)])
    # asked of the places: the journal would be read from end to end to name its communities
    communities = sorted(community.id for community in places.all_communities())
    return sum(seal_step(community_id) for community_id in communities if reaches(community_id))


@transaction.atomic
def seal_step(community_id: UUID, step: int = STEP) -> int:
    """Seal up to `step` facts of one community; returns how many, 0 when nothing is left or another is at it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(community_id)])
        if not cursor.fetchone()[0]:
            return 0
        last = Seal.objects.filter(community_id=community_id).order_by("-number").first()
        place = (last.written, last.event_id) if last else (0, NOBODY)
        cursor.execute(_NEXT, [community_id, str(place[0]), place[1], step])
        rows = cursor.fetchall()
    number, head = (last.number, bytes(last.head)) if last else (0, START)
    leaves = [leaf(row) for row in rows]
    heads = list(accumulate(leaves, chained, initial=head))[1:]
    numbers = range(number + 1, number + 1 + len(rows))
    columns = [list(numbers), *([row[place] for row in rows] for place in (0, 4, 9)), leaves, heads]
    write(_SEAL, [community_id, *columns])
    return len(rows)


def sealed_until(community_id: UUID) -> int:
    """The last number sealed, 0 when there is none. One query."""
    last = Seal.objects.filter(community_id=community_id).order_by("-number").values_list("number", flat=True)
    return last.first() or 0


def check_seal(community_id: UUID, after: int = 0, until: int | None = None) -> str:
    """Walk the chain of a community. Returns "" when all is well, else which row or which order was changed.

    A part of it (behind `after`, up to `until`) takes the head at its beginning as it is stored: the part before ends
    with it.
    """
    number, head = after, _head(community_id, after)
    while True:
        rows = _sealed(community_id, number, STEP if until is None else min(STEP, until - number))
        if not rows:
            return ""
        for row in rows:
            if row[0] != number + 1:
                return f"number {number + 1} of community {community_id} is gone"
            number, event_id, stored_leaf, stored_head, *event = row
            if event[0] is None:
                return f"number {number}: fact {event_id} is gone"
            if leaf(event) != bytes(stored_leaf):
                return f"number {number}: fact {event_id} was changed"
            head = chained(head, bytes(stored_leaf))
            if head != bytes(stored_head):
                return f"number {number}: the order was changed"


def _head(community_id: UUID, number: int) -> bytes:
    found = Seal.objects.filter(community_id=community_id, number=number).values_list("head", flat=True).first()
    return START if found is None else bytes(found)


def _sealed(community_id: UUID, after: int, most: int) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [community_id, after, most])
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows
