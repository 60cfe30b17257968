"""Dockets: a case as a department or a body outside follows it, each under its own number and with its own clocks."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, events, rules
from guanjia.rooms.cases.models import Case, Docket
from guanjia.rooms.cases.rules import Verb, dockets
from guanjia.rooms.cases.services.ground import begin, keep_due, owned, reason_of, write_note
from guanjia.rooms.cases.types import Because, CaseState, NoteKind
from guanjia.rooms.cases.types.dockets import DocketState, NewDocket
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Invalid, Refused, gettext_noop


@transaction.atomic
def open_docket(actor: Actor, case_id: UUID, wanted: NewDocket, *, at: datetime) -> UUID:
    """Register a body's order on a case, or ask a department for its part; returns the docket.

    The same number of the same body registered again on this case is the same docket. Raises Invalid for a party or
    class the handbook doesn't know, a missing number, a time that is over; Refused for a number on another case.
    """
    actor.need(Duty.REGISTER)
    case, book = begin(actor, case_id, at)
    rules.check_move(Verb.OPEN_DOCKET, CaseState(case.state))
    outside = _outside(book, wanted)
    wanted = replace(wanted, number=wanted.number.strip())
    known = Docket.objects.filter(community=case.community_id, party=wanted.party, number=wanted.number)
    found = known.select_related("case").first() if wanted.number else None
    if found is not None:
        return _again(found, case)
    dockets.check_new(wanted, outside=outside, at=at)
    made = Docket.objects.create(
        community_id=case.community_id,
        case=case,
        party=wanted.party,
        outside=outside,
        number=wanted.number or f"{case.number}-{Docket.objects.filter(case=case).count() + 1}",
        urgency=wanted.urgency,
        until=wanted.until,
        text=wanted.text.strip(),
        staff_id=actor.staff_id,
        opened_at=at,
    )
    case.has_dockets = case.docket_open = True
    first = owned(case, actor, at)
    change(case, ["owner", "has_dockets", "docket_open"])
    given = {"urgency": wanted.urgency, "until": wanted.until, "owner_id": case.owner_id}
    journal.record(*first, _told(made, case, events.DocketOpened, at, staff_id=actor.staff_id, **given))
    keep_due(case, at)
    return made.id


def _outside(book: Book, wanted: NewDocket) -> bool:
    party = book.content.departments.get(wanted.party)
    if party is None:
        message = gettext_noop("Choose a department or a body of the handbook.")
        raise Invalid("cases.docket_party", message, field="party")
    if wanted.urgency and wanted.urgency not in book.urgencies:
        raise Invalid("cases.urgency", gettext_noop("Choose an urgency of the handbook."), field="urgency")
    return party.level == "outside"


def _again(found: Docket, case: Case) -> UUID:
    if found.case_id != case.pk:
        message = gettext_noop("This number is registered already, on case %(number)s. Go on there.")
        raise Refused("cases.docket_elsewhere", message, {"number": found.case.number})
    return found.id


def _told(row: Docket, case: Case, fact: type[events.DocketFact], at: datetime, **fields: Any) -> events.DocketFact:
    return fact(
        community_id=row.community_id,
        subject_id=row.id,
        at=at,
        case_id=case.pk,
        conversation_id=case.conversation_id,
        contact_id=case.contact_id,
        home_id=case.home_id,
        party=row.party,
        inside=not row.outside,
        **fields,
    )


def _held(actor: Actor, docket_id: UUID, at: datetime) -> tuple[Docket, Case, Book]:
    """Lock the case and read its docket. Raises Denied, Missing."""
    actor.need(Duty.ANSWER)
    row = access.docket(actor, docket_id)
    case, book = begin(actor, row.case_id, at)
    row.refresh_from_db()
    return row, case, book


def _record(row: Docket, case: Case, fact: type[events.DocketFact], at: datetime, **fields: Any) -> None:
    waits = Docket.objects.filter(case=case, state=DocketState.OPEN.value).exists()
    if case.docket_open is not waits:
        case.docket_open = waits
        change(case, ["docket_open"])
    journal.record(_told(row, case, fact, at, **fields))
    keep_due(case, at)


@transaction.atomic
def docket_contacted(actor: Actor, docket_id: UUID, text: str = "", *, at: datetime) -> None:
    """The resident behind the order was spoken to. Told once."""
    row, case, _ = _held(actor, docket_id, at)
    if row.contacted_at is not None:
        return
    dockets.check_open(DocketState(row.state))
    row.contacted_at = at
    change(row, ["contacted_at"])
    write_note(case, NoteKind.NOTE, text, at, actor.staff_id)
    _record(row, case, events.DocketContacted, at, staff_id=actor.staff_id)


@transaction.atomic
def move_docket(actor: Actor, docket_id: UUID, why: Because, *, at: datetime) -> None:
    """Another time (`why.until`) was agreed with the other side, for a reason of the handbook (`redate`)."""
    row, case, book = _held(actor, docket_id, at)
    dockets.check_open(DocketState(row.state))
    if why.until is None:
        raise Invalid("cases.docket_until", gettext_noop("Write the new time."), field="until")
    if why.until == row.until:
        return
    reason_of(book, "redate", why)
    dockets.check_until(why.until, at)
    row.until = why.until
    change(row, ["until"])
    write_note(case, NoteKind.NOTE, why.note, at, actor.staff_id)
    given = {"until": why.until, "reason": why.code}
    _record(row, case, events.DocketMoved, at, staff_id=actor.staff_id, **given)


@transaction.atomic
def answer_docket(actor: Actor, docket_id: UUID, text: str = "", *, at: datetime) -> None:
    """The body outside has our answer in these words, or the department has done its part. Told once."""
    row, case, _ = _held(actor, docket_id, at)
    if row.state == DocketState.ANSWERED:
        return
    dockets.check_open(DocketState(row.state))
    dockets.check_answer(text, outside=row.outside)
    row.state, row.ended_at, row.answer = DocketState.ANSWERED.value, at, text.strip()
    change(row, ["state", "ended_at", "answer"])
    _record(row, case, events.DocketAnswered, at, staff_id=actor.staff_id)


@transaction.atomic
def return_docket(actor: Actor, docket_id: UUID, why: Because, *, at: datetime) -> None:
    """It was sent back as not ours, or taken back, for a reason of the handbook (`withdraw`). Told once."""
    row, case, book = _held(actor, docket_id, at)
    if row.state == DocketState.RETURNED:
        return
    dockets.check_open(DocketState(row.state))
    reason_of(book, "withdraw", why)
    row.state, row.ended_at, row.answer = DocketState.RETURNED.value, at, why.note.strip()
    change(row, ["state", "ended_at", "answer"])
    _record(row, case, events.DocketReturned, at, reason=why.code, staff_id=actor.staff_id)
