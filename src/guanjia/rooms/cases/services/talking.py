"""What is said around a case: notes, word to the resident, hurrying, another owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, events, rules
from guanjia.rooms.cases.models import Case, CaseNote
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services.ground import (
    allowed,
    begin,
    book_of,
    check_taker_of,
    finish,
    given_to,
    keep_due,
    move,
    owned,
    reason_of,
    told,
    write_note,
    write_word,
)
from guanjia.rooms.cases.services.raising import keep_brought_up, leading_role
from guanjia.rooms.cases.types import Because, CaseState, Feedback, NoteKind
from guanjia.rooms.cases.types.raising import HURRIED
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.db import rows_of
from guanjia.shared.errors import Invalid, Refused, gettext_noop
from guanjia.shared.riding import write

PROGRESS, RESULT = "progress", "result"


@transaction.atomic
def note(actor: Actor, case_id: UUID, text: str, *, at: datetime) -> None:
    """Write a line on the case that residents don't see."""
    case, _ = begin(actor, case_id, max(at, access.case(actor, case_id).moved_at))
    rules.check_move(Verb.NOTE, CaseState(case.state))
    if not text.strip():
        raise Invalid("cases.empty", gettext_noop("Write down what it is about."), field="text")
    write_note(case, NoteKind.WORD if actor.contact_id else NoteKind.NOTE, text, at, actor.staff_id)


@transaction.atomic
def give_feedback(actor: Actor, case_id: UUID, word: Feedback, *, at: datetime) -> None:
    """Tell the resident how it goes (`progress`) or what came of it (`result`).

    On a conversation's channel the text is sent; by phone or in person it is written down.
    """
    if not actor.may(Duty.DO_WORK):
        actor.need(Duty.ANSWER)
    if word.what not in (PROGRESS, RESULT):
        raise Invalid("cases.what", gettext_noop("Say whether this is progress or the result."), field="what")
    if not word.text.strip():
        raise Invalid("cases.empty", gettext_noop("Write down what the resident was told."), field="text")
    case, _ = begin(actor, case_id, at)
    columns = move(case, Verb.FEEDBACK, at)
    first = owned(case, actor, at) if actor.may(Duty.ANSWER) else []
    write_note(case, NoteKind.FEEDBACK, word.text, at, actor.staff_id)
    sent = case.conversation_id is not None and word.channel in ("", case.channel)
    fact = told(
        case,
        events.CaseFeedbackGiven,
        at,
        what=word.what,
        channel=word.channel or case.channel,
        staff_id=actor.staff_id,
    )
    finish(case, [*columns, "owner"], *first, fact)
    if sent and case.conversation_id is not None:
        conversations.answer(actor, case.conversation_id, word.text, at=at, case_id=case.id)


@transaction.atomic
def hurry(actor: Actor, case_id: UUID, note: str = "", *, at: datetime, key: str = "") -> bool:
    """The resident asks again; from the handbook's number of times on it goes a step up. Returns whether it counts.

    The same `key` (of the page it was touched on) sent twice counts once, and so does asking twice within the
    handbook's time; what is said with it is kept all the same.
    """
    case, book = begin(actor, case_id, at)
    rules.check_move(Verb.HURRY, CaseState(case.state))
    counted = count_hurry(case, book, at, f"hurry:{case.id}:{key[:64]}" if key else None)
    if counted or not rows_of(CaseNote, case_id=case.pk, kind=NoteKind.WORD.value, text=note.strip()):
        write_note(case, NoteKind.WORD, note, at, actor.staff_id)
    return counted


def count_hurry(case: Case, book: Book, at: datetime, once: str | None = None) -> bool:
    """Count it and tell it, for verbs inside this room; returns whether it was new and not too soon after the last."""
    within = timedelta(seconds=book.terms.case.hurried_counts_after.in_seconds())
    if not rules.counts_again(case.hurried_at, at, within):
        return False
    if not journal.record(told(case, events.CaseHurried, at, number=case.hurried + 1), once=once):
        return False
    case.hurried, case.hurried_at = case.hurried + 1, at
    columns, facts = ["hurried", "hurried_at"], []
    if case.hurried == book.terms.case.hurried_to_escalate:
        case.escalated_to = leading_role(book)
        columns.append("escalated_to")
        keep_brought_up(case, case.escalated_to, Because(HURRIED), at)
        facts.append(told(case, events.CaseEscalated, at, to_role=case.escalated_to, reason=HURRIED))
    finish(case, columns, *facts)
    keep_due(case, at)
    return True


@transaction.atomic
def transfer(actor: Actor, case_id: UUID, to_staff_id: UUID, why: Because | str, *, at: datetime) -> None:
    """Give the case to another owner; it has exactly one, before and after.

    By its owner or somebody who classifies. Raises Denied for a complaint about that person, Refused for somebody
    who doesn't serve this community, or whom a gate of the handbook keeps out.
    """
    why = Because.of(why)
    case, book = begin(actor, case_id, at)
    if actor.staff_id is None or actor.staff_id != case.owner_id:
        actor.need(Duty.CLASSIFY)
    if case.owner_id == to_staff_id:
        return
    check_taker_of(case, to_staff_id)
    if not people.serves(to_staff_id, case.community_id):
        raise Refused("cases.not_here", gettext_noop("This colleague doesn't serve this community. Choose another."))
    if why.code:
        reason_of(book, "transfer", why)
    before = case.owner_id
    columns = move(case, Verb.TRANSFER, at)
    case.owner_id = to_staff_id
    write_note(case, NoteKind.NOTE, why.note, at, actor.staff_id)
    fact = given_to(case, events.CaseTransferred, to_staff_id, at, from_staff_id=before, reason=why.code)
    finish(case, [*columns, "owner"], allowed(fact))


@dataclass(frozen=True, slots=True)
class Said:
    """What the resident said since, and what it tells. `heard_id` is the message's, so that it counts once."""

    text: str
    hurries: bool
    fine: bool
    heard_id: UUID


@transaction.atomic
def heard_again(case_id: UUID, said: Said, *, at: datetime) -> None:
    """A message of the resident joins the open case: kept as their word, hurrying counts, "it's fine" is shown."""
    case = access.case(SYSTEM, case_id, lock=True)
    if not case.is_open:
        return
    when = max(at, case.moved_at)
    write_word(case, said.text, at, said.heard_id)
    if said.fine and not case.says_fine:
        case.says_fine, case.needs_desk, case.needs_why = True, True, case.needs_why or "fine"
        finish(case, ["says_fine", "needs_desk", "needs_why"])
    elif not said.fine and case.state in (CaseState.DONE, CaseState.ACCEPTED):
        case.needs_desk, case.needs_why = True, "not_fine"  # silence may not settle what somebody speaks up about
        case.settle_at = None
        finish(case, ["needs_desk", "needs_why", "settle_at"])
    if said.hurries and not said.fine:
        count_hurry(case, book_of(case, when), when)


@transaction.atomic
def raised_to(case_id: UUID, role: str) -> None:
    """Keep beside the case who was told about it by the promise engine's ladder."""
    write("update cases_case set escalated_to = %s where id = %s and escalated_to <> %s", [role, case_id, role])
