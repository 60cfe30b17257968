"""Labels are made, find their place, and are scanned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import signs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import Spot, Stop
from guanjia.rooms.rounds.rules.codes import new_code, read_code
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.rules.proving import PhoneSaid
from guanjia.rooms.rounds.selectors.spots import spots_of
from guanjia.rooms.rounds.services.ground import who_goes
from guanjia.rooms.rounds.services.tracing import Said, keep_trace
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new
from guanjia.shared.errors import Refused, gettext_noop

WATCHED = (Occupancy.VACANT, Occupancy.RENOVATING)
"""Homes that have a label of their own at the door: who lives in one is not to look at one."""


@transaction.atomic
def hang_labels(actor: Actor, community_id: UUID, building: str, *, at: datetime) -> int:
    """Make the labels a building lacks: one a stairwell, one a home that is empty or being renovated. Returns how many
    are new. Raises Missing for a community of elsewhere."""
    actor.need(Duty.DISPATCH)
    units = signs.stairwells(actor, community_id, building)
    homes = [one.id for one in places.all_homes(community_id) if one.building == building and one.occupancy in WATCHED]
    rows = [Spot(community_id=community_id, unit_id=key, code=new_code(), made_at=at) for key in units]
    rows += [Spot(community_id=community_id, home_id=key, code=new_code(), made_at=at) for key in homes]
    return sum(1 for row in rows if insert_new(row))


@transaction.atomic
def place_spot(actor: Actor, spot_id: UUID, point: Point, *, at: datetime) -> None:
    """Somebody stands at the label: its place on earth is kept."""
    actor.need(Duty.DISPATCH)
    row = access.spot(actor, spot_id)
    row.latitude, row.longitude, row.unsure = point.latitude, point.longitude, point.unsure
    row.placed_by_id = who_goes(actor)
    change(row, ["latitude", "longitude", "unsure", "placed_by"])


@transaction.atomic
def renew_spot(actor: Actor, spot_id: UUID, *, at: datetime) -> None:
    """The label was lost or copied: it gets another code, and the old one opens nothing any more."""
    actor.need(Duty.DISPATCH)
    row = access.spot(actor, spot_id)
    row.code, row.made_at = new_code(), at
    change(row, ["code", "made_at"])


def keep_scan(stop: Stop, actor: Actor, phone: PhoneSaid, *, at: datetime) -> None:
    """Keep that a label was scanned, inside a verb that holds the stop. Raises Refused for a label of another place,
    and for one that is made up."""
    if not phone.code:
        return
    code = read_code(phone.code)
    spot = next((one for one in spots_of([stop]).get(stop.pk, []) if one.code == code), None)
    if spot is None:
        message = gettext_noop("This label is not of %(home)s. Scan the one that hangs here, or record without it.")
        raise Refused("rounds.foreign_label", message, {"home": places.label(stop.home_id)})
    keep_trace(stop, actor, Said("scan", phone, spot), at=min(phone.scanned_at or at, at))
