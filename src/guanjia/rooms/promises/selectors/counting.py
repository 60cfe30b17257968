"""Promises counted for measures, by what they are measured over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, F, Value

from guanjia.rooms.promises.models import SUPERSEDED, Promise
from guanjia.rooms.promises.selectors.reading import rows_told, shown_at
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.db import PAGE, Page, keyset

Counts = Mapping[tuple[str, str], int]
"""How many promises by standard and state."""
_COLUMNS = {"team": "owed_role", "person": "owed_by_id"}


def counted(
    community_id: UUID, begin: datetime, end: datetime, *, at: datetime, by: Literal["", "team", "person"] = ""
) -> dict[str, Counts]:
    """How many promises due from `begin` to before `end` are in which state, by what the scope says; one query.

    Without a scope everything stands under "".
    """
    rows = Promise.objects.filter(community=community_id, due_at__gte=begin, due_at__lt=end).exclude(state=SUPERSEDED)
    scope = F(_COLUMNS[by]) if by else Value("")
    sums = rows.annotate(shown=shown_at(at), scope=scope).values_list("scope", "standard", "shown")
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for key, standard, state, number in sums.annotate(n=Count("id")).order_by("scope", "standard", "shown"):
        found[str(key or "")][standard, state] = number
    return dict(found)


@dataclass(frozen=True, slots=True)
class Behind:
    """Which promises make a figure: due from `begin` to before `end`, of these standards (all when empty)."""

    community_id: UUID
    begin: datetime
    end: datetime
    standards: Sequence[str]
    states: Sequence[str]


def behind(sought: Behind, *, at: datetime, after: str | None = None, size: int = PAGE) -> Page[PromiseRow]:
    """A page of the promises behind a figure, by due time. Three queries."""
    rows = Promise.objects.filter(community=sought.community_id, due_at__gte=sought.begin, due_at__lt=sought.end)
    if sought.standards:
        rows = rows.filter(standard__in=sought.standards)
    page = keyset(
        rows.annotate(shown=shown_at(at)).filter(shown__in=sought.states), by="due_at", after=after, size=size
    )
    told = {row.id: row for row in rows_told(page.rows, at=at)}
    return page.map(lambda row: told[row.id])
