"""Laying out the day: what is owed finds its steward and its place in the walk."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import HomeRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.selectors import OwedAct
from guanjia.rooms.rounds import rules
from guanjia.rooms.rounds.events import RoundPlanned
from guanjia.rooms.rounds.models import DONE, PLANNED, Stop
from guanjia.rooms.rounds.selectors.owed import kind_of, kinds_owed
from guanjia.rooms.rounds.services.ground import move, told, zone_of
from guanjia.rooms.rounds.types import HOME_IS, StopKind, StopState
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_together, reaches
from guanjia.shared.errors import Missing, gettext_noop

MOVED, DROPPED = StopState.MOVED.value, StopState.DROPPED.value


def plan(actor: Actor, community_id: UUID, *, at: datetime) -> int:
    """Lay out today for everybody who is there; returns how many stops are new. Again it only adds what joined since.

    Raises Denied without the duty, Missing for a community that isn't served.
    """
    actor.need(Duty.DISPATCH)
    if community_id not in actor.community_ids:
        raise Missing("rounds.community", gettext_noop("You serve no such community."))
    return lay_out(community_id, at=at)


def lay_everywhere(*, at: datetime) -> None:
    """Lay out today in every community this process works for."""
    for one in places.all_communities():
        if reaches(one.id):
            lay_out(one.id, at=at)


@transaction.atomic
def lay_out(community_id: UUID, *, at: datetime) -> int:
    """Lay today out of what is owed; returns how many stops are new. What was not done on its day is laid again, and
    what is owed no more is dropped."""
    place_verbs.hold_community(community_id)
    zone = zone_of(community_id)
    day = at.astimezone(zone).date()
    owed = promises.owed_acts(community_id, kinds_owed(), at=at)
    waiting = list(Stop.objects.select_for_update().filter(community=community_id, state=PLANNED))
    if not owed and not waiting:
        return 0
    homes = {home.id: (place, home) for place, home in enumerate(places.all_homes(community_id))}
    kept = _put_right(waiting, owed, homes, day)
    walkers = _walkers(community_id, {one.role for one in owed}, day, datetime.combine(day, time(), zone))
    if not walkers:
        return 0
    laid = rules.lay(_to_lay(community_id, owed, homes, kept, day), [day], walkers)
    _write(community_id, laid, homes, at)
    return len(laid)


def _put_right(
    waiting: Iterable[Stop], owed: Sequence[OwedAct], homes: Mapping[UUID, tuple[int, HomeRow]], day: date
) -> set[tuple[UUID, str]]:
    """Drop what is owed no more, move what its day left behind; returns the homes and kinds that still wait."""
    open_ones = {one.promise_id for one in owed}
    kept = set()
    for stop in waiting:
        fits = homes[stop.home_id][1].occupancy is HOME_IS[StopKind(stop.kind)]
        if stop.day < day:
            move(stop, StopState.MOVED)
        elif not fits or stop.promise not in open_ones:
            move(stop, StopState.DROPPED)
        else:
            kept.add((stop.home_id, stop.kind))
    return kept


def _to_lay(
    community_id: UUID,
    owed: Iterable[OwedAct],
    homes: Mapping[UUID, tuple[int, HomeRow]],
    kept: set[tuple[UUID, str]],
    day: date,
) -> Iterable[rules.Owed]:
    """What may be laid: for homes that are lived in as the act asks, that neither wait nor were tried today."""
    zone = zone_of(community_id)
    tried = Stop.objects.filter(community=community_id, day=day).exclude(state__in=[PLANNED, MOVED, DROPPED])
    kept = kept | set(tried.values_list("home_id", "kind"))
    ended = Stop.objects.filter(community=community_id, state=DONE, kind=StopKind.VISIT.value)
    last = dict(ended.values_list("home_id").annotate(last=Max("ended_at")))
    for one in owed:
        kind = kind_of(one.activity)
        place, home = homes.get(one.subject_id, (0, None))
        if home is None or home.occupancy is not HOME_IS[kind] or (home.id, kind.value) in kept:
            continue
        before = last.get(home.id) if one.apart else None
        earliest = day if before is None else max(day, (before + one.apart).astimezone(zone).date() + timedelta(days=1))
        kept.add((home.id, kind.value))
        yield rules.Owed(
            home=home.id,
            kind=kind.value,
            role=one.role,
            building=home.building,
            order=place,
            earliest=earliest,
            latest=max(day, (one.due_at - timedelta(microseconds=1)).astimezone(zone).date()),
            capacity=one.capacity,
            acts=one.left,
            key=one,
        )


def _walkers(community_id: UUID, roles: set[str], day: date, midnight: datetime) -> list[rules.Walker]:
    there = people.walkers(community_id, roles, midnight, midnight + timedelta(days=1))
    rows = Stop.objects.filter(community=community_id, day=day).exclude(state__in=[MOVED, DROPPED])
    taken: dict[UUID, Counter[tuple[date, str]]] = {}
    for staff_id, kind in rows.values_list("staff_id", "kind"):
        taken.setdefault(staff_id, Counter())[day, kind] += 1
    return [
        rules.Walker(staff=key, role=role, buildings=buildings, days=frozenset({day}), taken=taken.get(key, Counter()))
        for key, role, buildings, _ in there
    ]


def _write(
    community_id: UUID, laid: Sequence[rules.Laid], homes: Mapping[UUID, tuple[int, HomeRow]], at: datetime
) -> None:
    """Write the stops down. The place of the walk is the home's place in the community, so that what joins during the
    day stands where one passes."""
    rows, facts = [], []
    for one in laid:
        act: OwedAct = one.owed.key
        row = Stop(
            community_id=community_id,
            home_id=one.owed.home,
            staff_id=one.staff,
            kind=one.owed.kind,
            standard=act.standard,
            promise=act.promise_id,
            due_at=act.due_at,
            day=one.day,
            place=homes[one.owed.home][0],
            planned_at=at,
        )
        rows.append(row)
        facts.append(told(row, RoundPlanned, one.staff, at, what=row.kind, day=one.day.isoformat()))
    insert_together(rows)
    journal.record(*facts)
