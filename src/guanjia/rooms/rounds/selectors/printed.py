"""The stops of a day as they are printed to be filled in by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds.models import DONE, PLANNED, Stop
from guanjia.rooms.rounds.selectors.owed import asked_items
from guanjia.rooms.rounds.types import AskedItem, StopKind
from guanjia.rooms.rounds.wording import KINDS

MOST = 60
"""Stops on one print."""


@dataclass(frozen=True, slots=True)
class PrintedStop:
    """One stop as its form names it."""

    what: str
    standard: str
    home: str
    staff: str
    residents: tuple[str, ...]
    items: Sequence[AskedItem]


def sheets_of_stops(
    community_id: UUID, day: date, staff_id: UUID | None, one: UUID | None, *, at: datetime
) -> list[PrintedStop]:
    """The stops of a day, of one person or of everybody, or one of them. For a worker that prints: no actor."""
    rows = Stop.objects.filter(community=community_id, day=day, state__in=[PLANNED, DONE])
    rows = rows.filter(staff=staff_id) if staff_id else rows
    rows = rows.filter(pk=one) if one else rows
    picked = list(rows.order_by("staff__pinyin", "place", "id")[:MOST])
    book = handbook.edition_in_force(community_id, at)
    homes, names = places.homes(row.home_id for row in picked), people.staff_names(row.staff_id for row in picked)
    return [
        PrintedStop(
            what=str(KINDS[StopKind(row.kind)]),
            standard=row.standard,
            home=homes[row.home_id].label,
            staff=names.get(row.staff_id, ""),
            residents=(),
            items=asked_items(book, StopKind(row.kind), row.home_id),
        )
        for row in picked
    ]
