"""Visits before they are made: what is to come, what is known of the household, and what its members see of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.types import QueueRow
from guanjia.rooms.cases.types.refs import CaseRef
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty, HouseholdRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import DONE, PLANNED, Stop
from guanjia.rooms.rounds.rules.booking import Slot, TryRow
from guanjia.rooms.rounds.selectors.day import by_agreed, rows_of
from guanjia.rooms.rounds.selectors.offered import slots_of
from guanjia.rooms.rounds.selectors.tried import tries_of
from guanjia.rooms.rounds.selectors.wished import WishedRow, wished
from guanjia.rooms.rounds.types import StopKind, StopRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.models import JournalEvent

ARREARS = "bill.overdue"
MOST = 50


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The visit before: when, by whom, whom they met, what was noted, and what came of it."""

    at: datetime
    who: str
    met: str
    words: str
    promised: list["Promised"]


@dataclass(frozen=True, slots=True)
class Promised:
    """What was taken down at a visit: the case, and what is owed on it and by when, None where nothing is any more."""

    case: CaseRef
    owed: PromiseRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """All that is to be known before a visit."""

    stop: StopRow
    household: HouseholdRow
    open_cases: list[QueueRow]
    last: LastVisit | None
    wished: WishedRow
    tries: list[TryRow]
    asked_for: tuple[int, int]
    """How many tries, on how many days, the handbook asks before the visit may be let go."""
    overdue_since: datetime | None
    """When a bill of the home fell overdue; None where no such fact is known."""
    invited_at: datetime | None
    writes: bool
    """Whether somebody of the household can be told by message."""
    may_book: bool
    promise_id: UUID


def coming(actor: Actor, *, at: datetime, after: str | None = None) -> Page[StopRow]:
    """The reader's visits still to be made, by day. Three queries."""
    rows = access.stops(actor).filter(staff=actor.staff_id, kind=StopKind.VISIT.value, state=PLANNED)
    page = keyset(rows, by="day", after=after)
    return Page(sorted(rows_of(page.rows), key=lambda one: (one.day, *by_agreed(one))), page.next)


def preparation(actor: Actor, stop_id: UUID, *, at: datetime) -> Preparation:
    """The page before a visit. Raises Missing. Twenty queries at most."""
    found = access.stop(actor, stop_id)
    terms = handbook.edition_in_force(found.community_id, at).terms.round.visit
    visit = found.kind == StopKind.VISIT and found.state == PLANNED and found.started_at is None
    contacts = people.contacts_of_home(found.community_id, found.home_id)
    return Preparation(
        stop=rows_of([found])[0],
        household=people.household(actor, found.home_id),
        open_cases=[row for row in cases.of_home(actor, found.home_id, at=at) if row.is_open],
        last=_last(actor, found, at),
        wished=wished(found.home_id),
        tries=tries_of(found.promise),
        asked_for=(terms.tries, terms.try_days),
        overdue_since=_overdue(found),
        invited_at=found.invited_at,
        writes=any(row.kind and row.kind != "former" for row in contacts),
        may_book=visit and actor.may(Duty.DO_WORK) and terms.calendar is not None,
        promise_id=found.promise,
    )


def _last(actor: Actor, found: Stop, at: datetime) -> LastVisit | None:
    rows = Stop.objects.filter(home=found.home_id, kind=found.kind, state=DONE).exclude(pk=found.pk)
    last = rows.order_by("-ended_at").first()
    if last is None or last.ended_at is None:
        return None
    who = people.staff_names([last.staff_id]).get(last.staff_id, "")
    return LastVisit(last.ended_at, who, last.met, last.words, promised_at(last.cases, actor, at=at))


def promised(actor: Actor, stop_id: UUID, *, at: datetime) -> list[Promised]:
    """What was taken down at a stop, with what is owed on it. Raises Missing. Six queries."""
    return promised_at(access.stop(actor, stop_id).cases, actor, at=at)


def promised_at(ids: list[str], actor: Actor, *, at: datetime) -> list[Promised]:
    """The same by the ids of the cases."""
    refs = cases.live_cases(map(UUID, ids), actor) if ids else {}
    owed = promises.of_subjects("case", list(refs), at=at, explained=False, still=True) if refs else {}
    return [Promised(ref, _nearest(owed, key)) for key, ref in refs.items()]


def _nearest(owed: Mapping[UUID, list[PromiseRow]], key: UUID) -> PromiseRow | None:
    running = [(one.due_at, one) for one in owed.get(key, []) if one.ended_at is None and one.due_at]
    return min(running, key=lambda one: one[0], default=(None, None))[1]


def _overdue(found: Stop) -> datetime | None:
    """When a bill of the home was last told to be overdue, as far as some system told us. One query."""
    rows = JournalEvent.objects.filter(community_id=found.community_id, kind=ARREARS)
    told = rows.filter(refs__contains={"home": str(found.home_id)}).order_by("-at", "-id")
    return next(iter(told.values_list("at", flat=True)[:1]), None)


def offered(actor: Actor, stop_id: UUID, *, at: datetime) -> list[Slot]:
    """The times that can be agreed for a stop. Raises Missing. Seven light queries."""
    return slots_of(access.stop(actor, stop_id), at=at)


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit as the household sees it."""

    id: UUID
    home: str
    agent: str
    booked_from: datetime | None
    booked_until: datetime | None


def own_visits(actor: Actor) -> list[OwnVisit]:
    """The visits planned for a resident's homes, what was agreed first. Three queries, one where there are none."""
    rows = access.own_visits(actor).filter(state=PLANNED, started_at__isnull=True)
    found = rows_of(list(rows.order_by(F("booked_from").asc(nulls_last=True), "day", "id")[:MOST]))
    return [_own(one) for one in found]


def own_visit(actor: Actor, stop_id: UUID, *, at: datetime) -> tuple[OwnVisit, list[Slot]]:
    """One of them with the times that can be chosen. Raises Missing."""
    found = access.own_visit(actor, stop_id)
    waits = found.state == PLANNED and found.started_at is None
    return _own(rows_of([found])[0]), slots_of(found, at=at) if waits else []


def _own(one: StopRow) -> OwnVisit:
    return OwnVisit(one.id, one.home, one.staff, one.booked_from, one.booked_until)
