"""Laying out the coming weeks of routine work: each act owed gets its day, its time of day, and who goes.

Once a day, and when another handbook holds, all that runs is looked at; in between only what began since. What stands
stays where it is; what its day left behind is laid again while its period runs.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Quota
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.rules.duty import duty_of
from guanjia.rooms.promises.selectors import EVER, PeriodOwed
from guanjia.rooms.routines import rules
from guanjia.rooms.routines.models import NOT_BEGUN, PLANNED, Laid, Routine, Thing
from guanjia.rooms.routines.rules import Hand, Hands
from guanjia.rooms.routines.selectors.asked import ACTIVITY, quotas, task_of
from guanjia.rooms.routines.services.things import look_after_known
from guanjia.rooms.routines.types import STAFF, RoutineState
from guanjia.shared.db import change, insert_together, reaches

_DAY, _INSTANT, _MINUTE = timedelta(days=1), timedelta(microseconds=1), timedelta(minutes=1)
_IN_MINUTE = _MINUTE // _INSTANT


def lay_everywhere(*, at: datetime) -> None:
    """Lay out routine work in every community this process works for."""
    for one in places.all_communities():
        if reaches(one.id):
            lay_out(one.id, at=at)


@transaction.atomic
def lay_out(community_id: UUID, *, at: datetime, anew: bool = False) -> int:
    """Lay out the coming weeks; returns how many acts are new in the plan."""
    place_verbs.hold_community(community_id)
    book = handbook.edition_in_force(community_id, at)
    asked = quotas(book)
    last = Laid.objects.filter(community=community_id).first()
    stamp = ":".join(map(str, handbook.stamp(community_id)))
    weeks = _Weeks(community_id, at, ZoneInfo(places.community(community_id).zone), book, asked)
    wholly = anew or last is None or (last.day, last.stamp) != (weeks.today, stamp)
    if wholly and asked:
        look_after_known(community_id, book, at=at)
    since = EVER if wholly or last is None else last.at
    rows = _written(weeks, since, wholly=wholly) if asked else []
    known = last or Laid(community_id=community_id)
    known.day, known.stamp, known.at = weeks.today, stamp, at
    known.save(force_insert=last is None)
    return len(rows)


@dataclass(slots=True)
class _Weeks:
    """What is laid out, and for whom."""

    community_id: UUID
    at: datetime
    zone: ZoneInfo
    book: Book
    asked: dict[str, Quota]
    things: dict[tuple[str, UUID], tuple[float, Thing]] = field(default_factory=dict)
    """By kind and subject: where among its kind a thing stands, from 0 to below 1."""
    crew: dict[int, Hands] = field(default_factory=dict)
    shifts: dict[int, dict[str, dict[UUID, list[rules.Span]]]] = field(default_factory=dict)
    """By day, role and person: the hours they are there, in minutes of the day."""
    zones: dict[str, dict[UUID, set[str]]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the place's calendar."""
        return self.at.astimezone(self.zone).date()

    def day_of(self, at: datetime) -> int:
        """The day on which an instant lies, as an ordinal."""
        return at.astimezone(self.zone).toordinal()

    def hands(self, day: int) -> Hands:
        """Who is there on a day, with what they have been given."""
        if day not in self.crew:
            self.crew[day] = Hands(
                {
                    role: [
                        Hand(str(key), tuple(spans), frozenset(self.zones.get(role, {}).get(key, ())))
                        for key, spans in staff.items()
                    ]
                    for role, staff in self.shifts.get(day, {}).items()
                }
            )
        return self.crew[day]

    def on_shift(self, role: str, key: UUID, starts: datetime, ends: datetime) -> None:
        """Somebody is there from one instant to another: in minutes of each day it touches."""
        begin, end = starts.astimezone(self.zone), ends.astimezone(self.zone)
        first, last = (one.hour * 60 + one.minute for one in (begin, end))
        for day in range(begin.toordinal(), end.toordinal() + 1):
            span = (first if day == begin.toordinal() else 0, last if day == end.toordinal() else rules.DAY)
            if span[0] < span[1]:
                self.shifts.setdefault(day, {}).setdefault(role, {}).setdefault(key, []).append(span)


def _written(weeks: _Weeks, since: datetime, *, wholly: bool) -> list[Routine]:
    """Close what its day left behind, and write what is owed and stands nowhere yet."""
    at, today = weeks.at, weeks.today
    until = at + timedelta(days=1)
    found = promises.quotas_ahead(weeks.community_id, [ACTIVITY], at=at, until=until, since=since)
    owed = [(quota.standard, one) for quota in found for one in quota.owed if one.promise_id is not None]
    owed = [(code, one) for code, one in owed if code in weeks.asked]
    if not owed and not wholly:
        return []
    _see_who_is_there(weeks)
    waiting = _waiting(weeks, {one.promise_id for _, one in owed}, wholly=wholly)
    rows = [row for code, one in owed for row in _of_promise(weeks, code, one, waiting.get(one.promise_id, []))]
    insert_together(rows)
    if wholly:
        _man_today(weeks, today)
    return rows


