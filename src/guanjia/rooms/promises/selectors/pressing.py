"""What presses now: open promises past their due time or their warning, and who owes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.selectors.reading import rows_told
from guanjia.rooms.promises.types import PromiseRow, PromiseState
from guanjia.shared.db import PAGE, Page, keyset


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose promises are wanted: of these communities, and of one role or one person where named."""

    community_ids: Sequence[UUID]
    role: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the open promises of one community stand."""

    community_id: UUID
    overdue: int
    near: int
    paused: int
    running: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """How many of a role's or a person's promises press; `staff_id` is None for what nobody has taken on yet."""

    role: str
    staff_id: UUID | None
    overdue: int
    near: int


def pressing(whose: Whose, *, at: datetime, after: str | None = None, size: int = PAGE) -> Page[PromiseRow]:
    """A page of what is overdue or past its warning, what was due first before the rest. Three queries."""
    rows = _pressing(whose.community_ids, at)
    if whose.role:
        rows = rows.filter(owed_role=whose.role)
    if whose.staff_id is not None:
        rows = rows.filter(owed_by=whose.staff_id)
    page = keyset(rows, by="due_at", after=after, size=size)
    told = {row.id: row for row in rows_told(page.rows, at=at)}
    return page.map(lambda row: told[row.id])


def standing(community_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, Standing]:
    """How the open promises of each community stand; one without any is left out. One query."""
    rests, over = Q(state=PromiseState.PAUSED.value), Q(due_at__lte=at)
    rows = Promise.objects.filter(community__in=list(community_ids), closed=False).values("community_id")
    counted = rows.annotate(
        overdue=Count("id", filter=over & ~rests),
        near=Count("id", filter=Q(warn_at__lte=at) & ~over & ~rests),
        paused=Count("id", filter=rests),
        whole=Count("id"),
    )
    return {
        row["community_id"]: Standing(
            row["community_id"],
            row["overdue"],
            row["near"],
            row["paused"],
            row["whole"] - row["overdue"] - row["near"] - row["paused"],
        )
        for row in counted
    }


def pressed(community_ids: Sequence[UUID], *, at: datetime) -> list[Pressed]:
    """Who owes what presses: by role and person, the most overdue first. One query."""
    rows = _pressing(community_ids, at).values_list("owed_role", "owed_by")
    counted = rows.annotate(overdue=Count("id", filter=Q(due_at__lte=at)), near=Count("id", filter=Q(due_at__gt=at)))
    return [Pressed(*row) for row in counted.order_by("-overdue", "-near", "owed_role", "owed_by")]


def _pressing(community_ids: Sequence[UUID], at: datetime) -> QuerySet[Promise]:
    rows = Promise.objects.filter(community__in=list(community_ids), closed=False, due_at__isnull=False)
    return rows.filter(Q(due_at__lte=at) | Q(warn_at__lte=at)).exclude(state=PromiseState.PAUSED.value)
