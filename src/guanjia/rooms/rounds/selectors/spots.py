"""Labels at doors and in stairwells, where they are, and the stops they stand for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.models import Spot, Stop
from guanjia.rooms.rounds.rules.codes import mark, read_code
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.types import SpotRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask

SHEET = 300
"""Labels of a sheet: more than a building has stairwells and empty homes."""


_HANGING = """
select home.id, spot.id, 0 from places_home as home join rounds_spot as spot on spot.unit_id = home.unit_id
 where home.id = any(%s)
 union all
select spot.home_id, spot.id, 1 from rounds_spot as spot where spot.home_id = any(%s)
 order by 3, 2
"""


def spots_of(stops: Sequence[Stop]) -> dict[UUID, list[Spot]]:
    """The labels of the homes of stops, that of the stairwell before that of the door. One light query, and one more
    where labels hang."""
    at_home = list({one.home_id for one in stops})
    hanging = ask(_HANGING, [at_home, at_home])
    rows = {row.pk: row for row in rows_of(Spot, id=list({key for _, key, _ in hanging}))} if hanging else {}
    found: dict[UUID, list[Spot]] = defaultdict(list)
    for home_id, key, _ in hanging:
        found[home_id].append(rows[key])
    return {stop.pk: found[stop.home_id] for stop in stops if stop.home_id in found}


def where_is(hanging: Mapping[UUID, Sequence[Spot]]) -> dict[UUID, Point]:
    """Where the homes of stops are by their labels: at that of the door, else at that of the stairwell."""
    near: dict[UUID, Point] = {}
    for stop_id, spots in hanging.items():
        for row in spots:
            if row.latitude is not None and row.longitude is not None:
                near[stop_id] = Point(row.latitude, row.longitude, row.unsure)
    return near


def marks_of(stops: Sequence[Stop]) -> dict[UUID, str]:
    """By which marks a phone knows the labels of stops. Two light queries at most."""
    return {stop_id: " ".join(mark(one.code) for one in rows) for stop_id, rows in spots_of(stops).items()}


def spot_coded(actor: Actor, text: str) -> Spot:
    """The label with this code. Raises Missing for one that is made up, withdrawn, or of somewhere else."""
    code = read_code(text)
    rows = Spot.objects.filter(community__in=actor.community_ids, code=code) if code else Spot.objects.none()
    found = rows.select_related("home", "unit__building").first()
    if found is None or actor.staff_id is None:
        message = gettext_noop(
            "This label is none of ours: the code is mistyped, made up, or was replaced. Look at the label again."
        )
        raise Missing("rounds.unknown_label", message)
    return found


def spot(actor: Actor, code: str) -> SpotRow:
    """The label with this code, for a person. Raises Missing."""
    return _row(spot_coded(actor, code))


def labels(actor: Actor, community_id: UUID, building: str) -> list[SpotRow]:
    """The labels of a building, the stairwells first. Raises Denied for who doesn't send people out. One query."""
    actor.need(Duty.DISPATCH)
    rows = Spot.objects.filter(community__in=actor.community_ids).filter(community=community_id)
    rows = rows.filter(Q(unit__building__code=building) | Q(home__building__code=building))
    ordered = rows.select_related("home", "unit__building").order_by("unit__code", "home__place_order", "id")
    return [_row(row) for row in ordered[:SHEET]]


def _row(row: Spot) -> SpotRow:
    return SpotRow(row.pk, row.code, words_of(row), row.latitude is not None)


def words_of(row: Spot) -> str:
    """Where a label hangs."""
    if row.home is not None:
        return row.home.label
    assert row.unit is not None  # noqa: S101 - a constraint: a home or a stairwell
    return gettext("Building %(building)s, unit %(unit)s") % {"building": row.unit.building.code, "unit": row.unit.code}
