"""At the door: the stop begins, is recorded, or nobody opens."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.rules import check_at
from guanjia.rooms.cases.rules.signing import inked
from guanjia.rooms.cases.services.intake import open_recognised
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import access, events, rules
from guanjia.rooms.rounds.models import PLANNED, Shot, Stop
from guanjia.rooms.rounds.rules.proving import NOTHING_SAID, PhoneSaid
from guanjia.rooms.rounds.selectors.day import quiet_until
from guanjia.rooms.rounds.selectors.owed import asked_items
from guanjia.rooms.rounds.services.evidence import keep_all
from guanjia.rooms.rounds.services.findings import Found, keep_voices, take_up
from guanjia.rooms.rounds.services.ground import move, need_of, scene_of, told, who_goes
from guanjia.rooms.rounds.services.spots import keep_scan
from guanjia.rooms.rounds.services.telling import reached_by
from guanjia.rooms.rounds.services.tracing import Said, keep_trace
from guanjia.rooms.rounds.types import AskedItem, Attempt, Recording, StopKind, StopState
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.time import now

DONE_BY: dict[StopKind, type[events.RoundDone]] = {
    StopKind.VISIT: events.VisitDone,
    StopKind.VACANT: events.VacantCheckDone,
    StopKind.RENOVATION: events.RenovationCheckDone,
}
PHOTO, SIGNATURE = "photo", "signature"


@transaction.atomic
def start(actor: Actor, stop_id: UUID, phone: PhoneSaid = NOTHING_SAID, *, at: datetime) -> None:
    """Somebody is at the door. Again it changes nothing. Raises Refused in rest hours, when nobody is disturbed."""
    stop = _held(actor, stop_id, at)
    if stop.started_at is not None or stop.state == StopState.DONE:
        return
    quiet = quiet_until(stop, at)
    if quiet is not None:
        message = gettext_noop("Rest hours run until %(at)s: nobody is visited now.")
        raise Refused("rounds.quiet", message, {"at": f"{quiet:%H:%M}"})
    stop.started_at = at
    change(stop, ["started_at"])
    keep_trace(stop, actor, Said("start", phone), at=at)
    keep_scan(stop, actor, phone, at=at)


@transaction.atomic
def record(actor: Actor, stop_id: UUID, said: Recording, *, at: datetime) -> None:
    """Write down what was seen and said; findings and what the resident asked for become cases. What was done counts
    for the quota. The same sent twice counts once. Raises Invalid for a reading that can't be, Refused for a stop that
    is over.
    """
    stop = _held(actor, stop_id, at)
    if stop.state == StopState.DONE:
        return
    items = asked_items(handbook.edition_in_force(stop.community_id, at), StopKind(stop.kind), stop.home_id)
    rules.check_recording(items, said)
    shots = keep_all(stop, actor, said.photos, at)
    _write(stop, actor, said, _evidence(shots, items, said), at)
    keep_trace(stop, actor, Said("record", said.phone), at=at)
    keep_scan(stop, actor, said.phone, at=at)
    moved = rules.moved_items(items, said.given) if stop.kind == StopKind.VACANT else []
    found = {**_moved_words(moved), **_found_words(said)}
    _tell(stop, actor, found, moved, at)
    keep_voices(stop, said.voices, at=at)
    scene, who = scene_of(stop), who_goes(actor)
    wrong = [Found(one, found[one.code], scene, who) for one in items if one.topic and one.code in found]
    opened = [row.case_id for one in wrong if (row := take_up(one, said, at=at)).case_id is not None]
    stop.cases = [*map(str, opened), *map(str, _take_down(stop, actor, said.matters, at))]
    change(stop, ["cases"])


@transaction.atomic
def absent(actor: Actor, stop_id: UUID, tried: Attempt, *, at: datetime) -> None:
    """Nobody let us in; it is laid again for another day. The same sent twice counts once."""
    stop = _held(actor, stop_id, at)
    if stop.state in (StopState.ABSENT, StopState.DONE):
        return
    stop.ended_at, stop.words = at, tried.words
    move(stop, StopState.ABSENT, "ended_at", "words")
    who = who_goes(actor)
    if stop.kind == StopKind.VISIT:
        journal.record(told(stop, events.VisitAbsent, who, at, knocks=tried.knocks, card=tried.card))
    else:
        journal.record(told(stop, events.RoundNotEntered, who, at, what=stop.kind))


def _held(actor: Actor, stop_id: UUID, at: datetime) -> Stop:
    """The stop, held until the transaction ends. Raises Refused for a time in the future, or before it was planned."""
    actor.need(Duty.DO_WORK)
    who_goes(actor)
    stop = access.stop(actor, stop_id, lock=True)
    terms = handbook.edition_in_force(stop.community_id, at).terms.journal
    tolerance = timedelta(seconds=terms.early_tolerance.in_seconds())
    check_at(at, now(), tolerance)
    if at < stop.planned_at - tolerance:
        message = gettext_noop("This time lies before the stop was planned. Check the clock of the device.")
        raise Refused("rounds.before_planned", message)
    return stop


def _evidence(shots: Sequence[Shot], items: Sequence[AskedItem], said: Recording) -> dict[str, Any]:
    """The evidence by item, as a checklist reads it: photos are counted where they are kept."""
    counted = Counter(shot.item for shot in shots)
    given: dict[str, Any] = {}
    for item in items:
        value = said.given.get(item.code)
        if item.kind in (PHOTO, SIGNATURE) and not isinstance(value, dict):  # a word is no proof
            value = counted[item.code] if item.kind == PHOTO else bool(said.signature)
        if value not in (None, "", 0, False):
            given[item.code] = value
    return given


def _write(stop: Stop, actor: Actor, said: Recording, given: dict[str, Any], at: datetime) -> None:
    stop.ended_at, stop.staff_id = at, who_goes(actor)
    stop.met, stop.words = said.met[:60], said.words
    stop.evidence, stop.found = given, dict(said.found)
    if said.signature:
        stop.signature, stop.signer = files.keep(inked(said.signature)), said.signer[:60]
    before = stop.state
    columns = ("ended_at", "staff", "met", "words", "evidence", "found", "signature", "signer")
    move(stop, StopState.DONE, *columns)
    if before != PLANNED:  # laid again before this was told
        again = Stop.objects.filter(home=stop.home_id, kind=stop.kind, due_at=stop.due_at, state=PLANNED)
        for other in again.order_by("day")[:1]:
            move(other, StopState.DROPPED)


def _tell(stop: Stop, actor: Actor, found: dict[str, str], moved: Sequence[AskedItem], at: datetime) -> None:
    began = stop.started_at if stop.started_at is not None and stop.started_at <= at else None
    worded = {code: True if isinstance(value, str) else value for code, value in stop.evidence.items()}
    more: dict[str, Any] = {"began": began, "evidence": worded, "found": tuple(found)}
    if stop.kind == StopKind.VISIT:
        more["version"] = stop.agreement
    facts = [told(stop, DONE_BY[StopKind(stop.kind)], who_goes(actor), at, **more)]
    if moved:
        items = tuple(item.code for item in moved)
        facts.append(told(stop, events.ReadingMoved, who_goes(actor), at, items=items))
    journal.record(*facts)


def _found_words(said: Recording) -> dict[str, str]:
    """What is wrong by item: in words, by what was said, by what was put right, or by whose breach it is."""
    spoken = dict.fromkeys([*said.voices, *said.fixed, *said.breaches], "—")
    return spoken | {code: words for code, words in said.found.items() if words.strip()}


def _moved_words(moved: Sequence[AskedItem]) -> dict[str, str]:
    """What a meter that moved in an empty home says, in words."""
    return {item.code: f"{item.title} > {item.last:g} {item.unit}" for item in moved if item.last is not None}


def _take_down(stop: Stop, actor: Actor, matters: Sequence[str], at: datetime) -> list[UUID]:
    """A case for each thing the resident asked for, recognised as a message would be, and theirs to follow."""
    opened, theirs = [], reached_by(stop) if matters else None
    for text in matters:
        found = cases.recognised(stop.community_id, text, at=at)
        wanted = replace(need_of(stop, text), staff_id=actor.staff_id, contact_id=theirs)
        opened.append(open_recognised(wanted, found, heard_id=None, at=at).id)
    return opened
