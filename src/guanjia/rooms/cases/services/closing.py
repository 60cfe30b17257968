"""The end of a case, and its undoing: accepted, refused, settled, closed, reopened, merged, withdrawn, archived."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, events, rules
from guanjia.rooms.cases.models import Case, CaseWorker
from guanjia.rooms.cases.rules import Verb, complaints
from guanjia.rooms.cases.rules.signing import inked
from guanjia.rooms.cases.selectors.complaints import closing_facts, file_holds, was_complaint
from guanjia.rooms.cases.selectors.dockets import joins_waiting, nearest_owed
from guanjia.rooms.cases.services.classing import Classing, give_class
from guanjia.rooms.cases.services.complaints import talk_anew
from guanjia.rooms.cases.services.evidence import keep
from guanjia.rooms.cases.services.ground import (
    allowed,
    begin,
    book_of,
    finish,
    move,
    reason_of,
    roles_acting,
    set_state,
    told,
    write_note,
    write_word,
)
from guanjia.rooms.cases.services.joining import carry_joins
from guanjia.rooms.cases.services.learning import let_stand
from guanjia.rooms.cases.services.work import about_done
from guanjia.rooms.cases.types import COMPLAINT, Because, CaseState, NewPhoto, NoteKind, PhotoOf, Signed
from guanjia.rooms.cases.types.complaints import ResidentsWord
from guanjia.rooms.conversations import selectors as talks
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.db import in_reach
from guanjia.shared.errors import Refused, gettext_noop

BATCH = 200


def _speaks(actor: Actor, duty: Duty) -> str:
    """Who says it: the resident themselves, or the desk with the duty. Raises Denied."""
    if actor.contact_id is not None:
        return "resident"
    actor.need(duty)
    return "desk"


@transaction.atomic
def accept(actor: Actor, case_id: UUID, note: str = "", *, at: datetime) -> None:
    """The work is accepted, by the resident or by the desk on their word; what the handbook says closes at once."""
    by = _speaks(actor, Duty.ACCEPT_FOR_RESIDENT)
    case, book = begin(actor, case_id, at)
    if case.state in (CaseState.ACCEPTED, CaseState.CLOSED, CaseState.ARCHIVED):
        return
    write_note(case, NoteKind.WORD, note, at, actor.staff_id)
    _accept(case, book, by, at, actor.staff_id)


def _accept(case: Case, book: Book, by: str, at: datetime, staff_id: UUID | None = None) -> None:
    columns = move(case, Verb.ACCEPT, at, settle_at=None, accepted_by=by)
    facts = [told(case, events.CaseAccepted, at, by=by, staff_id=staff_id)]
    if case.case_class in book.terms.case.closes_on_acceptance:
        columns += _close(case, book, at)
        fact = _closed(case, book, at, by, staff_id)
        facts.append(allowed(fact) if by == "desk" else fact)  # what residents say or don't say is never refused
    if case.needs_why == "acceptance":
        case.needs_desk, case.needs_why = False, ""
        columns += ["needs_desk", "needs_why"]
    finish(case, columns, *facts)


@transaction.atomic
def accept_signed(actor: Actor, case_id: UUID, signed: Signed, *, at: datetime) -> None:
    """The resident accepts on the phone of whoever did the work, with a signature that is kept as it was drawn.

    It counts as the resident's own word; that it came through the worker stays written in the fact, and somebody else
    asks afterwards as ever. Raises Invalid for an empty pad or no picture, Denied for who did not work on the case.
    """
    actor.need(Duty.DO_WORK)
    case, book = begin(actor, case_id, at)
    if case.state in (CaseState.ACCEPTED, CaseState.CLOSED, CaseState.ARCHIVED):
        return
    rules.check_move(Verb.SIGN, CaseState(case.state))
    workers = CaseWorker.objects.filter(case=case).values_list("staff_id", flat=True)
    rules.check_worker(actor.staff_id, workers, may_speak_for_others=False)
    keep(actor, case_id, NewPhoto(inked(signed.content), PhotoOf.SIGNATURE, signed.name), at=at)
    _accept(case, book, "signature", at, actor.staff_id)


def _closed(case: Case, book: Book, at: datetime, by: str, staff_id: UUID | None) -> events.CaseFact:
    """The fact of closing; of a complaint with how far its road was gone, for the gates of the handbook."""
    gone = closing_facts(case, book) if case.case_class == COMPLAINT else {}
    roles = roles_acting(case, staff_id)
    return told(case, events.CaseClosed, at, staff_id=staff_id, by=by, roles=roles, **gone, **about_done(case))


def _close(case: Case, book: Book, at: datetime) -> list[str]:
    let_stand(case, at)
    CaseWorker.objects.filter(case=case, active=True).update(active=False)
    again = at + _archive_gap(book)
    changes = {"settle_at": None, "archive_at": again, "needs_desk": False, "needs_why": ""}
    return set_state(case, CaseState.CLOSED, at, closed_at=at, **changes)


def _archive_gap(book: Book) -> timedelta:
    return timedelta(seconds=book.terms.case.archive_after.in_seconds())


@transaction.atomic
def refuse(actor: Actor, case_id: UUID, why: Because | str, *, at: datetime) -> None:
    """The work is not accepted, for a reason of the handbook; it goes on with whoever did it."""
    why = Because.of(why)
    _speaks(actor, Duty.ACCEPT_FOR_RESIDENT)
    case, book = begin(actor, case_id, at)
    if case.state == CaseState.REFUSED:
        return
    reason_of(book, "refuse", why)
    columns = move(case, Verb.REFUSE, at, settle_at=None)
    talk_anew(case)
    write_note(case, NoteKind.WORD, why.note, at, actor.staff_id)
    finish(case, columns, told(case, events.CaseRefused, at, reason=why.code, staff_id=actor.staff_id))


@transaction.atomic
def close(actor: Actor, case_id: UUID, note: str = "", *, at: datetime) -> None:
    """Close what was accepted and isn't closed by itself (a complaint: by a person, after the talk)."""
    actor.need(Duty.CLOSE_CASES)
    case, book = begin(actor, case_id, at)
    if case.state == CaseState.CLOSED:
        return
    rules.check_move(Verb.CLOSE, CaseState(case.state))
    rules.check_order(at, case.moved_at)
    write_note(case, NoteKind.NOTE, note, at, actor.staff_id)
    columns = _close(case, book, at)
    by = "desk" if actor.staff_id else "machine"
    finish(case, columns, allowed(_closed(case, book, at, by, actor.staff_id)))


