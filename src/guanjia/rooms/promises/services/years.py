"""A year's table came, or was corrected: what was reckoned without it, or by the old one, is reckoned again.

Also what ended: a verdict follows from the facts and the tables, so the audit would find the old one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.services.applying import again, held, keep
from guanjia.rooms.promises.types import SubjectRef
from guanjia.shared.db import in_reach

BATCH = 200
ZONES = timedelta(days=1)
"""How far a local date may lie from the UTC one."""


@transaction.atomic
def reckon_year(community_id: UUID, year: int, *, after: UUID | None = None) -> UUID | None:
    """Fold again a batch of subjects that owe, or owed, something by a calendar with tables that reaches into the year.

    `after` is what the call before returned; None: nothing is left.
    """
    shelf = shelf_of(community_id)
    begin, end = datetime(year, 1, 1, tzinfo=UTC) - ZONES, datetime(year + 1, 1, 1, tzinfo=UTC) + ZONES
    rows = Promise.objects.filter(_by_tables(shelf), community_id=community_id, opened_at__lt=end)
    rows = rows.filter(Q(due_at__isnull=True) | Q(due_at__gte=begin))
    if after is not None:
        rows = rows.filter(subject_id__gt=after)
    found = list(rows.order_by("subject_id").values_list("subject_type", "subject_id").distinct()[:BATCH])
    _fold(shelf, community_id, found)
    return found[-1][1] if len(found) == BATCH else None


def _by_tables(shelf: Shelf) -> Q:
    """Promises of standards whose calendar has tables."""
    wanted = Q(pk__in=[])
    for book in shelf.books():
        codes = [rule.code for rule in book.rules.values() if rule.duty.calendar.tables_until is not None]
        wanted |= Q(edition=book.edition, standard__in=codes)
    return wanted


def _fold(shelf: Shelf, community_id: UUID, subjects: Iterable[tuple[str, UUID]]) -> None:
    worked = held(community_id, [SubjectRef(about, str(key)) for about, key in subjects])
    for folding in worked:
        again(shelf, folding)
    keep(shelf, worked)


@transaction.atomic
def reckon_again(*, at: datetime) -> int:
    """Fold again open promises whose year is known by now; returns how many subjects, 0 when none is left.

    Loading a table does so at once (`reckon_year`); this finds what was written beside it, by what knew of it no more.
    """
    del at
    waiting = in_reach(Promise.objects.filter(provisional=True, closed=False))
    groups = waiting.values_list("community_id", "edition", "standard").distinct()
    by_community: dict[UUID, Q] = {}
    for community_id, known in _known(list(groups)):
        by_community[community_id] = by_community.get(community_id, Q(pk__in=[])) | known
    done = 0
    for community_id, known in by_community.items():
        rows = waiting.filter(known, community_id=community_id).order_by("subject_id")
        found = list(rows.values_list("subject_type", "subject_id").distinct()[:BATCH])
        _fold(shelf_of(community_id), community_id, found)
        done += len(found)
    return done


def _known(groups: Iterable[tuple[UUID, UUID, str]]) -> Iterator[tuple[UUID, Q]]:
    """Which promises of a standard lie in years whose tables are there now."""
    shelves: Mapping[UUID, Shelf] = {key: shelf_of(key) for key, _, _ in groups}
    for community_id, edition, standard in groups:
        duty = shelves[community_id].book(str(edition)).rules[standard].duty
        if duty.calendar.tables_until is not None:
            midnight = datetime(duty.calendar.tables_until + 1, 1, 1, tzinfo=duty.zone)
            yield community_id, Q(edition=edition, standard=standard, due_at__lte=midnight)
