"""How often a household was tried for a visit that is owed, and which couldn't be reached yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.rounds.models import ABSENT, DONE, Stop, Try
from guanjia.rooms.rounds.rules.booking import TryRow, Way
from guanjia.rooms.rounds.selectors.overview import chosen
from guanjia.rooms.rounds.types import StopKind
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

MOST = 100
"""Tries of one visit that are shown: more than anybody makes."""


def tries_of(promise_id: UUID) -> list[TryRow]:
    """Every try to reach the household for what is owed, at the door and otherwise, the first first. Three queries."""
    doors = Stop.objects.filter(promise=promise_id, state=ABSENT).order_by("ended_at")[:MOST]
    others = Try.objects.filter(promise=promise_id).order_by("at")[:MOST]
    found = [(row.ended_at or row.planned_at, Way.DOOR, row.staff_id, row.words) for row in doors]
    found += [(row.at, Way(row.way), row.staff_id, row.words) for row in others]
    names = people.staff_names(staff for _, _, staff, _ in found)
    rows = (TryRow(at, way, names.get(staff, ""), words) for at, way, staff, words in found)
    return sorted(rows, key=lambda one: one.at)


def days_of(tries: Iterable[TryRow], zone: ZoneInfo) -> frozenset[date]:
    """The days of the place's calendar on which there were tries."""
    return frozenset(one.at.astimezone(zone).date() for one in tries)


@dataclass(frozen=True, slots=True)
class UnreachedRow:
    """A visit that is owed and was tried: how often, on how many days, when last; `enough`: it may be let go."""

    home: str
    promise_id: UUID
    due_at: datetime
    staff: str
    last_at: datetime
    tries: int
    days: int
    enough: bool


def unreached(actor: Actor, community: str = "", *, at: datetime, after: str | None = None) -> Page[UnreachedRow]:
    """The homes where nobody opened and whose visit is still owed, what is due first at the front. Seven queries at
    most, however many."""
    here = chosen(actor, community)
    later = Stop.objects.filter(promise=OuterRef("promise"), ended_at__gt=OuterRef("ended_at"))
    owed = RawSQL("select id from promises_promise where community_id = %s and not closed", [here])
    rows = Stop.objects.filter(community=here, state=ABSENT, kind=StopKind.VISIT.value, promise__in=owed)
    page = keyset(rows.filter(~Exists(later.filter(state__in=[ABSENT, DONE]))), by="due_at", after=after)
    terms, zone = handbook.edition_in_force(here, at).terms.round.visit, ZoneInfo(places.community(here).zone)
    tried = _tried([row.promise for row in page])
    homes, names = places.homes(row.home_id for row in page), people.staff_names(row.staff_id for row in page)

    def shown(row: Stop) -> UnreachedRow:
        times = tried[row.promise]
        days = len({one.astimezone(zone).date() for one in times})
        enough = len(times) >= terms.tries and days >= terms.try_days
        told = (homes[row.home_id].label, row.promise, row.due_at, names.get(row.staff_id, ""))
        return UnreachedRow(*told, max(times), len(times), days, enough)

    return page.map(shown)


def _tried(promise_ids: Collection[UUID]) -> Mapping[UUID, list[datetime]]:
    """When each was tried. Two queries."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    doors = Stop.objects.filter(promise__in=promise_ids, state=ABSENT).values_list("promise", "ended_at")
    others = Try.objects.filter(promise__in=promise_ids).values_list("promise", "at")
    for promise, at in [*doors, *others]:
        if at is not None:
            found[promise].append(at)
    return found


def tries_shown(actor: Actor, promise_id: UUID, *, at: datetime) -> tuple[PromiseRow, list[TryRow]]:
    """A promise with every try made for it. Raises Missing for one this person may not see."""
    return promises.seen(actor, promise_id, at=at), tries_of(promise_id)
