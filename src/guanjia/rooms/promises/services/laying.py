"""Whole histories laid down at once: journal, states and promises of many subjects, folded by the engine's own rules.

For filling a house to be measured. No listener is told and no sample drawn; every fact of a subject must be there.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.services.rows import iso, promise_row
from guanjia.rooms.promises.services.writing import write_rows
from guanjia.rooms.promises.types import Happening, Owed, SubjectRef, moment
from guanjia.shared.facts import Fact
from guanjia.shared.time import new_id

_JOURNAL = "copy journal_event (id, community_id, kind, at, recorded_at, actor_id, via, refs, data) from stdin"
Nearest = dict[tuple[str, UUID], datetime]


@transaction.atomic
def lay_down(community_id: UUID, facts: Sequence[Fact]) -> Nearest:
    """Write the facts, each recorded when it happened, and what they make owed.

    Returns when the nearest open promise of each subject is due, as its lists keep it.
    """
    shelf, heard = shelf_of(community_id), defaultdict[SubjectRef, list[Happening]](list)
    with connection.cursor() as cursor, cursor.cursor.copy(_JOURNAL) as out:
        for one in facts:
            refs, data = one.refs(), one.data()
            out.write_row((one.id, community_id, one.kind, one.at, one.at, None, "bench", Jsonb(refs), Jsonb(data)))
            event = happening(one.id, one.kind, one.at, refs, data)
            for about, key in shelf.heard_by(one.kind, refs):
                heard[SubjectRef(about, key)].append(event)
    states: list[dict[str, Any]] = []
    promises: list[dict[str, Any]] = []
    nearest: Nearest = {}
    for subject, events in heard.items():
        events.sort(key=lambda event: event.order)
        state, found = promises_of(shelf, subject, events, events[-1].at)
        own = {"community_id": str(community_id), "subject_type": subject.type, "subject_id": subject.id}
        kept = {"state": state.plain(), "owing": state.owing, "seen_at": iso(events[-1].at)}
        states.append({"id": str(new_id()), **own, **kept})
        promises += [promise_row(community_id, shelf, owed) for owed in found.values()]
        due = _nearest(list(found.values()))
        if due is not None:
            nearest[subject.type, UUID(subject.id)] = moment(due)
    write_rows(states, promises)
    return nearest


def _nearest(found: Sequence[Owed]) -> int | None:
    return min((one.due for one in found if not one.closed and one.due is not None), default=None)
