"""At what hours promises are broken."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.selectors.narrowing import ALL, Narrow, narrowed
from guanjia.rooms.promises.types import PromiseState
from guanjia.shared.riding import ask


def breaches_by_hour(
    community_ids: Sequence[UUID], begin: datetime, end: datetime, *, zone: tzinfo, narrow: Narrow = ALL
) -> dict[tuple[int, int], int]:
    """How many due from `begin` to before `end` were late or missed, by weekday (0 for Monday) and hour due.

    `end` must not lie in the future: what is past due and open counts as missed. One query.
    """
    broken = Q(state__in=[PromiseState.LATE, PromiseState.MISSED]) | Q(
        state__in=[PromiseState.RUNNING, PromiseState.PAUSED]
    )
    rows = (
        narrowed(Promise.objects.filter(broken, community__in=community_ids, due_at__gte=begin, due_at__lt=end), narrow)
        .annotate(day=ExtractIsoWeekDay("due_at", tzinfo=zone), hour=ExtractHour("due_at", tzinfo=zone))
        .values("day", "hour")
        .annotate(number=Count("id"))
        .order_by("day", "hour")
    )
    return {(row["day"] - 1, row["hour"]): row["number"] for row in rows}


def community_of(promise_id: UUID) -> UUID:
    """The community a promise belongs to. One query."""
    return Promise.objects.values_list("community_id", flat=True).get(pk=promise_id)


_NEXT = "select min(next_tell_at) from promises_promise where community_id = %s and next_tell_at >= %s"


def next_telling(community_id: UUID, since: datetime) -> datetime | None:
    """When the sweep has something to tell in a community from `since` on; None when nothing waits. One query."""
    found: datetime | None = ask(_NEXT, [community_id, since])[0][0]
    return found
