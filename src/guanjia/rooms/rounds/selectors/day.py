"""A steward's day, and one stop of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, gettext

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.rules import resting
from guanjia.rooms.promises.rules.duty import duty_of
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import PLANNED, Shot, Stop, Trace
from guanjia.rooms.rounds.rules.mending import AFTER
from guanjia.rooms.rounds.rules.moves import MOVES
from guanjia.rooms.rounds.selectors.findings import findings_of
from guanjia.rooms.rounds.selectors.owed import items_after, last_done, quota_of
from guanjia.rooms.rounds.selectors.proving import flags_of_stop
from guanjia.rooms.rounds.selectors.spots import marks_of, spot_coded
from guanjia.rooms.rounds.types import AskedItem, DayView, ShotRow, StopKind, StopRow, StopState, StopView
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of_each

MOST = 200
"""Stops of a day that are shown: more than anybody walks."""


def day(actor: Actor, *, at: datetime) -> DayView:
    """What the reader is to do today, in the order one walks, and what they did. Four queries."""
    today = at.astimezone(_zone(actor)).date()
    rows = access.stops(actor).filter(staff=actor.staff_id, day=today)
    rows = rows.exclude(state__in=[StopState.MOVED.value, StopState.DROPPED.value]).order_by("place", "id")
    stops = list(rows[:MOST])
    found = rows_of(stops)
    behind = sorted((one for one in found if not one.is_open), key=lambda one: one.ended_at or at, reverse=True)
    return DayView(today, _by_time([one for one in found if one.is_open]), behind, marks_of(stops))


def _by_time(waiting: Sequence[StopRow]) -> list[StopRow]:
    """Building by building as one walks; in each what is agreed by its time, then the rest."""
    order = {building: place for place, building in enumerate(dict.fromkeys(one.building for one in waiting))}
    return sorted(waiting, key=lambda one: (order[one.building], *by_agreed(one)))


def by_agreed(one: StopRow) -> tuple[bool, float]:
    """What is agreed stands before the rest, by its time."""
    return one.booked_from is None, one.booked_from.timestamp() if one.booked_from else 0.0


def stops_at(actor: Actor, code: str, *, at: datetime) -> list[StopRow]:
    """The reader's stops of today for which a label stands. Raises Missing for a code that is none."""
    found = spot_coded(actor, code)
    seen = [one for one in day(actor, at=at).waiting if one.state is StopState.PLANNED]
    if found.home_id:
        return [one for one in seen if one.home_id == found.home_id]
    homes = set(
        Stop.objects.filter(pk__in=[one.id for one in seen], home__unit=found.unit_id).values_list("id", flat=True)
    )
    return [one for one in seen if one.id in homes]


def waiting_today(actor: Actor, *, at: datetime) -> int:
    """How many stops the reader has before them today. One query."""
    today = at.astimezone(_zone(actor)).date()
    return access.stops(actor).filter(staff=actor.staff_id, day=today, state=PLANNED).count()


def _zone(actor: Actor) -> ZoneInfo:
    return ZoneInfo(places.community(actor.community_ids[0]).zone if actor.community_ids else "Asia/Shanghai")


def rows_of(rows: Sequence[Stop]) -> list[StopRow]:
    """Stops as a list shows them. Two queries."""
    homes = places.homes(row.home_id for row in rows)
    names = people.staff_names(row.staff_id for row in rows)
    return [
        StopRow(
            id=row.pk,
            community_id=row.community_id,
            home_id=row.home_id,
            home=homes[row.home_id].label,
            building=homes[row.home_id].building,
            kind=StopKind(row.kind),
            state=StopState(row.state),
            day=row.day,
            staff_id=row.staff_id,
            staff=names.get(row.staff_id, ""),
            standard=row.standard,
            due_at=row.due_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            by_hand=row.by_hand,
            booked_from=row.booked_from,
            booked_until=row.booked_until,
        )
        for row in rows
    ]


def quiet_until(stop: Stop, at: datetime) -> datetime | None:
    """When the rest hours that run at `at` end, by the standard the stop is to keep; None while it may be done."""
    book = handbook.edition_in_force(stop.community_id, at)
    quota = quota_of(book, stop.standard)
    if quota is None or quota.not_in is None:
        return None
    return resting.quiet_until(duty_of(book.calendar(quota.not_in).model_dump_json()), at)


def stop(actor: Actor, stop_id: UUID, *, at: datetime) -> StopView:
    """One stop with what is known of the home and all that is asked there. Raises Missing."""
    found = access.stop(actor, stop_id)
    book, kind = handbook.edition_in_force(found.community_id, at), StopKind(found.kind)
    done = last_done(found.home_id, kind)
    items, last = items_after(book, kind, done), next((row for row in done if row.pk != found.pk), None)
    shots, traces = rows_of_each((Shot, {"stop_id": found.pk}), (Trace, {"stop_id": found.pk}))
    state, may = StopState(found.state), actor.may(Duty.DO_WORK)
    quota = quota_of(book, found.standard)
    return StopView(
        stop=rows_of([found])[0],
        household=people.household(actor, found.home_id),
        items=items,
        quiet_until=quiet_until(found, at),
        last_at=last.ended_at if last else None,
        last_words=last.words if last else "",
        may_start=may and state is StopState.PLANNED and found.started_at is None,
        may_record=may and StopState.DONE in MOVES[state],
        may_miss=may and StopState.ABSENT in MOVES[state],
        met=found.met,
        words=found.words,
        signer=found.signer,
        signed=bool(found.signature),
        shots=tuple(_shots(shots, items)),
        standard=quota.title.told_in(get_language() or "") if quota else found.standard,
        answered=tuple(_answered(found, items)),
        findings=tuple(findings_of(found)) if state is StopState.DONE else (),
        marks=marks_of([found]).get(found.pk, ""),
        scanned_at=min((row.at for row in traces if row.spot_id is not None), default=None),
        flags=tuple(flags_of_stop(actor, found)) if state is StopState.DONE else (),
    )


def _shots(shots: Iterable[Shot], items: Iterable[AskedItem]) -> Iterable[ShotRow]:
    titles = {item.code: item.title for item in items}
    for row in sorted(shots, key=lambda one: (one.at, one.pk)):
        item = row.item.removesuffix(AFTER)
        words = titles.get(item, item) if item == row.item else f"{titles.get(item, item)} · {gettext('Afterwards')}"
        yield ShotRow(row.pk, reverse("rounds:shot", args=[row.pk]), words, "", row.at)


def _answered(found: Stop, items: Iterable[AskedItem]) -> Iterable[tuple[AskedItem, object]]:
    """What was written down, by item."""
    for item in items:
        if item.code in found.evidence:
            yield item, found.evidence[item.code]
