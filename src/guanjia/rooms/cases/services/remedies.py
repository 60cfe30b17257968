"""What follows from a complaint: what is to be done better, and money: asked for, decided by who may, given."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.cases import access, events
from guanjia.rooms.cases.models import Case, Compensation, Improved, Improvement
from guanjia.rooms.cases.rules import Verb, complaints, remedies
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.services.ground import allowed, begin, finish, move, owned, told, write_note
from guanjia.rooms.cases.services.raising import answer_waiting, keep_brought_up
from guanjia.rooms.cases.types import COMPLAINT, Because, NoteKind
from guanjia.rooms.cases.types.raising import FOR_MONEY
from guanjia.rooms.cases.types.remedies import AskState, NewImprovement
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_together, rows_of
from guanjia.shared.errors import Denied, Refused, gettext_noop


def _who(actor: Actor) -> UUID:
    if actor.staff_id is None:
        raise Denied("cases.no_staff", gettext_noop("Only staff can work on a case."))
    return actor.staff_id


@transaction.atomic
def set_action(actor: Actor, case_id: UUID, given: NewImprovement, *, at: datetime) -> UUID:
    """Settle what is done so that it doesn't happen again, by whom and by which day; more may be settled later.

    Raises Denied without the duty and for who must keep out, Invalid without words or for a day that is over,
    Refused for what is no complaint, or a colleague who doesn't serve here.
    Source: handbook C15, within three workdays after it was found to be our fault.
    """
    actor.need(Duty.DECIDE_COMPLAINTS)
    who = _who(actor)
    case, _ = begin(actor, case_id, at)
    complaints.check_is_complaint(case.case_class, COMPLAINT)
    move(case, Verb.SET_ACTION, at)
    remedies.check_improvement(given, at.astimezone(ZoneInfo(places.community(case.community_id).zone)).date())
    if not people.serves(given.owner_id, case.community_id):
        raise Refused("cases.not_here", gettext_noop("This colleague doesn't serve this community. Choose another."))
    kept = {"text": given.text.strip(), "owner_id": given.owner_id, "until": given.until, "staff_id": who, "at": at}
    made = Improvement(community_id=case.community_id, case=case, **kept)
    insert_together([made])
    said = {"for_staff_id": given.owner_id, "until": given.until.isoformat(), "staff_id": who}
    owed = {"until": _end_of(given.until, case), "owner_id": given.owner_id}
    finish(
        case,
        ["owner"],
        *owned(case, actor, at),
        told(case, events.ComplaintActionSet, at, **said),
        _better(made, case, events.ImprovementOwed, at, who, **owed),
    )
    return made.pk


def _end_of(day: date, case: Case) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(places.community(case.community_id).zone))


def _better(
    row: Improvement, case: Case, fact: type[events.CaseFact], at: datetime, who: UUID, **fields: Any
) -> events.CaseFact:
    return replace(told(case, fact, at, case_id=case.pk, staff_id=who, **fields), subject_id=row.pk)


@transaction.atomic
def finish_action(actor: Actor, improvement_id: UUID, how: str, *, at: datetime) -> None:
    """What was to be done better is done: said by who sees to it, or by who decides complaints.

    Raises Missing for one of a case out of sight, Denied for anybody else and for who must keep out, Refused for
    what is done already, Invalid without words.
    """
    who = _who(actor)
    row = access.improvement(actor, improvement_id)
    if row.owner_id != who:
        actor.need(Duty.DECIDE_COMPLAINTS)
    case, _ = begin(actor, row.case_id, at)
    remedies.check_done(done=Improved.objects.filter(improvement=row).exists(), how=how)
    insert_together([Improved(case=case, improvement=row, staff_id=who, how=how.strip(), at=at)])
    finish(case, [], _better(row, case, events.ImprovementDone, at, who))


@transaction.atomic
def ask_compensation(actor: Actor, case_id: UUID, amount: int, why: str, *, at: datetime) -> UUID:
    """Ask that the resident be given money for what went wrong; `amount` in fen.

    Whose decision that is stands in the handbook; it waits in the list of that role. Raises Invalid for no money or
    no reason, Refused while another waits on this case, Denied for who must keep out.
    """
    if not actor.may(Duty.DO_WORK):
        actor.need(Duty.ANSWER)
    who = _who(actor)
    case, book = begin(actor, case_id, at)
    columns = move(case, Verb.COMPENSATE, at)
    remedies.check_asked(amount, why)
    if _waiting(case) is not None:
        raise Refused("cases.compensation_waits", gettext_noop("Another one on this case is not through yet."))
    role = remedies.whose_decision(book, events.CompensationGranted.kind, amount)
    made = Compensation(
        community_id=case.community_id,
        case=case,
        amount=amount,
        why=why.strip(),
        to_role=role,
        asked_by_id=who,
        asked_at=at,
    )
    insert_together([made])
    facts = [_fact(case, events.CompensationAsked, made, at, role=role, staff_id=who)]
    if role and role not in actor.roles:
        case.escalated_to = role
        columns.append("escalated_to")
        keep_brought_up(case, role, Because(_reason(book), why.strip()), at, who)
        facts.append(told(case, events.CaseEscalated, at, to_role=role, reason=_reason(book) or "desk", staff_id=who))
    finish(case, [*columns, "owner"], *owned(case, actor, at), *facts)
    return made.pk


def _reason(book: Book) -> str:
    return FOR_MONEY if FOR_MONEY in book.reasons else ""


def _waiting(case: Case) -> Compensation | None:
    rows = rows_of(Compensation, case_id=case.pk)
    return next((one for one in rows if one.state in (AskState.ASKED, AskState.APPROVED)), None)


def _fact(case: Case, fact: type[events.CaseFact], row: Compensation, at: datetime, **more: Any) -> events.CaseFact:
    return told(case, fact, at, amount=row.amount, version=str(row.pk), **more)


@transaction.atomic
def decide_compensation(actor: Actor, case_id: UUID, *, approve: bool, answer: str, at: datetime) -> None:
    """Say yes or no to what was asked for, by the role whose decision it is or who stands above it.

    Raises Denied for who stands under it and who must keep out, Refused when nothing waits, Invalid for a no without
    words.
    """
    actor.need(Duty.DECIDE_COMPLAINTS)
    who = _who(actor)
    case, book = begin(actor, case_id, at)
    move(case, Verb.COMPENSATE, at)
    row = _waiting(case)
    remedies.check_state(AskState(row.state) if row else None, AskState.ASKED)
    assert row is not None  # noqa: S101 - it was just looked at
    title = BookWords(at).of("roles", case.community_id, row.to_role)
    remedies.check_may_decide(remedies.may_decide(book, actor.roles, row.to_role), title)
    remedies.check_answer(approve, answer)
    row.state = (AskState.APPROVED if approve else AskState.DECLINED).value
    row.decided_by_id, row.decided_at, row.answer = who, at, answer.strip()
    change(row, ["state", "decided_by", "decided_at", "answer"])
    facts = [answer_waiting(case, row.to_role, row.answer, who, at)]
    facts += [
        _fact(case, events.CompensationApproved, row, at, role=row.to_role, staff_id=who)
        if approve
        else _fact(case, events.CompensationDeclined, row, at, staff_id=who)
    ]
    finish(case, [], *[one for one in facts if one is not None])


@transaction.atomic
def give_compensation(actor: Actor, case_id: UUID, how: str, *, at: datetime) -> None:
    """Write down that the resident has what was approved, and how they got it.

    Raises Refused where nothing is approved, or a gate of the handbook misses something.
    """
    actor.need(Duty.ANSWER)
    who = _who(actor)
    case, _ = begin(actor, case_id, at)
    move(case, Verb.COMPENSATE, at)
    row = _waiting(case)
    remedies.check_state(AskState(row.state) if row else None, AskState.APPROVED)
    assert row is not None  # noqa: S101 - it was just looked at
    fact = allowed(_fact(case, events.CompensationGranted, row, at, staff_id=who))
    row.state, row.given_by_id, row.given_at, row.how = AskState.GIVEN.value, who, at, how.strip()[:200]
    change(row, ["state", "given_by", "given_at", "how"])
    write_note(case, NoteKind.NOTE, how, at, who)
    finish(case, [], fact)
