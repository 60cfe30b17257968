"""Sheets to be filled in by hand, made by typst: their words go in as JSON, so none of them is ever read as markup."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language, gettext

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.services.printing import set_in_type
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds.selectors import sheets_of_stops
from guanjia.rooms.rounds.services.ground import who_goes
from guanjia.rooms.rounds.types import AskedItem
from guanjia.rooms.routines import access
from guanjia.rooms.routines.models import DONE, PLANNED, Routine, Sheet
from guanjia.rooms.routines.selectors.asked import asked_items
from guanjia.rooms.routines.selectors.day import rows_of_routines
from guanjia.rooms.routines.types import NewSheet, SheetOf
from guanjia.shared import jobs
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, row_of
from guanjia.shared.errors import Missing, gettext_noop

PRINT = "rooms.routines.tasks.print_sheet"
TEMPLATE = Path(__file__).resolve().parents[1] / "print" / "sheet.typ"
MOST = 60
"""Forms on one print: more than anybody carries."""


@transaction.atomic
def ask_for_sheet(actor: Actor, community_id: UUID, new: NewSheet, *, at: datetime) -> UUID:
    """Let a worker print a sheet; returns its id. Who doesn't see everybody's work prints their own."""
    actor.need(Duty.DO_WORK if new.staff_id == actor.staff_id else Duty.DISPATCH)
    if community_id not in actor.community_ids:
        raise Missing("routines.community", gettext_noop("You serve no such community."))
    row = Sheet(
        community_id=community_id,
        of=new.of.value,
        day=new.day,
        staff_id=new.staff_id,
        one=new.one,
        by_id=who_goes(actor),
        language=get_language() or "",
        asked_at=at,
    )
    insert_new(row)
    jobs.defer(jobs.JOBS[PRINT], once=f"sheet:{row.pk}", sheet_id=str(row.pk))
    return row.pk


def sheet_file(actor: Actor, sheet_id: UUID) -> bytes:
    """The PDF, empty until it is made. Raises Missing for who neither asked for it nor sees everybody's work."""
    return bytes(access.sheet(actor, sheet_id).content or b"")


def make_sheet(sheet_id: UUID, *, at: datetime) -> None:
    """Make the PDF; made already it stays."""
    found = row_of(Sheet, sheet_id)
    if found is None or found.content is not None:
        return
    words = laid_out(found, at)
    content = set_in_type(TEMPLATE, {"sheet": json.dumps(words, ensure_ascii=False)})
    with transaction.atomic():
        row = row_of(Sheet, sheet_id, lock=True)
        if row is not None and row.content is None:
            row.content = content
            change(row, ["content"])


def laid_out(found: Sheet, at: datetime) -> dict[str, Any]:
    """Everything the sheets say, in the language they were asked for in."""
    where = places.community(found.community_id)
    with translation.override(found.language):
        forms = list(_routines(found, at) if found.of == SheetOf.ROUTINES else _stops(found, at))
        title = gettext("Patrol sheets") if found.of == SheetOf.ROUTINES else gettext("Visit forms")
        return {
            "language": "zh" if found.language.startswith("zh") else "en",
            "title": title,
            "company": where.company_name,
            "community": where.name,
            "day": found.day.isoformat(),
            "forms": forms,
            "none": gettext("Nothing is planned for this day."),
            "heads": [gettext("Item"), gettext("In order"), gettext("What was found, what it reads")],
            "foot": [
                gettext("Done by (signature)"),
                gettext("Began at"),
                gettext("Ended at"),
                gettext("Resident (signature)") if found.of == SheetOf.STOPS else gettext("Checked by"),
            ],
            "note": gettext("Filled in by hand: give it to the desk the same day. It is entered with a photo of it."),
        }


def _routines(found: Sheet, at: datetime) -> Iterator[dict[str, Any]]:
    rows = Routine.objects.filter(community=found.community_id, day=found.day, state__in=[PLANNED, DONE])
    rows = rows.filter(staff=found.staff_id) if found.staff_id else rows
    rows = rows.filter(pk=found.one) if found.one else rows
    picked = list(rows.select_related("thing", "paper").order_by("staff__pinyin", "minute", "id")[:MOST])
    book = handbook.edition_in_force(found.community_id, at)
    for row, said in zip(picked, rows_of_routines(picked, at), strict=True):
        yield {
            "title": said.title,
            "code": said.standard,
            "facts": [
                [gettext("Place"), said.place],
                [gettext("Who"), said.staff],
                [gettext("Time"), said.clock],
            ],
            "items": _items(asked_items(book, row)),
        }


def _stops(found: Sheet, at: datetime) -> Iterator[dict[str, Any]]:
    for one in sheets_of_stops(found.community_id, found.day, found.staff_id, found.one, at=at)[:MOST]:
        yield {
            "title": one.what,
            "code": one.standard,
            "facts": [
                [gettext("Home"), one.home],
                [gettext("Who"), one.staff],
                [gettext("Resident"), " · ".join(one.residents)],
            ],
            "items": _items(one.items),
        }


def _items(items: Sequence[AskedItem]) -> list[list[str]]:
    """Item by item: its words, whether it is ticked, what is written beside it."""
    if not items:
        return [["", "tick", ""]]  # room to write what was done
    return [[one.title, "tick" if one.kind in ("tick", "photo") else "", _beside(one)] for one in items]


def _beside(one: AskedItem) -> str:
    if one.kind == "reading":
        last = "" if one.last is None else gettext("last time %(value)s") % {"value": f"{one.last:g}"}
        return f"____________ {one.unit}  {last}".strip()
    return gettext("(photo on the phone)") if one.kind == "photo" else ""
