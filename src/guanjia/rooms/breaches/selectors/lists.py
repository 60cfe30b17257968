"""Breaches as lists show them: what is open by what comes first, what ended the latest first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from guanjia.rooms.breaches import access, rules
from guanjia.rooms.breaches.models import OPEN, Breach
from guanjia.rooms.breaches.types import BreachRow, BreachState, Shown, Which
from guanjia.rooms.cases.types import FAR
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.rounds.selectors import chosen as chosen
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

ALL_OPEN = Which()


def breaches(
    actor: Actor, community_id: UUID, which: Which = ALL_OPEN, *, at: datetime, after: str | None = None
) -> Page[BreachRow]:
    """The breaches of a community: open ones by what comes first, ended ones the latest first. Two queries beside
    the handbook."""
    rows = access.breaches(actor).filter(community=community_id)
    rows = rows.filter(state=which.state.value) if which.state is not None else rows
    if which.shown is Shown.ENDED:
        page = keyset(rows.filter(~OPEN), by="ended_at", after=after, down=True)
    else:
        page = keyset(rows.filter(OPEN & _part(which.shown, at)), by="due_at", after=after)
    return Page(rows_of_breaches(page.rows, at=at), page.next)


def _part(shown: Shown, at: datetime) -> Q:
    parts = {Shown.OVERDUE: Q(due_at__lte=at), Shown.GRAVE: Q(grave=True)}
    return parts.get(shown, Q())


def waiting(actor: Actor, community_id: UUID, *, at: datetime) -> dict[Shown, int]:
    """How many stand in the parts of the list that press. One query each, of what is open only."""
    rows = access.breaches(actor).filter(OPEN, community=community_id)
    return {one: rows.filter(_part(one, at)).count() for one in (Shown.OPEN, Shown.OVERDUE, Shown.GRAVE)}


def title_of(row: Breach, book: Book) -> str:
    """What kind of breach it is, in the reader's language where the handbook still has that kind."""
    kind = book.terms.breach.of(row.kind)
    return kind.title.told_in(get_language() or "") if kind is not None else row.title


def rows_of_breaches(rows: Sequence[Breach], *, at: datetime) -> list[BreachRow]:
    """These breaches as a list shows them. One query beside the handbook."""
    books = {key: handbook.edition_in_force(key, at) for key in {row.community_id for row in rows}}
    names = people.staff_names(row.steward_id for row in rows) if rows else {}
    return [
        BreachRow(
            id=row.pk,
            community_id=row.community_id,
            title=title_of(row, books[row.community_id]),
            place=row.place,
            words=row.words,
            state=BreachState(row.state),
            grave=row.grave,
            found_at=row.found_at,
            due_at=None if row.due_at == FAR else row.due_at,
            steward=names.get(row.steward_id, "") if row.steward_id else "",
            is_open=BreachState(row.state) in rules.GOING,
            led=row.led_at is not None,
        )
        for row in rows
    ]