@transaction.atomic
def answer_on_the_spot(actor: Actor, case_id: UUID, text: str = "", topic: str = "", *, at: datetime) -> None:
    """Answer and be done with it: from taken to done to closed in one verb, for the classes the handbook allows.

    `text` is kept on the case, where the resident reads it, and goes out in the conversation, where there is one.
    Raises Refused for another class.
    """
    actor.need(Duty.ANSWER)
    case, book = begin(actor, case_id, at)
    if case.state == CaseState.CLOSED:
        return
    rules.check_move(Verb.ANSWER_ON_THE_SPOT, CaseState(case.state))
    rules.check_order(at, case.moved_at)
    facts: list[events.CaseFact] = []
    columns: list[str] = []
    if case.state == CaseState.TAKEN:
        columns, fact = give_class(case, book, Classing(topic, "", actor.staff_id), at)
        facts.append(fact)
    if case.case_class not in book.terms.case.on_the_spot_classes:
        message = gettext_noop("This kind of case is not answered on the spot; somebody has to do it. Dispatch it.")
        raise Refused("cases.not_on_the_spot", message)
    case.owner_id = case.owner_id or actor.staff_id
    finish(case, [*columns, "owner", *_answered(case, book, at, facts, by="desk")], *facts)
    write_note(case, NoteKind.FEEDBACK, text, at, actor.staff_id)
    if text.strip() and case.conversation_id is not None:
        conversations.answer(actor, case.conversation_id, text, at=at, case_id=case.id)


