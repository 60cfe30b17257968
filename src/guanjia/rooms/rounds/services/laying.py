"""Laying out the coming weeks: what is owed finds its steward, its day and its place in the walk.

Once a day, or when something changed, a community is planned wholly; in between the hour lays only what joined. What
stands moves as little as may be; today's stops, those put somewhere by hand and those agreed with a household stay.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.selectors import PeriodOwed, QuotaAhead
from guanjia.rooms.rounds.models import DONE, PLANNED, Plan, Stop
from guanjia.rooms.rounds.selectors.owed import kind_of, kinds_owed
from guanjia.rooms.rounds.selectors.weeks import Weeks, attend, midnight, weeks_ahead
from guanjia.rooms.rounds.selectors.wished import wishes_here
from guanjia.rooms.rounds.services.agreed import pass_on_agreed, tell_broken
from guanjia.rooms.rounds.services.ground import move, zone_of
from guanjia.rooms.rounds.services.planning import Before, Outcome, lay
from guanjia.rooms.rounds.services.writing import write_plan, write_short
from guanjia.rooms.rounds.types import HOME_IS, StopState
from guanjia.shared.actor import Actor
from guanjia.shared.db import reaches, rows_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask

_STALE = """
select stop.id from rounds_stop as stop join places_home as home on home.id = stop.home_id
  left join promises_promise as promise on promise.id = stop.promise
 where stop.community_id = %s and stop.state = 'planned'
   and (promise.closed or home.occupancy <> case stop.kind
        when 'visit' then 'occupied' when 'vacant_check' then 'vacant' else 'renovating' end)
