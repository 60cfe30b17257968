"""Printed sheets, and those that were entered afterwards."""

from django.db.models import Q

from guanjia.rooms.people import selectors as people
from guanjia.rooms.routines.models import Paper, Sheet
from guanjia.rooms.routines.selectors.here import chosen
from guanjia.rooms.routines.types import PaperRow, SheetOf, SheetRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

FEW = 10
"""Sheets that are shown: what was printed lately."""


def sheets(actor: Actor, community: str = "") -> list[SheetRow]:
    """The sheets asked for lately in a community. Two queries."""
    rows = Sheet.objects.filter(community=chosen(actor, community)).order_by("-asked_at", "-id")
    found = list(rows.only("of", "day", "staff_id", "asked_at").annotate(made=Q(content__isnull=False))[:FEW])
    names = people.staff_names(row.staff_id for row in found)
    return [
        SheetRow(
            id=row.pk,
            of=SheetOf(row.of),
            day=row.day,
            staff=names.get(row.staff_id, "") if row.staff_id else "",
            made=row.made,
            asked_at=row.asked_at,
        )
        for row in found
    ]


def papers(actor: Actor, community: str = "", *, after: str | None = None) -> Page[PaperRow]:
    """A page of what was entered from paper, the last first. Two queries."""
    rows = Paper.objects.filter(community=chosen(actor, community))
    page = keyset(rows, by="entered_at", after=after, down=True)
    names = people.staff_names([key for row in page for key in (row.staff_id, row.by_id)])
    return page.map(
        lambda row: PaperRow(
            id=row.pk,
            did=names.get(row.staff_id, ""),
            entered_by=names.get(row.by_id, ""),
            at=row.at,
            entered_at=row.entered_at,
        )
    )