def _see_who_is_there(weeks: _Weeks) -> None:
    rows = Thing.objects.filter(community=weeks.community_id, until__isnull=True).order_by("kind", "label", "id")
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for kind, mine in by_kind.items():
        for place, row in enumerate(mine):
            weeks.things[kind, row.subject_id] = place / len(mine), row
    roles = {one.owed_by for one in weeks.asked.values()}
    for role, crew in people.shifts_by_role(weeks.community_id, weeks.at - _DAY).items():
        for key, spans in crew if role in roles else ():
            for starts, ends in spans:
                weeks.on_shift(role, key, starts, ends)
    for (role, building), staff in people.looking_after(weeks.community_id).items():
        for key in staff:
            weeks.zones.setdefault(role, {}).setdefault(key, set()).add(building)


def _waiting(weeks: _Weeks, owed: set[UUID | None], *, wholly: bool) -> dict[UUID | None, list[Routine]]:
    """What stands in the plan, by promise; what its day left behind, or is owed no more, is closed."""
    rows = Routine.objects.filter(community=weeks.community_id, state=PLANNED).order_by("day", "minute", "id")
    if not wholly:
        rows = rows.filter(promise__in=[key for key in owed if key])
    found: dict[UUID | None, list[Routine]] = defaultdict(list)
    gone: dict[RoutineState, list[UUID]] = defaultdict(list)
    for row in rows.select_for_update():
        if row.day < weeks.today:
            gone[RoutineState.PASSED].append(row.pk)
        elif wholly and row.promise not in owed:
            gone[RoutineState.DROPPED].append(row.pk)
        else:
            found[row.promise].append(row)
            if row.staff_id:
                weeks.hands(row.day.toordinal()).load[str(row.staff_id)] += 1
    for state, keys in gone.items():
        Routine.objects.filter(pk__in=keys).update(state=state.value)
    return found


def _of_promise(weeks: _Weeks, code: str, one: PeriodOwed, stands: list[Routine]) -> Iterator[Routine]:
    """The acts of one promise that stand nowhere yet."""
    quota, known = weeks.asked[code], weeks.things.get((weeks.asked[code].subject, one.subject_id))
    many = one.left - len(stands)
    if known is None or many <= 0:
        return
    place, thing = known
    first, last = weeks.day_of(one.opens), weeks.day_of(one.due_at - _INSTANT)
    phase = (place + _offset(code)) % 1
    today = weeks.today.toordinal()
    days = rules.days_of((first, last), (quota.times, many), phase, today)
    within_a_day = first == last
    times = rules.minutes_of(_hours(weeks, quota, today), one.left, phase) if within_a_day else []
    for number, day in enumerate(days):
        minute = times[len(stands) + number] if quota.not_in or (within_a_day and one.left > 1) else None
        yield _row(weeks, quota, thing, one, (day, minute, phase))


def _row(weeks: _Weeks, quota: Quota, thing: Thing, one: PeriodOwed, when: tuple[int, int | None, float]) -> Routine:
    day, minute, phase = when
    chosen = weeks.hands(day).choose(quota.owed_by, thing.buildings, minute, phase)
    if thing.kind == STAFF:
        mine = [hand for hand in weeks.hands(day).by_role.get(quota.owed_by, ()) if hand.key == str(thing.subject_id)]
        chosen = Hands({quota.owed_by: mine}).choose(quota.owed_by, (), minute, phase)
    who, at = chosen or (None, minute if minute is not None else int(phase * rules.DAY))
    return Routine(
        community_id=weeks.community_id,
        thing=thing,
        standard=quota.code,
        task=task_of(quota),
        promise=one.promise_id or NOT_BEGUN,
        due_at=one.due_at,
        day=date.fromordinal(day),
        minute=at,
        staff_id=UUID(who) if who else None,
        planned_at=weeks.at,
    )


def _man_today(weeks: _Weeks, today: date) -> None:
    """Who was named for today and isn't there goes no more: somebody who is takes their place."""
    hands = weeks.hands(today.toordinal())
    rows = Routine.objects.filter(community=weeks.community_id, day=today, state=PLANNED).select_related("thing")
    for row in rows:
        role = weeks.asked[row.standard].owed_by
        there = {one.key: one for one in hands.by_role.get(role, ())}
        now = there.get(str(row.staff_id))
        if now is not None and now.there(row.minute):
            continue
        chosen = hands.choose(role, row.thing.buildings, row.minute, 0) or hands.choose(
            role, row.thing.buildings, None, _offset(row.standard)
        )
        who, at = (UUID(chosen[0]), chosen[1]) if chosen else (None, row.minute)
        if (row.staff_id, row.minute) != (who, at):
            row.staff_id, row.minute = who, at
            change(row, ["staff", "minute"])


def _hours(weeks: _Weeks, quota: Quota, day: int) -> list[rules.Span]:
    """The hours of a day in which an act of this quota counts and somebody of the role is there, in minutes."""
    there = rules.together(span for one in weeks.hands(day).by_role.get(quota.owed_by, ()) for span in one.spans)
    if quota.not_in is None:
        return there
    duty = duty_of(weeks.book.calendar(quota.not_in).model_dump_json())
    begin = duty.midnight(day)
    rests = [
        (max(0, (start - begin) // _IN_MINUTE), min(rules.DAY, (end - begin) // _IN_MINUTE))
        for one in (day - 1, day)
        for start, end in duty.spans(one)
        if end > begin
    ]
    return rules.common(rules.taken_out(rests), there) or rules.taken_out(rests)


def _offset(code: str) -> float:
    """Standards of one kind of thing don't all fall on the same days."""
    return sum(ord(sign) * (place + 3) for place, sign in enumerate(code)) % 97 / 97