def _answered(case: Case, book: Book, at: datetime, facts: list[events.CaseFact], *, by: str) -> list[str]:
    """Done and closed at once, by its owner; adds the facts and returns the columns."""
    facts.append(told(case, events.CaseDone, at, staff_id=case.owner_id, on_the_spot=True, **about_done(case)))
    closed = _closed(case, book, at, by, case.owner_id)
    facts.append(allowed(closed) if by == "desk" else closed)
    case.done_at, case.done_by_id, case.accepted_by = at, case.owner_id, "resident" if by == "resident" else ""
    return ["done_at", "done_by", "accepted_by", *_close(case, book, at)]


@transaction.atomic
def close_by_word(case_id: UUID, text: str, heard_id: UUID, *, at: datetime) -> None:
    """The resident says that the standard answer was enough: only their word closes what a machine answered."""
    case = access.case(SYSTEM, case_id, lock=True)
    if not case.auto_answered or case.state != CaseState.CLASSIFIED:
        return
    write_word(case, text, at, heard_id)
    at = max(at, case.moved_at)
    facts: list[events.CaseFact] = [told(case, events.CaseAccepted, at, by="resident")]
    finish(case, _answered(case, book_of(case, at), at, facts, by="resident"), *facts)


@transaction.atomic
def reopen(actor: Actor, case_id: UUID, why: Because | str, *, at: datetime) -> None:
    """It isn't over: back in hand, within the handbook's days after closing. Raises Refused later than that."""
    why = Because.of(why)
    by = _speaks(actor, Duty.CLOSE_CASES)
    case, book = begin(actor, case_id, at)
    if case.state == CaseState.IN_HAND:
        return
    rules.check_move(Verb.REOPEN, CaseState(case.state))
    rules.check_reopen(case.closed_at, at, timedelta(seconds=book.terms.case.reopen_within.in_seconds()))
    if by != "resident" or why.code:
        reason_of(book, "reopen", why)
    talk_anew(case)
    again = {"closed_at": None, "archive_at": None, "done_at": None, "says_fine": False, "accepted_by": ""}
    columns = move(case, Verb.REOPEN, at, **again)
    case.needs_desk, case.needs_why = True, "reopened"
    write_note(case, NoteKind.WORD, why.note, at, actor.staff_id)
    fact = told(case, events.CaseReopened, at, reason=why.code or "resident", staff_id=actor.staff_id)
    finish(case, [*columns, "needs_desk", "needs_why"], fact)


@transaction.atomic
def merge(actor: Actor, case_id: UUID, into_id: UUID, *, at: datetime) -> None:
    """Carry this case on in another of the same community; the promises of this one end by the fact, a breach stays.

    Raises Refused for itself, for one that has ended, and for a complaint that would lose its road.
    """
    actor.need(Duty.CLASSIFY)
    if case_id == into_id:
        raise Refused("cases.into_itself", gettext_noop("A case can't be merged into itself. Choose the other one."))
    for one in sorted((case_id, into_id)):  # locks in the order of ids, so two merges can't wait for each other
        access.case(actor, one, lock=True)
    case, _ = begin(actor, case_id, at)
    into = access.case(actor, into_id)
    if case.merged_into_id == into.id:
        return
    if not into.is_open or into.community_id != case.community_id:
        message = gettext_noop("The other case is not open any more. Choose an open one, or reopen it first.")
        raise Refused("cases.into_closed", message)
    if was_complaint(case.pk, case.community_id, case.case_class):
        same = (case.about_staff_id, case.about_department) == (into.about_staff_id, into.about_department)
        complaints.check_carried_on(into.case_class == COMPLAINT, about_the_same=same)
    columns = move(case, Verb.MERGE, at, merged_into=into, needs_desk=False, needs_why="")
    CaseWorker.objects.filter(case=case, active=True).update(active=False)
    write_note(into, NoteKind.WORD, case.text, at, actor.staff_id)
    if case.has_joins:
        carry_joins(case, into, at=at)
    finish(case, columns, told(case, events.CaseMerged, at, into_id=into.id, staff_id=actor.staff_id))


