"""A stop, or a building's stops, put on another day or to somebody else by hand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.selectors import ActBounds
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.events import RoundMoved
from guanjia.rooms.rounds.models import DONE, PLANNED, Stop
from guanjia.rooms.rounds.rules.booking import check_agreed
from guanjia.rooms.rounds.rules.by_hand import Goal, Hand, check_goal
from guanjia.rooms.rounds.rules.work import days_apart
from guanjia.rooms.rounds.selectors.owed import quota_of
from guanjia.rooms.rounds.selectors.weeks import Weeks, attend, weeks_from
from guanjia.rooms.rounds.services.ground import told
from guanjia.rooms.rounds.types import StopState
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Missing, Refused, gettext_noop

AWAY = [StopState.MOVED.value, StopState.DROPPED.value]


@dataclass(frozen=True, slots=True)
class Target:
    """A day of somebody."""

    day: date
    staff_id: UUID


@transaction.atomic
def move_stops(actor: Actor, stop_ids: Sequence[UUID], target: Target, *, at: datetime) -> int:
    """Put these stops of one community on a day of somebody, all or none; returns how many were elsewhere before.
    Planning anew leaves them there.

    Raises Denied without the duty, Missing for a stop that isn't theirs to see, Refused with the reason where it can't
    be: no rest, not there, full, out of its time, too near to another visit.
    """
    actor.need(Duty.DISPATCH)
    stops = [access.stop(actor, key, lock=True) for key in sorted(set(stop_ids))]
    if not stops or len({stop.community_id for stop in stops}) > 1:
        raise Missing("rounds.missing", gettext_noop("There is no such stop."))
    place_verbs.hold_community(stops[0].community_id)
    for stop in stops:
        if stop.state != PLANNED:
            raise Refused("rounds.over", gettext_noop("This stop is over; its record stands."))
        check_agreed(agreed=stop.booked_from is not None, same_day=stop.day == target.day)
    weeks = weeks_from(stops[0].community_id, at=at)
    bounds = {stop.pk: _bounds(stop, target, at) for stop in stops}
    check_goal(_goal(weeks, stops, target, bounds), _hands(weeks, stops, target, bounds))
    moved = [stop for stop in stops if (stop.day, stop.staff_id) != (target.day, target.staff_id)]
    for stop in moved:
        stop.day, stop.staff_id, stop.by_hand = target.day, target.staff_id, True
        change(stop, ["day", "staff", "by_hand"])
    more = {"by_staff_id": actor.staff_id, "day": target.day.isoformat()}
    journal.record(*(told(stop, RoundMoved, target.staff_id, at, what=stop.kind, **more) for stop in moved))
    return len(moved)


def _bounds(stop: Stop, target: Target, at: datetime) -> ActBounds:
    found = promises.act_bounds(stop.community_id, stop.standard, stop.due_at, target.day.toordinal(), at=at)
    if found is None:
        raise Refused("rounds.not_owed", gettext_noop("The handbook does not ask for this stop any more."))
    return found


def _goal(weeks: Weeks, stops: Sequence[Stop], target: Target, bounds: dict[UUID, ActBounds]) -> Goal:
    roles = {one.role for one in bounds.values()}
    day = target.day.toordinal()
    attend(weeks, roles, max(day, weeks.end))
    walks = [one for one in weeks.walkers if one.key == str(target.staff_id)]
    return Goal(
        name=people.staff_names([target.staff_id]).get(target.staff_id, ""),
        day=target.day,
        today=date.fromordinal(weeks.today),
        there=any(day in one.days for one in walks),
        goes=roles <= set(people.roles_of(target.staff_id, weeks.community_id)),
        rests=any(one.rests for one in bounds.values()),
        busy=_busy(weeks, target, {stop.pk for stop in stops}),
    )


def _busy(weeks: Weeks, target: Target, but: set[UUID]) -> Fraction:
    """The part of a day that other stops take."""
    book = handbook.edition_in_force(weeks.community_id, weeks.at)
    rows = Stop.objects.filter(staff=target.staff_id, day=target.day).exclude(state__in=AWAY).exclude(pk__in=but)
    quotas = (quota_of(book, standard) for standard in rows.values_list("standard", flat=True))
    parts = [Fraction(1, one.capacity_per_day) for one in quotas if one is not None and one.capacity_per_day]
    return sum(parts, Fraction())


def _hands(weeks: Weeks, stops: Sequence[Stop], target: Target, bounds: dict[UUID, ActBounds]) -> list[Hand]:
    """The stops as the rules look at them. Two queries, however many."""
    homes = places.homes(stop.home_id for stop in stops)
    apart = {stop.pk: max(1, days_apart(bounds[stop.pk].apart)) for stop in stops}
    reach = timedelta(days=max(apart.values()))
    near = Stop.objects.filter(home__in=homes, day__range=(target.day - reach, target.day + reach))
    others: dict[tuple[UUID, str], list[date]] = defaultdict(list)
    for home, kind, day in (
        near.filter(state__in=[PLANNED, DONE]).exclude(pk__in=apart).values_list("home", "kind", "day")
    ):
        others[home, kind].append(day)
    return [
        Hand(
            home=homes[stop.home_id].label,
            first=date.fromordinal(weeks.day_of(bounds[stop.pk].opens)),
            last=date.fromordinal(weeks.last_of(stop.due_at)),
            others=others[stop.home_id, stop.kind],
            apart=apart[stop.pk],
            part=Fraction(1, most) if (most := bounds[stop.pk].capacity) else Fraction(),
        )
        for stop in stops
    ]
