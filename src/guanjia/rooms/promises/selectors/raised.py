"""What the ladder brought up to somebody: what still waits for them, and what they saw to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from guanjia.rooms.people import selectors as people
from guanjia.rooms.promises.models import Promise, Raised
from guanjia.rooms.promises.selectors.reading import rows_told
from guanjia.rooms.promises.types import PromiseRow, RaisedRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset


def raised_waiting(actor: Actor, *, at: datetime, after: str | None = None) -> Page[RaisedRow]:
    """Open promises told to a role of this person that nobody of it has seen to, by nearest due time. Four queries.

    What ends meanwhile leaves the list by itself.
    """
    unseen = _mine(actor).filter(seen_at__isnull=True)
    rows = Promise.objects.filter(community__in=actor.community_ids, closed=False, due_at__isnull=False)
    page = keyset(rows.filter(Exists(unseen.filter(promise_id=OuterRef("pk")))), by="due_at", after=after)
    told = {row.id: row for row in rows_told(page.rows, at=at)}
    last = {one.promise_id: one for one in unseen.filter(promise_id__in=list(told)).order_by("step")}
    return page.map(lambda row: RaisedRow(told[row.id], last[row.id].at, last[row.id].to_role))


def raised_seen(actor: Actor, *, at: datetime, after: str | None = None) -> Page[RaisedRow]:
    """What was seen to, the latest first, with what was done about it. Four queries."""
    page = keyset(_mine(actor).filter(seen_at__isnull=False), by="seen_at", after=after, down=True)
    told = {row.id: row for row in rows_told(_promises(one.promise_id for one in page), at=at)}
    names = people.staff_names(one.seen_by_id for one in page)
    shown = page.map(lambda one: _row(one, told, names) if one.promise_id in told else None)
    return Page([row for row in shown if row is not None], page.next)


def _mine(actor: Actor) -> QuerySet[Raised]:
    return Raised.objects.filter(community__in=actor.community_ids, to_role__in=actor.roles)


def _promises(ids: Iterable[UUID]) -> list[Promise]:
    return list(Promise.objects.filter(pk__in=list(ids)))


def _row(one: Raised, told: dict[UUID, PromiseRow], names: dict[UUID, str]) -> RaisedRow:
    by = names.get(one.seen_by_id, "") if one.seen_by_id else ""
    return RaisedRow(told[one.promise_id], one.at, one.to_role, one.seen_at, by, one.how, one.words)
