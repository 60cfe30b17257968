"""The demo's routine work: guards on their rounds, cleaners, engineers; at times something is forgotten or untidy."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.config.demo.fieldwork import picture
from guanjia.config.demo.life import Life
from guanjia.config.demo.town import Worker
from guanjia.config.demo.world import Span
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds.types import AskedItem
from guanjia.rooms.routines import selectors, services
from guanjia.rooms.routines.types import Done

MINUTE = timedelta(minutes=1)
AFTER_MIDNIGHT = 5 * MINUTE
"""So long after it the work of the day is laid out."""
WITHIN = 25
"""Within so many minutes of the hour it is meant for it is done."""


def begin(life: Life, span: Span) -> None:
    """From the first midnight on the work of each day is laid out and done."""
    people = {one.id: one for staff in life.town.staff.values() for one in staff}
    life.town.later(span.starts + AFTER_MIDNIGHT, lambda at: _day(life, people, at))


def _day(life: Life, people: dict[UUID, Worker], at: datetime) -> None:
    services.lay_out(life.town.community_id, at=at)
    here = at.astimezone(ZoneInfo(places.community(life.town.community_id).zone))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    for row in selectors.planned_on(life.town.community_id, here.date()):
        who = people.get(row.staff_id) if row.staff_id else None
        late = timedelta(minutes=life.town.chance.randrange(WITHIN))
        if who is not None and not life.town.happens("forgets_routine"):
            when = max(at + MINUTE, midnight + row.minute * MINUTE + late)
            life.town.later(when, partial(_do, life, who, row.id))
    life.town.later(midnight + timedelta(days=1) + AFTER_MIDNIGHT, lambda at: _day(life, people, at))


def _do(life: Life, who: Worker, routine_id: UUID, at: datetime) -> None:
    view = selectors.routine(who.actor, routine_id, at=at)
    if not view.may_record:
        return  # somebody else has it by now
    given = {item.code: value for item in view.items if (value := _given(life, item)) is not None}
    opening = [item for item in view.items if item.topic and item.code in given]
    found = {life.town.pick(opening).code: life.say("findings")} if opening and life.town.happens("finds") else {}
    photos = {item.code: [picture(life)] for item in view.items if item.kind == "photo"}
    together = 1 if life.town.happens("goes_alone") else view.together
    done = Done(given=given, found=found, photos=photos, people=together)
    services.record(who.actor, routine_id, done, at=at)


def _given(life: Life, item: AskedItem) -> object:
    """What is written down for an item; now and then something is not in order."""
    if item.kind == "reading":
        return item.last if item.last is not None else float(life.town.chance.randrange(50, 900))
    if item.kind == "note":
        return life.say("drill_notes")
    return True if item.kind == "tick" and not life.town.happens("untidy") else None
