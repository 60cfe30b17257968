"""The work on a case: asked, taken on, on the way, there, paused, going on, done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, events, rules
from guanjia.rooms.cases.models import Case, CaseWorker
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services.ground import (
    allowed,
    begin,
    check_taker_of,
    finish,
    found_again,
    given_to,
    is_about_somebody,
    may_have,
    move,
    reason_of,
    set_state,
    told,
    write_note,
)
from guanjia.rooms.cases.services.intake import open_case
from guanjia.rooms.cases.types import SIGNED, Because, CaseState, NoteKind, OpenCase, Origin, Report
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import services as verbs
from guanjia.rooms.promises.types import Found
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.db import change, insert_together, rows_of
from guanjia.shared.errors import Denied, gettext_noop
from guanjia.shared.riding import ask

_AFTER_WORK = frozenset({CaseState.DONE, CaseState.ACCEPTED, CaseState.CLOSED, CaseState.ARCHIVED})


@transaction.atomic
def dispatched(case_id: UUID, assignment_id: UUID, *, at: datetime) -> None:
    """Somebody was asked to go (the room of dispatch says so). Work that is in hand stays in hand."""
    case, _ = begin(SYSTEM, case_id, at)
    columns = move(case, Verb.DISPATCH, at)
    fact = told(case, events.CaseDispatched, at, assignment_id=assignment_id)
    finish(case, [*columns, *found_again(case)], fact)


@transaction.atomic
def nobody_found(case_id: UUID, reason: str, *, at: datetime) -> None:
    """Nobody can be sent; the case waits for the desk and its ladder climbs. Said once until somebody is found."""
    case, _ = begin(SYSTEM, case_id, at)
    if case.needs_why == "unassigned" or CaseState(case.state) not in rules.MOVES[Verb.DISPATCH]:
        return
    columns = ["needs_desk", "needs_why"]
    if case.state == CaseState.DISPATCHED:
        columns += move(case, Verb.RELEASE, at)
    case.needs_desk, case.needs_why = True, "unassigned"
    finish(case, columns, told(case, events.CaseUnassigned, at, reason=reason))


@transaction.atomic
def taken_on(actor: Actor, case_id: UUID, staff_id: UUID | None = None, *, at: datetime) -> None:
    """A named person does it: the actor, or `staff_id` when the desk or the dispatch writes it down.

    Coming twice from the same person changes nothing. Raises Denied for a complaint about this person.
    """
    who = staff_id or actor.staff_id
    if who is None:
        raise Denied("cases.no_staff", gettext_noop("Only staff can take on a case."))
    if actor is not SYSTEM and who != actor.staff_id:
        actor.need(Duty.DISPATCH)
    case, book = begin(actor, case_id, at)
    check_taker_of(case, who)
    known = {one.staff_id: one for one in rows_of(CaseWorker, case_id=case.pk)}
    mine = known.get(who)
    if case.state == CaseState.IN_HAND and mine is not None and mine.active:
        return
    columns = move(case, Verb.TAKE_ON, at)
    if mine is None:
        insert_together([CaseWorker(case=case, staff_id=who, community_id=case.community_id, since=at, active=True)])
    else:
        mine.active = True
        change(mine, ["active"])
    if case.worker_id != who and not any(one.active and one.staff_id == case.worker_id for one in known.values()):
        case.worker_id = who
    danger = _danger(case, book, who, at)
    fact = allowed(given_to(case, events.CaseTakenOn, who, at, **danger))
    finish(case, [*columns, "worker", *found_again(case)], fact)


def check_taker(case_id: UUID, staff_id: UUID, *, at: datetime) -> None:
    """Before somebody is asked. Raises Refused where the handbook keeps them out of the case."""
    case = access.case(SYSTEM, case_id)
    check_taker_of(case, staff_id)
    if is_about_somebody(case):
        allowed(given_to(case, events.CaseTakenOn, staff_id, at))


def may_take(case_id: UUID, staff_id: UUID, *, at: datetime) -> bool:
    """Whether the handbook lets this person do it: who is involved keeps out."""
    return may_have(access.case(SYSTEM, case_id), events.CaseTakenOn, staff_id, at)


@transaction.atomic
def released(actor: Actor, case_id: UUID, staff_id: UUID, *, at: datetime) -> None:
    """This person does it no longer. With nobody left the case waits for another; the owner stays."""
    case, _ = begin(actor, case_id, at)
    CaseWorker.objects.filter(case=case, staff_id=staff_id).update(active=False)
    others = CaseWorker.objects.filter(case=case, active=True).order_by("since", "id")
    left = others.values_list("staff_id", flat=True).first()
    columns = ["worker"]
    if case.worker_id == staff_id:
        case.worker_id = left
    if left is None and rules.leads_to(Verb.RELEASE, CaseState(case.state)):
        columns += move(case, Verb.RELEASE, at)
    finish(case, columns)


@transaction.atomic
def part_done(case_id: UUID, staff_id: UUID, result: str, *, at: datetime) -> None:
    """A helper is through: they are counted among who did work, and are not expected any longer; the result is kept."""
    case, _ = begin(SYSTEM, case_id, at)
    CaseWorker.objects.filter(case=case, staff_id=staff_id).update(active=False)
    write_note(case, NoteKind.REPORT, result, at, staff_id)
    left = CaseWorker.objects.filter(case=case, active=True).order_by("since", "id")
    if case.worker_id == staff_id:
        case.worker_id = left.values_list("staff_id", flat=True).first()
        finish(case, ["worker"])


def at_work(actor: Actor, case: Case, named: UUID | None = None) -> UUID:
    """The worker this act is about: the actor, or the one the desk writes it down for. Raises Denied."""
    active = [one.staff_id for one in rows_of(CaseWorker, case_id=case.pk, active=True)]
    rules.check_worker(actor.staff_id, [*active, case.worker_id], actor.may(Duty.DISPATCH))
    who = named or (actor.staff_id if actor.staff_id in active else case.worker_id) or actor.staff_id
    if who is None:
        raise Denied("cases.no_staff", gettext_noop("Only staff can work on a case."))
    return who


@transaction.atomic
def depart(actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """The worker sets out. Told once per worker."""
    case, _ = begin(actor, case_id, at)
    who = at_work(actor, case)
    mine = rows_of(CaseWorker, case_id=case.pk, staff_id=who)
    if any(one.departed_at for one in mine):
        return
    columns = move(case, Verb.DEPART, at, departed_at=case.departed_at or at)
    for one in mine:
        one.departed_at = at
        change(one, ["departed_at"])
    finish(case, columns, told(case, events.CaseDeparted, at, staff_id=who))


@transaction.atomic
def arrive(actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """The worker is there. Told once per worker; `at` may be earlier than now, from a phone without a net."""
    case, book = begin(actor, case_id, at)
    who = at_work(actor, case)
    mine = rows_of(CaseWorker, case_id=case.pk, staff_id=who)
    if any(one.arrived_at for one in mine):
        return
    columns = move(case, Verb.ARRIVE, at, arrived_at=case.arrived_at or at)
    for one in mine:
        one.arrived_at = at
        change(one, ["arrived_at"])
    danger = _danger(case, book, who, at)
    fact = told(case, events.CaseArrived, at, staff_id=who, planned=case.appointment_start, **danger)
    finish(case, columns, allowed(fact))


def _danger(case: Case, book: Book, staff_id: UUID, at: datetime) -> dict[str, bool]:
    """Whether the work needs certificates, and whether this person holds them all that day."""
    topic = book.topics.get(case.topic)
    needed = set(topic.certificates) if topic is not None else set()
    return {"dangerous": True, "certified": needed <= people.skills_of(staff_id, at)} if needed else {}


@transaction.atomic
def contain(actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """The damage is stopped. Told once."""
    case, _ = begin(actor, case_id, at)
    who = at_work(actor, case)
    if case.contained_at is not None:
        return
    columns = move(case, Verb.CONTAIN, at, contained_at=at)
    finish(case, columns, told(case, events.CaseContained, at, staff_id=who))


@transaction.atomic
def pause(actor: Actor, case_id: UUID, why: Because | str, *, at: datetime) -> None:
    """Let the work rest for a typed reason of the handbook; its cap is the promise engine's matter.

    Raises Refused when it isn't in hand, Invalid for another reason.
    """
    why = Because.of(why)
    case, book = begin(actor, case_id, at)
    who = at_work(actor, case)
    if case.state == CaseState.PAUSED and case.pause_reason == why.code:
        return
    reason_of(book, "pause", why)
    columns = move(case, Verb.PAUSE, at, pause_reason=why.code, paused_until=why.until)
    write_note(case, NoteKind.NOTE, why.note, at, actor.staff_id)
    fact = allowed(told(case, events.CasePaused, at, reason=why.code, until=why.until, staff_id=who))
    finish(case, columns, fact)


@transaction.atomic
def resume(actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """The work goes on, after a pause or after the resident refused it."""
    case, _ = begin(actor, case_id, at)
    who = at_work(actor, case) if actor is not SYSTEM else None
    if case.state == CaseState.IN_HAND:
        return
    columns = move(case, Verb.RESUME, at)
    finish(case, columns, told(case, events.CaseResumed, at, staff_id=who))


@transaction.atomic
def done(actor: Actor, case_id: UUID, report: Report, *, at: datetime) -> None:
    """Report the work as finished; the resident is asked, and follow-up is owed from here.

    Reported twice by the same person it counts once. Raises Refused for what a checklist or a gate of the handbook
    finds missing, for a paused case, and for one nobody has taken on. The desk may write down that it was done all the
    same; what was missing then stands as missed.
    """
    case, book = begin(actor, case_id, at)
    who = at_work(actor, case)
    if case.done_by_id == who and case.done_at is not None and CaseState(case.state) in _AFTER_WORK:
        return
    rules.check_move(Verb.DONE, CaseState(case.state))
    rules.check_order(at, case.moved_at)
    photos = _photos(case)
    if report.all_the_same:
        actor.need(Duty.DISPATCH)
    columns = _finished(case, book, at, who)
    if report.price is not None:
        case.price = report.price
        columns.append("price")
    write_note(case, NoteKind.REPORT, report.text, at, who)
    write_note(case, NoteKind.REPORT, report.materials, at, who)
    safety = {"safety": bool(book.topics[case.topic].safety), "started": case.started_at is not None}
    fact = told(case, events.CaseDone, at, staff_id=who, **_shown(case, report, photos), **about_done(case), **safety)
    found = verbs.findings(fact)
    finish(case, columns, fact if report.all_the_same else allowed(fact))
    for one in found:
        _open_found(case, one, report, at)


def _open_found(case: Case, found: Found, report: Report, at: datetime) -> None:
    """What was found at an item becomes a case of its own, for the same place and resident."""
    words = report.found.get(found.item, "").strip() or found.title
    open_case(
        OpenCase(
            community_id=case.community_id,
            text=f"{words} ({case.number})",
            channel=case.channel,
            origin=Origin.ROUND,
            contact_id=case.contact_id,
            home_id=case.home_id,
            area_id=case.area_id,
            place_text=case.place_text,
            topic=found.topic,
            urgency=found.urgency,
        ),
        at=at,
    )


def _photos(case: Case) -> dict[str, int]:
    """How many photos there are by what they show."""
    shown = "select of, count(*) from cases_photo where case_id = %s and of <> all(%s) group by of"
    return dict(ask(shown, [case.pk, sorted(SIGNED)]))


def _shown(case: Case, report: Report, photos: Mapping[str, int]) -> dict[str, object]:
    """What evidence the end of the work has, by item: photos by what they show, the trial, and what else was given."""
    price = report.price or 0
    tested = {"tested": True} if report.tested else {}
    return {
        "photos": sum(photos.values()),
        "tested": report.tested,
        "evidence": {**photos, **tested, **report.evidence},
        "found": tuple(sorted(code for code, words in report.found.items() if words.strip())),
        "times": {code: when.isoformat() for code, when in report.times.items()},
        "began": case.arrived_at,
        "price": price,
        "within_quote": not price or (case.price_agreed is not None and price <= case.price_agreed),
    }


def _finished(case: Case, book: Book, at: datetime, who: UUID) -> list[str]:
    columns = set_state(case, CaseState.DONE, at, done_at=at, done_by_id=who, settle_at=None, reminders=0)
    columns = [name.removesuffix("_id") for name in columns]
    asks = book.topics[case.topic].accepted_by_resident and case.contact_id is not None
    if asks:
        case.settle_at = at + _reminder_gap(book)
        return columns
    case.needs_desk, case.needs_why = True, "acceptance"  # there is no resident to ask: the desk looks at it
    return [*columns, "needs_desk", "needs_why"]


def _reminder_gap(book: Book) -> timedelta:
    """The time between the asking, each reminder, and the settlement: the handbook's days in equal parts."""
    terms = book.terms.case
    return timedelta(seconds=terms.settle_silence_after.in_seconds()) / (terms.settle_reminders + 1)


def about(case: Case) -> dict[str, object]:
    """What kind of case it is, for facts whose standards ask."""
    return {"case_class": case.case_class, "topic": case.topic, "paid": case.paid}


def about_done(case: Case) -> dict[str, object]:
    """The same, and whether there is nobody to ask afterwards: for the facts that it is done, or closed."""
    return about(case) | {"nobody_to_ask": case.contact_id is None}
