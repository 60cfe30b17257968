"""What goes up by hand: brought to a superior, who has seen it or answers it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, events
from guanjia.rooms.cases.models import BroughtUp, Case
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services.ground import begin, finish, move, reason_of, told, write_note
from guanjia.rooms.cases.types import Because, NoteKind
from guanjia.rooms.cases.types.raising import FOR_MONEY
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises.types import SeenHow
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_together, rows_of
from guanjia.shared.errors import Invalid, gettext_noop


@transaction.atomic
def escalate(actor: Actor, case_id: UUID, to_role: str, why: Because | str, *, at: datetime) -> None:
    """Bring it one step up, for a reason of the handbook (`escalate`): what can't be decided or not be done in time.

    It waits in the list of that role. Raises Invalid for a role that isn't the handbook's, or a reason that isn't one
    of those.
    """
    why = Because.of(why)
    case, book = begin(actor, case_id, at)
    if why.code:
        reason_of(book, "escalate", why)
    role = to_role or leading_role(book)
    if role not in book.roles:
        raise Invalid("cases.role", gettext_noop("Choose a role of the handbook."), field="to_role")
    columns = move(case, Verb.ESCALATE, at, escalated_to=role)
    write_note(case, NoteKind.NOTE, why.note, at, actor.staff_id)
    fact = told(case, events.CaseEscalated, at, to_role=role, reason=why.code or "desk", staff_id=actor.staff_id)
    keep_brought_up(case, role, why, at, actor.staff_id)
    finish(case, columns, fact)


def keep_brought_up(case: Case, role: str, why: Because, at: datetime, staff_id: UUID | None = None) -> None:
    """Let it wait for somebody of the role; where it waits already, with the later words. For verbs of this room."""
    waits = next((one for one in rows_of(BroughtUp, case_id=case.pk, to_role=role) if one.seen_at is None), None)
    given = {"reason": why.code, "note": why.note.strip(), "staff_id": staff_id, "at": at}
    if waits is None:
        insert_together([BroughtUp(community_id=case.community_id, case=case, to_role=role, **given)])
        return
    for name, value in given.items():
        setattr(waits, name, value)
    change(waits, ["reason", "note", "staff", "at"])


def answer_waiting(case: Case, role: str, words: str, who: UUID, at: datetime) -> events.CaseFact | None:
    """What was brought up for money's sake is answered with the decision; the fact, or nothing. For verbs here."""
    rows = rows_of(BroughtUp, case_id=case.pk, to_role=role)
    waits = next((one for one in rows if one.seen_at is None and one.reason in (FOR_MONEY, "")), None)
    if waits is None:
        return None
    waits.seen_at, waits.seen_by_id, waits.how, waits.words = at, who, SeenHow.ACTED.value, words
    change(waits, ["seen_at", "seen_by", "how", "words"])
    return told(case, events.CaseSeenTo, at, to_role=role, how=SeenHow.ACTED.value, staff_id=who)


@transaction.atomic
def bring_up_money(actor: Actor, case_id: UUID, role: str, note: str, *, at: datetime) -> None:
    """Let what is asked for in money wait for the role whose decision it is, also on a case that is closed."""
    case, book = begin(actor, case_id, at)
    why = Because(FOR_MONEY if FOR_MONEY in book.reasons else "", note)
    keep_brought_up(case, role, why, at, actor.staff_id)
    fact = told(case, events.CaseEscalated, at, to_role=role, reason=why.code or "desk", staff_id=actor.staff_id)
    finish(case, [], fact)


@transaction.atomic
def money_decided(actor: Actor, case_id: UUID, role: str, words: str, *, at: datetime) -> None:
    """What waited for that decision is answered with it."""
    case, _ = begin(actor, case_id, at)
    fact = answer_waiting(case, role, words, actor.staff_id, at) if actor.staff_id else None
    if fact is not None:
        finish(case, [], fact)


def leading_role(book: Book) -> str:
    """The role of the handbook that hears escalations first; empty when it names none."""
    hears = [role for role in book.roles.values() if Duty.RECEIVE_ESCALATION in role.duties]
    above = {role.reports_to for role in hears}
    lowest = [role.code for role in hears if role.code not in above]
    return (lowest or [""])[0]


@transaction.atomic
def see_to(actor: Actor, brought_id: UUID, how: SeenHow, words: str = "", *, at: datetime) -> None:
    """Say that somebody of the role has seen what was brought up, or answer it in words, which stand on the case.

    Seen twice counts once; who only saw it may answer later. Raises Denied without the duty and for who must keep
    out, Missing for what was brought to none of their roles, Invalid for an answer without words, or a reminder.
    """
    actor.need(Duty.RECEIVE_ESCALATION)
    row = access.brought_up(actor, brought_id)
    case, _ = begin(actor, row.case_id, at)
    row.refresh_from_db()
    if how is SeenHow.REMINDED:
        raise Invalid("cases.how", gettext_noop("Say that you have seen it, or answer it in words."), field="how")
    if how is SeenHow.ACTED and not words.strip():
        raise Invalid("cases.empty", gettext_noop("Write down what you decide, or who does what."), field="words")
    if row.seen_at is not None and (how is SeenHow.SEEN or words.strip() == row.words):
        return
    row.seen_at, row.seen_by_id, row.how, row.words = at, actor.staff_id, how.value, words.strip()
    change(row, ["seen_at", "seen_by", "how", "words"])
    write_note(case, NoteKind.NOTE, row.words if how is SeenHow.ACTED else "", at, actor.staff_id)
    fact = told(case, events.CaseSeenTo, at, to_role=row.to_role, how=how.value, staff_id=actor.staff_id)
    finish(case, [], fact)
