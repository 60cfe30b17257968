"""The dockets of a case, for its page and for programs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Case, Docket, Join
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types.dockets import DocketRow, DocketState
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of


def dockets(actor: Actor, case_id: UUID, *, at: datetime) -> list[DocketRow]:
    """Every number under which somebody else follows the case, the oldest first. Raises Missing. Two queries."""
    found = access.case(actor, case_id)
    return dockets_of(found.pk, at=at) if actor.staff_id else []


def dockets_under(case_id: UUID) -> list[UUID]:
    """The dockets of a case. One light query."""
    return [row.pk for row in rows_of(Docket, case_id=case_id)]


def dockets_waiting(case_id: UUID) -> list[UUID]:
    """Those of them that wait for our word. One light query."""
    return [row.pk for row in rows_of(Docket, case_id=case_id) if row.state == DocketState.OPEN]


def joins_waiting(case_id: UUID) -> list[UUID]:
    """The joins of a case that still wait. One light query."""
    return [row.pk for row in rows_of(Join, case_id=case_id) if row.ended_at is None]


def nearest_owed(rows: Sequence[Case], *, at: datetime) -> dict[UUID, PromiseRow]:
    """What is due first on each case, of its own or to somebody who follows it or waits for it too.

    Two queries, one more with dockets, one more with joins.
    """
    under = {row.pk: [row.pk] for row in rows}
    followed = [row.pk for row in rows if row.has_dockets]
    joined = [row.pk for row in rows if row.has_joins]
    if followed:
        for key, case_id in Docket.objects.filter(case__in=followed).order_by("id").values_list("id", "case_id"):
            under[case_id].append(key)
    if joined:
        for key, case_id in Join.objects.filter(case__in=joined).order_by("id").values_list("id", "case_id"):
            under[case_id].append(key)
    return promises.nearest_among(under, at=at)


def dockets_of(case_id: UUID, *, at: datetime) -> list[DocketRow]:
    """The same of a case that was reached already, for staff. One query."""
    words = BookWords(at)
    rows = Docket.objects.filter(case=case_id).order_by("opened_at", "id")
    return [
        DocketRow(
            id=row.pk,
            number=row.number,
            party=row.party,
            party_title=words.of("departments", row.community_id, row.party),
            outside=row.outside,
            urgency=row.urgency,
            urgency_title=words.of("urgencies", row.community_id, row.urgency),
            until=row.until,
            state=DocketState(row.state),
            opened_at=row.opened_at,
            contacted_at=row.contacted_at,
            ended_at=row.ended_at,
            text=row.text,
            answer=row.answer,
        )
        for row in rows
    ]
