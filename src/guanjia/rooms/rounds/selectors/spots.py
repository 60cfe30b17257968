"""Where homes are, as far as their labels know."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q

from guanjia.rooms.rounds.models import Spot, Stop
from guanjia.rooms.rounds.rules.distances import Point


def where_is(stops: Sequence[Stop]) -> dict[UUID, Point]:
    """Where the homes of stops are: at the label of the door, else at that of the stairwell. One query."""
    at_home = {one.home_id: one.pk for one in stops}
    rows = Spot.objects.filter(latitude__isnull=False, longitude__isnull=False)
    rows = rows.filter(Q(home__in=at_home) | Q(unit__homes__in=at_home)).annotate(of_home=F("unit__homes"))
    near: dict[UUID, Point] = {}
    for row in sorted(rows, key=lambda one: one.home_id is not None):  # what hangs at the door itself wins
        home = row.home_id or row.of_home
        if home in at_home and row.latitude is not None and row.longitude is not None:
            near[home] = Point(row.latitude, row.longitude, row.unsure)
    return {stop.pk: near[stop.home_id] for stop in stops if stop.home_id in near}
