"""Somebody's routine work of today, and one doing of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Quota
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.routines import access
from guanjia.rooms.routines.models import PLANNED, Paper, Picture, Routine
from guanjia.rooms.routines.selectors.asked import asked_items, said
from guanjia.rooms.routines.types import (
    BUILDING,
    HIGH_RISE,
    DayRoutines,
    PaperRow,
    Planned,
    RoutineRow,
    RoutineState,
    RoutineView,
)
from guanjia.rooms.routines.wording import building_said
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of_each

MOST = 200
"""Doings of a day that are shown: more than anybody does."""


def day(actor: Actor, *, at: datetime) -> DayRoutines:
    """What the reader is to see to today, by the hour it is meant for, and what they did. Four queries."""
    today = _today(actor, at)
    mine = Q(staff=actor.staff_id, day=today)
    rows = access.routines(actor).filter(mine).select_related("thing", "paper").order_by("minute", "id")
    shown = rows.filter(state__in=[PLANNED, RoutineState.DONE.value])
    found = rows_of_routines(list(shown[:MOST]), at)
    behind = sorted((one for one in found if not one.is_open), key=lambda one: one.ended_at or at, reverse=True)
    return DayRoutines(day=today, waiting=[one for one in found if one.is_open], behind=behind)


def planned_on(community_id: UUID, on: date) -> list[Planned]:
    """What waits in a community on a day, by the time it is meant for. For the house itself. One query."""
    rows = Routine.objects.filter(community=community_id, day=on, state=PLANNED).order_by("minute", "id")
    return [Planned(*found) for found in rows.values_list("id", "staff_id", "minute")]


def waiting_today(actor: Actor, *, at: datetime) -> int:
    """How much routine work the reader has before them today. One query."""
    return access.routines(actor).filter(staff=actor.staff_id, day=_today(actor, at), state=PLANNED).count()


def _today(actor: Actor, at: datetime) -> date:
    zone = places.community(actor.community_ids[0]).zone if actor.community_ids else "Asia/Shanghai"
    return at.astimezone(ZoneInfo(zone)).date()


def rows_of_routines(rows: Sequence[Routine], at: datetime) -> list[RoutineRow]:
    """Doings as a list shows them, `thing` and `paper` having been read with them. One light query."""
    names = people.staff_names(row.staff_id for row in rows)
    books = {key: handbook.edition_in_force(key, at) for key in {row.community_id for row in rows}}
    return [_row(row, books[row.community_id], names, afterwards=hasattr(row, "paper")) for row in rows]


def _row(row: Routine, book: Book, names: Mapping[UUID, str], *, afterwards: bool) -> RoutineRow:
    return RoutineRow(
        id=row.pk,
        community_id=row.community_id,
        title=said(book, row.standard)[0],
        standard=row.standard,
        place=building_said(row.thing.label) if row.thing.kind in (BUILDING, HIGH_RISE) else row.thing.label,
        buildings=tuple(row.thing.buildings),
        state=RoutineState(row.state),
        day=row.day,
        minute=row.minute,
        staff_id=row.staff_id,
        staff=names.get(row.staff_id, "") if row.staff_id else "",
        due_at=row.due_at,
        ended_at=row.ended_at,
        afterwards=afterwards,
    )


def routine(actor: Actor, routine_id: UUID, *, at: datetime) -> RoutineView:
    """One doing with all that is asked at it. Raises Missing. Five light queries, and one where there is a meter."""
    found = access.routine(actor, routine_id)
    book = handbook.edition_in_force(found.community_id, at)
    items, quota = asked_items(book, found), book.standards.get(found.standard)
    titles = {item.code: item.title for item in items}
    papers, pictures = rows_of_each((Paper, {"routine_id": found.pk}), (Picture, {"routine_id": found.pk}))
    shown = sorted(pictures, key=lambda one: (one.at, one.pk))
    return RoutineView(
        routine=_row(found, book, people.staff_names([found.staff_id]), afterwards=bool(papers)),
        why=said(book, found.standard)[1],
        items=items,
        together=quota.people if isinstance(quota, Quota) else 1,
        may_record=actor.may(Duty.DO_WORK) and found.state in (PLANNED, RoutineState.PASSED),
        words=found.words,
        answered=tuple((item, found.evidence[item.code]) for item in items if item.code in found.evidence),
        pictures=tuple((titles.get(one.item, one.item), one.pk) for one in shown),
        paper=_paper(papers[0]) if papers else None,
    )


def _paper(row: Paper) -> PaperRow:
    names = people.staff_names([row.staff_id, row.by_id])
    return PaperRow(
        id=row.pk,
        did=names.get(row.staff_id, ""),
        entered_by=names.get(row.by_id, ""),
        at=row.at,
        entered_at=row.entered_at,
    )
