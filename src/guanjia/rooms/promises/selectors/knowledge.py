"""What was known: the promises of a community by the facts up to a seal number, as they stood at a date.

So the score shown on any past day can be shown again, and beside it the score as known today (engine.md, law 2).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.types import Happening, Owed, SubjectRef, instant
from guanjia.shared.models import JournalEvent, Seal

CHUNK = 2000


def known_by(community_id: UUID, at: datetime) -> int:
    """The last number sealed by a date; 0 when nothing was. One query."""
    rows = Seal.objects.filter(community_id=community_id, recorded_at__lte=at)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def promises_known(community_id: UUID, *, number: int, as_of: datetime) -> Iterator[Owed]:
    """Every promise by the facts sealed up to `number` that happened by `as_of`, subject by subject.

    Ask each for its state with `owed.at(instant(as_of))`. Reads the journal once, as a stream.
    """
    shelf = shelf_of(community_id)
    sealed = Seal.objects.filter(community_id=community_id, number__lte=number).values("event_id")
    heard = sorted(set().union(*shelf.kinds.values()))
    rows = JournalEvent.objects.filter(community_id=community_id, kind__in=heard, at__lte=as_of, id__in=sealed)
    found: dict[SubjectRef, list[Happening]] = defaultdict(list)
    for row in rows.order_by("at", "id").iterator(CHUNK):
        event = happening(row.id, row.kind, row.at, row.refs, row.data)
        for about, key in shelf.heard_by(event.kind, event.refs):
            found[SubjectRef(about, key)].append(event)
    for subject, events in found.items():
        yield from promises_of(shelf, subject, events, instant(as_of))[1].values()
