"""The demo's stewards on their rounds, stop after stop; at times nobody is home, a few stops are forgotten."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from guanjia.config.demo.fieldwork import striped
from guanjia.config.demo.life import Life, when
from guanjia.config.demo.scenes import scene
from guanjia.config.demo.town import Worker
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.types import AskedItem, Attempt, Recording, StopKind

TAKES = {StopKind.VISIT: 25, StopKind.VACANT: 9, StopKind.RENOVATION: 7}
"""Minutes at a stop, with the way to it."""
BEGIN, NOON, AFTER_NOON, END = (timedelta(minutes=minutes) for minutes in (510, 715, 845, 1070))
"""Half past eight; the last stop before rest hours; when they are over; the last stop of the day."""


@when("round.planned", "round.moved")
def go(life: Life, fact: Any) -> None:
    """Each planned stop gets the next free minutes of the steward's day."""
    who = next((one for one in life.town.staff["steward"] if one.id == fact.staff_id), None)
    if who is None or life.town.happens("forgets_stop"):
        return
    kind = StopKind(fact.what)
    if kind is StopKind.VISIT and fact.kind == "round.planned":
        _call_them(life, who, fact.stop_id)
    at = _next_free(life, who, date.fromisoformat(fact.day), kind)
    if at is not None:
        life.town.later(at, lambda at: _be_there(life, who, fact.stop_id, at))


def _call_them(life: Life, who: Worker, stop_id: Any) -> None:
    """Some households agree a time on the phone, in the steward's first hours after the visit was planned. Who does is
    drawn by the visit itself: the rest of the days goes on as it would without."""
    drawn = Random(f"agreed {stop_id}")  # noqa: S311 - a draw of the demo
    if drawn.random() >= life.town.shares["agrees_visit"]:
        return

    def call(at: datetime) -> None:
        view = selectors.stop(who.actor, stop_id, at=at)
        slots = selectors.offered(who.actor, stop_id, at=at) if view.may_start else []
        if slots:
            services.book_visit(who.actor, stop_id, Agreed(drawn.choice(slots).start), at=at)

    day = life.town.at.astimezone(_zone(life)).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = day + BEGIN + timedelta(minutes=drawn.randrange(60))
    life.town.later(max(begin, life.town.at), call)


@when("visit.booked", "visit.rebooked")
def keep_time(life: Life, fact: Any) -> None:
    """Who agreed a time is there when it begins, a little early at most."""
    who = next((one for one in life.town.staff["steward"] if one.id == fact.staff_id), None)
    if who is not None:
        life.town.later(fact.window_start + timedelta(minutes=5), lambda at: _be_there(life, who, fact.stop_id, at))


def _next_free(life: Life, who: Worker, day: date, kind: StopKind) -> datetime | None:
    """The end of the next stop of this kind; None when the day is over."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=_zone(life))
    length = timedelta(minutes=TAKES[kind])
    at = max(life.walks.get((who.id, day), midnight + BEGIN), life.town.at) + length
    if midnight + NOON < at < midnight + AFTER_NOON + length:
        at = midnight + AFTER_NOON + length
    life.walks[who.id, day] = at
    return at if at < midnight + END else None


def _zone(life: Life) -> ZoneInfo:
    return ZoneInfo(places.community(life.town.community_id).zone)


def _be_there(life: Life, who: Worker, stop_id: Any, at: datetime) -> None:
    view = selectors.stop(who.actor, stop_id, at=at)
    here = (view.stop.day, view.stop.staff_id)
    agreed, until = view.stop.booked_from, view.stop.booked_until
    if agreed is not None and until is not None and not agreed <= at <= until:
        return  # they are waited for at another time
    if not view.may_record or here != (at.astimezone(_zone(life)).date(), who.id):
        return  # it was put elsewhere meanwhile
    if view.stop.kind is StopKind.VISIT and life.town.happens("nobody_home"):
        tries = handbook.edition_in_force(life.town.community_id, at).terms.round.knock_tries
        services.absent(who.actor, stop_id, Attempt(tries, card=True), at=at)
        return
    given = {item.code: value for item in view.items if (value := _given(life, item)) is not None}
    day = view.stop.day - timedelta(days=1 if life.town.happens("reuses_photo") else 0)
    wanted = [item.code for item in view.items if item.kind == "photo"]
    photos = {code: [scene(f"{view.stop.home} {day} {code}")] for code in wanted}
    signed = SIGNED if view.stop.kind is StopKind.VISIT else b""
    met = view.household.residents[0].name if view.household.residents else ""
    services.record(
        who.actor, stop_id, Recording(met=met, given=given, photos=photos, signature=signed, signer=met), at=at
    )


def _given(life: Life, item: AskedItem) -> object:
    """What is written down for an item; a meter of an empty home stands still."""
    if item.kind == "reading":
        return item.last if item.last is not None else float(life.town.chance.randrange(50, 900))
    if item.kind == "note":
        return life.say("visit_notes")
    return True if item.kind == "tick" else None


SIGNED = striped(255, 0, 4)
"""What stands for a signature."""


@when("finding.fixed")
def look_again(life: Life, fact: Any) -> None:
    """What was put right is looked at on the spot by a supervisor, who sees what anybody found; now and then it is not
    right. Breaches have a road of their own."""
    found = life.town.first_on("supervisor", at=life.town.after("feedback"))
    if found is not None and selectors.found_breach(fact.subject_id) is None:
        who, start = found
        life.town.later(start, lambda at: _look(life, who, fact.subject_id, at))


def _look(life: Life, who: Worker, finding_id: Any, at: datetime) -> None:
    photo = scene(f"{finding_id} again")
    if life.town.happens("still_wrong"):
        services.fail(who.actor, finding_id, [photo], life.say("still_wrong"), at=at)
    else:
        services.verify(who.actor, finding_id, [photo], at=at)
