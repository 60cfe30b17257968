"""What households wish for their visits."""

from dataclasses import dataclass
from uuid import UUID

from guanjia.rooms.rounds.models import Wishes


@dataclass(frozen=True, slots=True)
class WishedRow:
    """On which weekdays (1 is Monday; none: any), and what to mind."""

    weekdays: tuple[int, ...] = ()
    words: str = ""


def wishes_here(community_id: UUID) -> dict[UUID, frozenset[int]]:
    """The weekdays on which the households of a community would be visited. One query."""
    rows = Wishes.objects.filter(community=community_id).exclude(weekdays=[])
    return {home: frozenset(days) for home, days in rows.values_list("home", "weekdays")}


def wished(home_id: UUID) -> WishedRow:
    """What one household wishes. One query."""
    found = Wishes.objects.filter(home=home_id).first()
    return WishedRow(tuple(found.weekdays), found.words) if found else WishedRow()
