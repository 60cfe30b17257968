"""The demo's workers: they take what is offered, go, work, wait for parts, and finish."""

import struct
import zlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.config.demo import spotwork
from guanjia.config.demo.complaints import LEADS
from guanjia.config.demo.deskwork import URGENT
from guanjia.config.demo.life import Life, when
from guanjia.config.demo.town import Worker
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report, Window
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.handbook import selectors as handbook

SEEN = {"read": True, "guarded": True}
"""Every safety step was seen."""


def _worker(life: Life, staff_id: UUID) -> Worker | None:
    return next((one for group in life.town.staff.values() for one in group if one.id == staff_id), None)


@when("assignment.offered")
def decide(life: Life, fact: Any) -> None:
    """Taken after a look at the phone; some say no, some don't look."""
    town, who = life.town, _worker(life, fact.staff_id)
    if who is None or town.happens("overlooks"):
        return
    urgent = reads.case_ref(fact.case_id).urgency in URGENT
    no = not urgent and town.happens("declines")

    def act(at: datetime) -> None:
        if no:
            dispatch.decline(who.actor, fact.subject_id, "busy", at=at)
        else:
            dispatch.take(who.actor, fact.subject_id, at=at)

    town.later(town.after("take_urgent" if urgent else "take"), act)


@when("opening.made")
def claim(life: Life, fact: Any) -> None:
    """What lies open is claimed by whoever of the role looks at the phone first."""
    who = life.town.on_duty(fact.to_role)
    if who is None or life.town.happens("overlooks"):
        return

    def act(at: datetime) -> None:
        dispatch.claim(who.actor, fact.subject_id, at=at)

    life.town.later(life.town.after("take"), act)