@transaction.atomic
def withdraw(actor: Actor, case_id: UUID, why: Because | str, *, at: datetime) -> None:
    """It isn't wanted any more: by the resident, or by the desk for a reason of the handbook."""
    why = Because.of(why)
    by = _speaks(actor, Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    if case.state == CaseState.WITHDRAWN:
        return
    if by != "resident" or why.code:
        reason_of(book, "withdraw", why)
    word = why.word if by != "resident" else None
    if by != "resident" and was_complaint(case.pk, case.community_id, case.case_class):
        complaints.check_word(word, said=_is_theirs(case, word))
    rules.check_others_wait(by == "resident" and case.has_joins and bool(joins_waiting(case.pk)))
    columns = move(case, Verb.WITHDRAW, at, needs_desk=False, needs_why="")
    CaseWorker.objects.filter(case=case, active=True).update(active=False)
    write_note(case, NoteKind.WORD, why.note, at, actor.staff_id)
    write_note(case, NoteKind.WORD, word.words if word else "", at, actor.staff_id)
    said = {"reason": why.code or "resident", "by": by, **_heard(word)}
    finish(case, columns, told(case, events.CaseWithdrawn, at, staff_id=actor.staff_id, **said))


def _is_theirs(case: Case, word: ResidentsWord | None) -> bool:
    if word is None or word.message_id is None or case.contact_id is None:
        return False
    return talks.is_said_by(case.contact_id, word.message_id, since=case.opened_at)


def _heard(word: ResidentsWord | None) -> dict[str, Any]:
    if word is None:
        return {}
    return {"heard": "message" if word.message_id else word.channel, "message_id": word.message_id}


@transaction.atomic
def settle_silence(*, at: datetime) -> int:
    """Remind, or settle, one batch of cases whose resident says nothing; returns how many, 0 when none is left.

    Silence closes a case, but it never meets a promise that asks for a person. Rows another worker holds are skipped.
    """
    due = in_reach(Case.objects.filter(state=CaseState.DONE, settle_at__lte=at)).order_by("settle_at", "id")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    for case in rows:
        book = book_of(case, at)
        terms = book.terms.case
        if case.reminders >= terms.settle_reminders:
            _accept(case, book, "silence", at)
            continue
        gap = timedelta(seconds=terms.settle_silence_after.in_seconds()) / (terms.settle_reminders + 1)
        case.reminders, case.settle_at = case.reminders + 1, at + gap
        fact = told(case, events.CaseAcceptanceAsked, at, number=case.reminders)
        finish(case, ["reminders", "settle_at"], fact)
    return len(rows)


@transaction.atomic
def archive_owed_nothing(*, at: datetime) -> int:
    """File one batch of closed cases on which nothing is owed any more; returns how many were looked at.

    One on which something is still owed, or for whose answer a body outside waits, is looked at again after the
    handbook's time, so it never holds up others.
    """
    closed = in_reach(Case.objects.filter(state=CaseState.CLOSED, archive_at__lte=at)).order_by("archive_at", "id")
    rows = list(closed.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return 0
    owed = nearest_owed(rows, at=at)
    for case in rows:
        if case.id in owed or case.docket_open:
            case.archive_at = at + _archive_gap(book_of(case, at))
            finish(case, ["archive_at"])
        else:
            finish(
                case,
                move(case, Verb.ARCHIVE, at, archive_at=None),
                told(case, events.CaseArchived, at, evidence=file_holds(case)),
            )
    return len(rows)