"""
BEHIND = [PLANNED, StopState.MOVED.value, StopState.DROPPED.value]
"""States of a stop at which nobody was."""


def plan(actor: Actor, community_id: UUID, *, at: datetime) -> int:
    """Plan the coming weeks anew; returns how many stops are new.

    Raises Denied without the duty, Missing for a community that isn't served.
    """
    actor.need(Duty.DISPATCH)
    if community_id not in actor.community_ids:
        raise Missing("rounds.community", gettext_noop("You serve no such community."))
    return lay_out(community_id, at=at, anew=True)


def plan_again(community_id: UUID) -> None:
    """Something changed by which the plan was made: with the next hour it is made anew."""
    Plan.objects.filter(community=community_id, again=False).update(again=True)


def lay_everywhere(*, at: datetime) -> None:
    """Lay out the weeks in every community this process works for."""
    for one in places.all_communities():
        if reaches(one.id):
            lay_out(one.id, at=at)


@transaction.atomic
def lay_out(community_id: UUID, *, at: datetime, anew: bool = False) -> int:
    """Lay out the coming weeks; returns how many stops are new. What was not done on its day is laid again, and what is
    owed no more is dropped. Wholly where that is due, else only what joined today and what went."""
    place_verbs.hold_community(community_id)
    last = Plan.objects.filter(community=community_id).first()
    stamp = ":".join(map(str, handbook.stamp(community_id)))
    today = at.astimezone(zone_of(community_id)).date()
    if not anew and last is not None and (last.day, last.stamp, last.again) == (today, stamp, False):
        return _what_joined(community_id, at, today)
    made = _wholly(community_id, at)
    known = last or Plan(community_id=community_id)
    known.day, known.stamp, known.at, known.again, known.lines = today, stamp, at, False, made.lines
    known.save(force_insert=last is None)
    return made.new


@dataclass(frozen=True, slots=True)
class _Made:
    """How many stops are new, and how each quota stands."""

    new: int
    lines: dict[str, Any]


def _wholly(community_id: UUID, at: datetime) -> _Made:
    weeks = weeks_ahead(community_id, at=at)
    until = midnight(weeks.zone, weeks.end + 1)
    quotas = promises.quotas_ahead(community_id, kinds_owed(), at=at, until=until)
    waiting = _missed(Stop.objects.select_for_update().filter(community=community_id, state=PLANNED), weeks)
    if not quotas and not waiting:
        return _Made(0, {})
    _attend(weeks, quotas)
    weeks.wishes = wishes_here(community_id)
    pass_on_agreed(weeks, quotas, waiting)
    there = {one.key: weeks.there(one.key) for one in weeks.walkers}

    def stays(row: Stop) -> bool:
        if row.booked_from is not None:  # what was agreed with a household is never moved
            return True
        firm = row.by_hand or row.started_at is not None or row.day.toordinal() == weeks.today
        return firm and row.day.toordinal() in there.get(str(row.staff_id), ())

    outcomes = _laid(weeks, quotas, waiting, stays)
    new = write_plan(weeks, outcomes, waiting)
    write_short(weeks, outcomes, anew=True)
    return _Made(new, _lines(weeks, outcomes))


def _what_joined(community_id: UUID, at: datetime, today: date) -> int:
    """Drop what is owed no more, and lay what began today and is due within the weeks planned."""
    for row in rows_of(Stop, lock=True, id=[key for (key,) in ask(_STALE, [community_id])]):
        move(row, StopState.DROPPED)
    zone = zone_of(community_id)
    began = midnight(zone, today.toordinal())
    ahead = handbook.edition_in_force(community_id, at).terms.round.plan.ahead.in_days()
    until = midnight(zone, today.toordinal() + ahead)
    quotas = promises.quotas_ahead(community_id, kinds_owed(), at=at, until=until, since=began)
    _leave_out_known(community_id, quotas, today, until)
    if not any(quota.owed for quota in quotas):
        return 0
    weeks = weeks_ahead(community_id, at=at)
    _attend(weeks, quotas)
    outcomes = _laid(weeks, quotas, list(Stop.objects.filter(community=community_id, state=PLANNED)), lambda row: True)
    write_short(weeks, outcomes, anew=False)
    return write_plan(weeks, outcomes, [])


def _leave_out_known(community_id: UUID, quotas: Sequence[QuotaAhead], today: date, until: datetime) -> None:
    """Leave only what has begun, ends within the weeks planned, and neither waits nor was tried today."""
    homes = {one.subject_id for quota in quotas for one in quota.owed}
    if not homes:
        return
    rows = Stop.objects.filter(community=community_id, home__in=homes)
    waits = Counter(rows.filter(state=PLANNED).values_list("home", "kind", "due_at"))
    tried = set(rows.filter(day=today).exclude(state__in=BEHIND).values_list("home", "kind"))
    for quota in quotas:
        kind = kind_of(quota.activity).value

        def is_new(one: PeriodOwed, kind: str = kind) -> bool:
            stands = waits[one.subject_id, kind, one.due_at] >= one.left or (one.subject_id, kind) in tried
            return one.promise_id is not None and one.due_at <= until and not stands

        quota.owed = [one for one in quota.owed if is_new(one)]


def _missed(rows: Any, weeks: Weeks) -> list[Stop]:
    """Close what its day left behind; returns what still waits."""
    waiting = list(rows.order_by("day", "place", "id"))
    for row in waiting:
        if row.day.toordinal() < weeks.today:
            move(row, StopState.MOVED)
            tell_broken(row, weeks.at)
    return [row for row in waiting if row.state == PLANNED]


def _attend(weeks: Weeks, quotas: Sequence[QuotaAhead]) -> None:
    dues = [weeks.last_of(one.due_at) for quota in quotas for one in quota.owed]
    weeks.limits = {quota.standard: quota.capacity for quota in quotas if quota.capacity}
    attend(weeks, {quota.role for quota in quotas}, max([weeks.end, *dues]))


def _laid(weeks: Weeks, quotas: Sequence[QuotaAhead], waiting: Sequence[Stop], stays: Any) -> list[Outcome]:
    """Each quota laid beside those with shorter periods: they have less room to go elsewhere."""
    today = date.fromordinal(weeks.today)
    by_home: dict[UUID, list[Stop]] = defaultdict(list)
    for row in waiting:
        by_home[row.home_id].append(row)
        if stays(row):
            weeks.take(str(row.staff_id), row.day.toordinal(), row.standard)
    tried = set()
    been = Stop.objects.filter(community=weeks.community_id, day=today).exclude(state__in=BEHIND)
    for home, kind, staff, standard in been.values_list("home", "kind", "staff", "standard"):
        weeks.take(str(staff), weeks.today, standard)
        tried.add((home, kind))
    before = Before(by_home, _last_acts(weeks, quotas), frozenset(tried), stays)
    claimed: set[tuple[UUID, str]] = set()
    return [lay(weeks, quota, before, claimed) for quota in quotas]


def _last_acts(weeks: Weeks, quotas: Sequence[QuotaAhead]) -> dict[tuple[UUID, str], int]:
    """The day of the last act at each home, as far back as some quota keeps acts apart."""
    apart = max((quota.apart for quota in quotas), default=0)
    if not apart:
        return {}
    since = weeks.at - timedelta(microseconds=apart)
    kinds = [kind_of(quota.activity).value for quota in quotas if quota.apart]
    rows = Stop.objects.filter(community=weeks.community_id, state=DONE, kind__in=kinds)
    rows = rows.filter(day__gte=(since - timedelta(days=1)).date(), ended_at__gt=since)
    found = rows.values_list("home", "kind").annotate(last=Max("ended_at"))
    return {(home, kind): weeks.day_of(last) for home, kind, last in found}


def _lines(weeks: Weeks, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """By standard: what is left in the period that runs, and how much of it will be short. What ends after the weeks
    planned is compared with what the days until then hold."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for one in outcomes:
        quota, line = one.quota, lines[one.quota.standard]
        running = [owed for owed in quota.owed if owed.promise_id is not None and _lived_in(weeks, one, owed)]
        left, far = sum(owed.left for owed in running), max((weeks.last_of(o.due_at) for o in running), default=0)
        days = [day for who in weeks.walkers if who.role == quota.role for day in who.days if day <= far]
        over = max(0, left - len(days) * quota.capacity) if quota.capacity and far > weeks.end else 0
        line["left"] += left
        line["broken"] += one.broken
        line["short"] += max(over, sum(lost.owed.promise_id is not None for lost in one.missing))
    return {standard: dict(line) for standard, line in lines.items()}


def _lived_in(weeks: Weeks, outcome: Outcome, owed: PeriodOwed) -> bool:
    """Whether the home is lived in as the act asks: a visit isn't paid where nobody lives any more."""
    found = weeks.homes.get(owed.subject_id)
    return found is not None and found[1].occupancy is HOME_IS[kind_of(outcome.quota.activity)]
