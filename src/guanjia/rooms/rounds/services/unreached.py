"""Households that can't be reached: each try is written down, and only as many as the handbook asks let a visit go."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.events import HouseholdTried
from guanjia.rooms.rounds.models import Try, Wishes
from guanjia.rooms.rounds.rules.booking import Way, check_bookable, check_tries
from guanjia.rooms.rounds.selectors.tried import days_of, tries_of
from guanjia.rooms.rounds.selectors.wished import WishedRow
from guanjia.rooms.rounds.services.ground import told, who_goes, zone_of
from guanjia.rooms.rounds.services.laying import plan_again
from guanjia.rooms.rounds.types import StopKind, StopState
from guanjia.rooms.rounds.wording import WAYS
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new


@transaction.atomic
def note_try(actor: Actor, stop_id: UUID, way: Way, words: str = "", *, at: datetime) -> None:
    """Nobody of the household could be reached to agree a time. Raises Refused for what isn't booked or is over."""
    actor.need(Duty.DO_WORK)
    stop = access.stop(actor, stop_id, lock=True)
    check_bookable(StopKind(stop.kind), StopState(stop.state), begun=stop.started_at is not None)
    who = who_goes(actor)
    row = Try(stop=stop, home_id=stop.home_id, promise=stop.promise, staff_id=who, way=way.value, words=words[:300])
    row.community_id, row.at = stop.community_id, at
    if insert_new(row):
        journal.record(told(stop, HouseholdTried, who, at, way=way.value))


@transaction.atomic
def note_wishes(actor: Actor, stop_id: UUID, wished: WishedRow, *, at: datetime) -> None:
    """What the household wishes for its visits; the plan keeps to it where it can."""
    actor.need(Duty.DO_WORK)
    stop = access.stop(actor, stop_id)
    named = {"weekdays": sorted(set(wished.weekdays)), "words": wished.words[:300], "at": at}
    Wishes.objects.update_or_create(home_id=stop.home_id, defaults={"community_id": stop.community_id, **named})
    plan_again(stop.community_id)


def show_tries(promise_id: UUID, community_id: UUID, reason: str, at: datetime) -> str:
    """The tries on which letting a visit go rests, in words; "" where another reason is given. Raises Refused while
    there are fewer than the handbook asks for."""
    terms = handbook.edition_in_force(community_id, at).terms.round.visit
    if not reason or reason != terms.unreached:
        return ""
    tries, zone = tries_of(promise_id), zone_of(community_id)
    check_tries(tries, days_of(tries, zone), terms)
    lines = [(timezone.localtime(one.at, zone), str(WAYS[one.way]), one.who, one.words) for one in tries]
    return "\n".join(" · ".join(filter(None, [f"{at:%Y-%m-%d %H:%M}", *rest])) for at, *rest in lines)
