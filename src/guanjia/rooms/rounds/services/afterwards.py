"""After a visit: the household is thanked; where nobody opened, it is told by message too and the visit finds another
day. Facts may come twice: each is done once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.rounds.events import RoundPlanned, VisitThanked
from guanjia.rooms.rounds.models import PLANNED, Stop
from guanjia.rooms.rounds.selectors.offered import slots_of
from guanjia.rooms.rounds.services.ground import told, zone_of
from guanjia.rooms.rounds.services.telling import tell_household
from guanjia.rooms.rounds.types import StopState
from guanjia.shared import journal
from guanjia.shared.db import change, insert_new, row_of


@transaction.atomic
def thank(stop_id: UUID, *, at: datetime) -> None:
    """Thank the household for its time, with the numbers of what it asked for."""
    stop = row_of(Stop, stop_id, lock=True)
    if stop is None or stop.state != StopState.DONE or stop.thanked_at is not None:
        return
    numbers = "、".join(row.number for row in cases.live_cases(map(UUID, stop.cases)).values())
    moment = "thanks_matters" if numbers else "thanks"
    contact_id = tell_household(stop, moment, at=at, numbers=numbers)
    if contact_id is not None:
        stop.thanked_at = at
        change(stop, ["thanked_at"])
        journal.record(told(stop, VisitThanked, stop.staff_id, at, contact_id=contact_id))


@transaction.atomic
def try_again(stop_id: UUID, *, card: bool, at: datetime) -> None:
    """Nobody opened: lay the visit on the next day on which it can be agreed, and tell the household that we called.
    The planner may find a better day until it is agreed."""
    stop = row_of(Stop, stop_id)
    if stop is None:
        return
    place_verbs.hold_community(stop.community_id)
    stop = row_of(Stop, stop_id, lock=True)
    if stop is None or stop.state != StopState.ABSENT or not journal.first_time(f"rounds.try_again:{stop_id}"):
        return
    if card:
        tell_household(stop, "card", at=at)
    waits = Stop.objects.filter(home=stop.home_id, kind=stop.kind, state=PLANNED, due_at=stop.due_at)
    slots = [] if waits.exists() else slots_of(stop, at=at)
    if slots:
        _lay(stop, slots[0].start, at)


def _lay(stop: Stop, start: datetime, at: datetime) -> None:
    row = Stop(
        community_id=stop.community_id,
        home_id=stop.home_id,
        staff_id=stop.staff_id,
        kind=stop.kind,
        standard=stop.standard,
        promise=stop.promise,
        due_at=stop.due_at,
        day=start.astimezone(zone_of(stop.community_id)).date(),
        place=stop.place,
        planned_at=at,
    )
    if insert_new(row):
        journal.record(told(row, RoundPlanned, row.staff_id, at, what=row.kind, day=row.day.isoformat()))