@when("case.taken_on")
def go(life: Life, fact: Any) -> None:
    """Urgent work at once; other work in the window agreed with the resident."""
    town, who = life.town, _worker(life, fact.staff_id)
    case = reads.case_ref(fact.subject_id)
    if who is None or who.role == "supervisor" or (who.role in LEADS and case.urgency not in URGENT):
        return
    if case.urgency in URGENT:
        town.later(town.after("take_urgent"), lambda at: _depart(life, who, case.id, at))
        town.later(town.after("way_urgent"), lambda at: _arrive(life, who, case.id, at))
        return
    start = who.next_on(town.after("way"))
    if start is None:
        return
    window = start.replace(minute=0, second=0) + timedelta(hours=1)

    def agree(at: datetime) -> None:
        if reads.state_of(case.id) == "in_hand":
            first = max(window, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
            cases.agree_appointment(who.actor, case.id, Window(first, first + timedelta(hours=2)), at=at)

    town.later(town.after("appointment"), agree)
    leave = window + timedelta(minutes=town.chance.randrange(5, 110))
    town.later(leave, lambda at: _depart(life, who, case.id, at))
    town.later(leave + timedelta(minutes=town.chance.randrange(3, 25)), lambda at: _arrive(life, who, case.id, at))


def _depart(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    if reads.state_of(case_id) == "in_hand":
        cases.depart(who.actor, case_id, at=at)


def _arrive(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    if reads.case_ref(case_id).state != "in_hand":
        return
    if life.town.happens("late_note"):  # no signal in the basement: it reaches us later, with the true time
        life.town.later(at + timedelta(minutes=life.town.chance.randrange(15, 90)), lambda _: _note(who, case_id, at))
    else:
        cases.arrive(who.actor, case_id, at=at)


def _note(who: Worker, case_id: UUID, at: datetime) -> None:
    if reads.state_of(case_id) == "in_hand":
        cases.arrive(who.actor, case_id, at=at)


@when("case.arrived")
def work(life: Life, fact: Any) -> None:
    """Contain what is urgent; wait for a part or for the resident where it must be; finish."""
    town, who = life.town, _worker(life, fact.staff_id)
    if who is None:
        return
    case = reads.case_ref(fact.subject_id)
    if handbook.edition_in_force(case.community_id, town.at).topics[case.topic].safety:
        town.later(town.at, lambda at: _start(life, who, case.id, at))
    jobs = life.words["paid_jobs"].get(case.topic) if case.home_id else None
    if jobs and (case.paid or town.happens("own_side")):
        town.later(town.after("price"), lambda at: spotwork.put_price(life, who, case.id, at))
    if case.urgency in URGENT:
        town.later(town.after("contain"), lambda at: _contain(life, who, case.id, at))
    if town.happens("pauses"):
        reason = "resident_absent" if town.happens("resident_away") else "part_on_order"
        town.later(town.after("take"), lambda at: _pause(who, case.id, reason, at))
        return
    habit = "work_long" if town.happens("long_work") else "work"
    _finish_at(life, who, case.id, town.after(habit))


def _start(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    if reads.case_ref(case_id).state == "in_hand":
        cases.start(who.actor, case_id, SEEN, at=at)


def _contain(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    if reads.state_of(case_id) == "in_hand":
        cases.contain(who.actor, case_id, at=at)


def _pause(who: Worker, case_id: UUID, reason: str, at: datetime) -> None:
    if reads.state_of(case_id) == "in_hand":
        cases.pause(who.actor, case_id, reason, at=at)


@when("case.paused")
def wait(life: Life, fact: Any) -> None:
    """The part comes, the resident is back."""
    who = _worker(life, fact.staff_id)
    if who is None:
        return
    start = who.next_on(life.town.after("part"))
    if start is None:
        return

    def act(at: datetime) -> None:
        if reads.state_of(fact.subject_id) == "paused":
            cases.resume(who.actor, fact.subject_id, at=at)

    life.town.later(start, act)


@when("case.resumed")
def go_on(life: Life, fact: Any) -> None:
    """What was paused is finished."""
    who = _worker(life, fact.staff_id) if fact.staff_id else None
    if who:
        _finish_at(life, who, fact.subject_id, life.town.after("work"))


@when("case.refused")
def do_again(life: Life, fact: Any) -> None:
    """Refused work is taken up again and finished."""
    case = reads.case_ref(fact.subject_id)
    who = _worker(life, case.worker_id) if case.worker_id else None
    if who is None:
        return
    start = who.next_on(life.town.after("again"))
    if start is None:
        return

    def act(at: datetime) -> None:
        if reads.state_of(case.id) == "refused":
            cases.resume(who.actor, case.id, at=at)

    life.town.later(start, act)


def _finish_at(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    def act(when_: datetime) -> None:
        case = reads.case_ref(case_id)
        if case.state == "in_hand":
            for of in (PhotoOf.BEFORE, PhotoOf.AFTER):
                cases.add_photo(who.actor, case_id, NewPhoto(picture(life, of), of), at=when_)
            price = spotwork.agreed(case_id) if case.paid else None
            report = Report(text=life.say("reports", case.case_class), tested=True, price=price)
            cases.done(who.actor, case_id, report, at=when_)
            if price:
                spotwork.use_up(life, who, case_id, when_)
                life.town.later(life.town.after("pay"), lambda at: spotwork.be_paid(who, case_id, at))

    life.town.later(at, act)


def picture(life: Life, of: PhotoOf = PhotoOf.AFTER) -> bytes:
    """A small picture of nothing in particular (PNG): stripes in two greys, broader before the work than after it."""
    chance = life.town.chance
    light, dark = chance.randrange(150, 230), chance.randrange(60, 140)
    return striped(light, dark, 8 if of is PhotoOf.BEFORE else 6)


def striped(light: int, dark: int, width: int) -> bytes:
    """Stripes in two greys (PNG)."""
    rows = b"".join(b"\0" + bytes([light if row // width % 2 else dark] * 64) for row in range(48))
    head = struct.pack(">2I5B", 64, 48, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
