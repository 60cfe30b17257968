"""A visit is agreed with the household: by the steward on the phone, or by the household on its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases.services.ground import reason_of
from guanjia.rooms.cases.types import Because
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.rounds import access, events
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.rules.booking import Slot, Way, check_bookable, check_slot
from guanjia.rooms.rounds.selectors.offered import crowds, slots_of
from guanjia.rooms.rounds.services.ground import told, zone_of
from guanjia.rooms.rounds.services.laying import plan_again
from guanjia.rooms.rounds.services.telling import day_and_time, tell_household
from guanjia.rooms.rounds.types import StopKind, StopState
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Refused, gettext_noop

REDATE = "redate"
NO_REASON = Because()
COLUMNS = ["day", "booked_from", "booked_until"]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The time that was agreed, how, and, where another one stood, why it changed."""

    start: datetime
    way: Way = Way.PHONE
    why: Because = NO_REASON


@transaction.atomic
def book_visit(actor: Actor, stop_id: UUID, agreed: Agreed, *, at: datetime) -> None:
    """The steward agreed a time with the household; another one later needs a reason of the handbook (`redate`).
    Planning anew leaves the visit there; it waits for the morning unless others must make room.

    Raises Missing, Refused for what isn't booked or is over, Invalid for a time that isn't offered: in the quiet hours,
    too soon, taken, out of the time the visit is owed.
    """
    actor.need(Duty.DO_WORK)
    _book(_held(access.stop(actor, stop_id, lock=True)), agreed, {"by_staff_id": actor.staff_id}, at)


@transaction.atomic
def book_own_visit(actor: Actor, stop_id: UUID, start: datetime, *, at: datetime) -> None:
    """The household chooses one of the times offered, or another one of them later. Raises the same."""
    stop = _held(access.own_visit(actor, stop_id, lock=True))
    _book(stop, Agreed(start, Way.PAGE, Because(_own_reason(stop, at), "-")), {"contact_id": actor.contact_id}, at)


@transaction.atomic
def call_off(actor: Actor, stop_id: UUID, why: Because, *, at: datetime) -> None:
    """What was agreed holds no more, for a reason of the handbook; the visit stays owed and planned. Again it changes
    nothing."""
    actor.need(Duty.DO_WORK)
    _call_off(_held(access.stop(actor, stop_id, lock=True)), why, {"by_staff_id": actor.staff_id}, at)


@transaction.atomic
def call_off_own(actor: Actor, stop_id: UUID, *, at: datetime) -> None:
    """The household takes the time back."""
    stop = _held(access.own_visit(actor, stop_id, lock=True))
    _call_off(stop, Because(_own_reason(stop, at), "-"), {"contact_id": actor.contact_id}, at)


def _held(stop: Stop) -> Stop:
    """The stop in a community that isn't planned meanwhile."""
    check_bookable(StopKind(stop.kind), StopState(stop.state), begun=stop.started_at is not None)
    place_verbs.hold_community(stop.community_id)
    return stop


def _own_reason(stop: Stop, at: datetime) -> str:
    """The reason that counts when the household moves it: it need not say why."""
    book = handbook.edition_in_force(stop.community_id, at)
    codes = [book.terms.round.visit.moved_by, *(one.code for one in book.reasons_for(REDATE))]
    return next((code for code in codes if code), "")


def _book(stop: Stop, agreed: Agreed, by: dict[str, Any], at: datetime) -> None:
    before = stop.booked_from
    if before == agreed.start:
        return
    slot = check_slot(slots_of(stop, at=at), agreed.start)
    reason = _reason(stop, agreed.why, at) if before is not None else None
    stop.day = slot.start.astimezone(zone_of(stop.community_id)).date()
    stop.booked_from, stop.booked_until = slot.start, slot.end
    change(stop, COLUMNS)
    if crowds(stop, at=at):
        plan_again(stop.community_id)
    how = _fields(slot, by) | {"way": agreed.way.value, "version": stop.agreement}
    if before is None or reason is None:
        journal.record(told(stop, events.VisitBooked, stop.staff_id, at, **how))
        tell_household(stop, "booked", at=at)
        return
    journal.record(told(stop, events.VisitRebooked, stop.staff_id, at, reason=agreed.why.code, before=before, **how))
    tell_household(stop, "moved", at=at, reason=reason)


def _call_off(stop: Stop, why: Because, by: dict[str, Any], at: datetime) -> None:
    if stop.booked_from is None or stop.booked_until is None:
        return
    reason, slot = _reason(stop, why, at), Slot(stop.booked_from, stop.booked_until)
    stop.booked_from = stop.booked_until = None
    stop.called_off += 1
    change(stop, ["booked_from", "booked_until", "called_off"])
    journal.record(told(stop, events.VisitCalledOff, stop.staff_id, at, reason=why.code, **_fields(slot, by)))
    tell_household(stop, "called_off", at=at, reason=reason, start=day_and_time(slot.start, stop.community_id))


def _fields(slot: Slot, by: dict[str, Any]) -> dict[str, Any]:
    return {"window_start": slot.start, "window_end": slot.end, **by}


def _reason(stop: Stop, why: Because, at: datetime) -> str:
    """The reason in words. Raises Invalid for one the handbook doesn't give."""
    return reason_of(handbook.edition_in_force(stop.community_id, at), REDATE, why).title.zh


@transaction.atomic
def invite(actor: Actor, stop_id: UUID, *, at: datetime) -> None:
    """Ask the household by message to choose a time. Raises Refused where nobody of them writes to us."""
    actor.need(Duty.DO_WORK)
    stop = _held(access.stop(actor, stop_id, lock=True))
    contact_id = tell_household(stop, "ask", at=at)
    if contact_id is None:
        message = gettext_noop("Nobody of this household writes to us. Call them, or ask at the door.")
        raise Refused("rounds.nobody_writes", message)
    stop.invited_at = at
    change(stop, ["invited_at"])
    journal.record(told(stop, events.VisitInvited, stop.staff_id, at, contact_id=contact_id))
