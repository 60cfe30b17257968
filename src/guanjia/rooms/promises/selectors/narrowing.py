"""A part of what was promised: of one team, of one person, or about some subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from guanjia.rooms.promises.models import SUPERSEDED, Promise


@dataclass(frozen=True, slots=True)
class Narrow:
    """What is left of all promises; empty for all. `subjects` are rows of ids by the kind of subject."""

    role: str = ""
    staff_id: UUID | None = None
    subjects: tuple[tuple[str, Any], ...] = ()


ALL = Narrow()


def narrowed(rows: QuerySet[Promise], to: Narrow) -> QuerySet[Promise]:
    """The promises that are left."""
    if to.role:
        rows = rows.filter(owed_role=to.role)
    if to.staff_id:
        rows = rows.filter(owed_by=to.staff_id)
    if to.subjects:
        about = Q()
        for kind, ids in to.subjects:
            about |= Q(subject_type=kind, subject_id__in=ids)
        rows = rows.filter(about)
    return rows


def who_owed(community_ids: Sequence[UUID], begin: datetime, end: datetime) -> tuple[list[str], list[UUID]]:
    """The roles and the people that owed what was due from `begin` to before `end`. One query."""
    rows = Promise.objects.filter(community__in=community_ids, due_at__gte=begin, due_at__lt=end)
    pairs = list(rows.exclude(state=SUPERSEDED).order_by().values_list("owed_role", "owed_by").distinct())
    return sorted({role for role, _ in pairs if role}), sorted({key for _, key in pairs if key})
