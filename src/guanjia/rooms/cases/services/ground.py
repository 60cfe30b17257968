"""What every verb on a case shares: lock, check, write, record, and the nearest promise kept beside the case."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, rules
from guanjia.rooms.cases.events import CaseAboutNamed, CaseFact, CaseTakenOn, CaseTransferred
from guanjia.rooms.cases.models import Case, CaseNote, Docket, Join
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.selectors.dockets import dockets_under, joins_waiting
from guanjia.rooms.cases.types import FAR, OPEN, Because, CaseState, NoteKind
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.house import Reason
from guanjia.rooms.people import selectors as people
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as verbs
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_together, row_of
from guanjia.shared.errors import Invalid, Refused, gettext_noop
from guanjia.shared.time import now


def book_of(case: Case, at: datetime) -> Book:
    """The handbook in force for the case's community."""
    return handbook.edition_in_force(case.community_id, at)


def begin(actor: Actor, case_id: UUID, at: datetime) -> tuple[Case, Book]:
    """Lock the case for a verb. Raises Missing, Refused for a time in the future, Denied for who must keep out of it.

    Whether the time fits the course is checked by `move`: what is sent again and changes nothing needs no order.
    """
    case = access.case(actor, case_id, lock=True)
    book = book_of(case, at)
    tolerance = timedelta(seconds=book.terms.journal.early_tolerance.in_seconds())
    rules.check_at(at, now(), tolerance)
    check_impartial(case, actor, at)
    return case, book


def check_impartial(case: Case, actor: Actor, at: datetime) -> None:
    """Raises Denied for a member of staff whom the handbook would not let take this complaint on."""
    if actor.staff_id is not None:
        rules.check_not_involved(involved=not may_have(case, CaseTakenOn, actor.staff_id, at))


def check_acts(actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """The same for a verb of another room about this case. Raises Missing, Denied."""
    check_impartial(access.case(actor, case_id), actor, at)


def check_acts_on(actor: Actor, case_id: UUID, at: datetime) -> None:
    """The same where promises about the case are decided."""
    check_acts(actor, case_id, at=at)


def check_acts_under(actor: Actor, docket_id: UUID, at: datetime) -> None:
    """The same for those about a docket of it."""
    check_acts(actor, access.docket(actor, docket_id).case_id, at=at)


def check_acts_on_better(actor: Actor, improvement_id: UUID, at: datetime) -> None:
    """The same for those about what is to be done better after it."""
    check_acts(actor, access.improvement(actor, improvement_id).case_id, at=at)


def move(case: Case, verb: Verb, at: datetime, **changes: Any) -> list[str]:
    """Set the state `verb` leads to, and `changes` with it. Raises Refused. Returns the columns to save."""
    to = rules.check_move(verb, CaseState(case.state))
    rules.check_order(at, case.moved_at)
    return set_state(case, to, at, **changes)


def set_state(case: Case, to: CaseState, at: datetime, **changes: Any) -> list[str]:
    """Write a state that was checked; leaving a pause clears its reason."""
    if case.state == CaseState.PAUSED and to is not CaseState.PAUSED:
        changes = {"pause_reason": "", "paused_until": None, **changes}
    if to.value != case.state:  # what leaves the state alone (an arrival told later) is no move
        changes |= {"state": to.value, "is_open": to in OPEN, "moved_at": max(at, case.moved_at)}
    for name, value in changes.items():
        setattr(case, name, value)
    return list(changes)


def finish(case: Case, columns: Sequence[str], *facts: CaseFact) -> None:
    """Save, record the facts with what binds them to conversation, contact and home, and keep the nearest promise."""
    change(case, columns)
    if facts:
        journal.record(*facts)
        keep_due(case, facts[-1].at)


def allowed(fact: CaseFact) -> CaseFact:
    """The fact, if no checklist and no gate of the handbook stands in its way. Raises Refused with what is missing."""
    verbs.check_allowed(fact)
    return fact


def told(case: Case, fact: type[CaseFact], at: datetime, **fields: Any) -> CaseFact:
    """A fact about this case with the references every one carries."""
    return fact(
        community_id=case.community_id,
        subject_id=case.id,
        at=at,
        conversation_id=case.conversation_id,
        contact_id=case.contact_id,
        home_id=case.home_id,
        **fields,
    )


def keep_due(case: Case, at: datetime) -> None:
    """Write the due time of the nearest open promise, of the case, its dockets or joins, beside the case if it has
    changed."""
    under = [*(dockets_under(case.id) if case.has_dockets else ()), *(joins_waiting(case.id) if case.has_joins else ())]
    due = promises.nearest_due([case.id, *under]) or FAR
    if due != case.due_at:
        case.due_at = due
        change(case, ["due_at"])


def keep_out(case: Case, at: datetime) -> None:
    """Take the case from an owner who is involved; it waits for another."""
    if case.owner_id is not None and not may_have(case, CaseTransferred, case.owner_id, at):
        case.owner_id = None
        change(case, ["owner"])


def found_again(case: Case) -> list[str]:
    """Somebody is found: what the desk was asked to look for is settled."""
    if case.needs_why != "unassigned":
        return []
    case.needs_desk, case.needs_why = False, ""
    return ["needs_desk", "needs_why"]


def owned(case: Case, actor: Actor, at: datetime) -> list[CaseFact]:
    """Make the first person of the desk who acts the owner of a case that has none; the fact for it, or nothing."""
    if case.owner_id is not None or actor.staff_id is None:
        return []
    if not may_have(case, CaseTransferred, actor.staff_id, at):
        return []
    case.owner_id = actor.staff_id
    return [given_to(case, CaseTransferred, actor.staff_id, at, reason="first_hand")]


def noted(case: Case) -> dict[str, object]:
    """What is known of a need that a person took down, by the items checklists ask for."""
    place, matter = bool(case.home_id or case.place_text), bool(case.text or case.title)
    who = case.contact_id is not None
    known: dict[str, object] = {"time": True, "place": place, "person": who, "matter": matter}
    return {**known, "contact": who, "fault": matter, "address": place}


def set_about(case: Case, book: Book, at: datetime, staff_id: UUID | None) -> tuple[list[str], CaseFact]:
    """Settle which way a complaint goes that is about somebody or a department; the columns, and the fact that says so.

    `about_staff` and `about_department` as far as they were given are set already; `staff_id` is who says it.
    """
    about = people.roles_of(case.about_staff_id, case.community_id) if case.about_staff_id else []
    way = book.terms.complaint.own_way if book.terms.complaint is not None else None
    theirs = {book.roles[role].department or "" for role in about if role in book.roles}
    case.about_department = rules.department_about(way, theirs | {case.about_department})
    case.closed_to = ""
    if way is not None and case.about_department:
        of = [role.code for role in book.roles.values() if role.department == case.about_department]
        ranks = {code: role.reports_to for code, role in book.roles.items()}
        case.closed_to = rules.closed_to(rules.hidden_from(ranks, of, about, way))
        about = about or of
    fact = told(
        case,
        CaseAboutNamed,
        at,
        about_staff_id=case.about_staff_id,
        roles=tuple(about),
        department=case.about_department,
        staff_id=staff_id,
    )
    return ["about_staff", "about_department", "closed_to"], fact


def is_about_somebody(case: Case) -> bool:
    """Whether some keep out of it: then every fact of who acts says what they are."""
    return case.about_staff_id is not None or bool(case.about_department)


def check_taker_of(case: Case, who: UUID) -> None:
    """Raises Denied for the one a complaint is about, and for their department where it goes around that."""
    rules.check_about(who, case.about_staff_id)
    if case.closed_to:
        closed = rules.is_closed_to(case.closed_to, people.roles_of(who, case.community_id))
        rules.check_about(who, who if closed else None)


def roles_acting(case: Case, who: UUID | None) -> tuple[str, ...] | None:
    """The roles of who acts, where some keep out of the case and the gates of the handbook read them; else None."""
    return tuple(people.roles_of(who, case.community_id)) if who is not None and is_about_somebody(case) else None


def given_to(case: Case, fact: type[CaseTransferred | CaseTakenOn], who: UUID, at: datetime, **more: Any) -> CaseFact:
    """The fact that the case goes to somebody, to own or to do it; with their roles where it is about somebody."""
    key = "to_staff_id" if fact is CaseTransferred else "staff_id"
    return told(case, fact, at, **{key: who}, roles=roles_acting(case, who), **more)


def may_have(case: Case, fact: type[CaseTransferred | CaseTakenOn], who: UUID, at: datetime) -> bool:
    """Whether the handbook lets the case go to somebody: who is involved keeps out. Asks only where it is about one."""
    if not is_about_somebody(case):
        return True
    if who == case.about_staff_id or rules.is_closed_to(case.closed_to, people.roles_of(who, case.community_id)):
        return False
    try:
        allowed(given_to(case, fact, who, at))
    except Refused:
        return False
    return True


def write_note(case: Case, kind: NoteKind, text: str, at: datetime, staff_id: UUID | None = None) -> None:
    """Keep a line on the case; empty text is nothing."""
    if text.strip():
        row = CaseNote(
            community_id=case.community_id, case=case, kind=kind.value, staff_id=staff_id, text=text.strip(), at=at
        )
        insert_together([row])


def write_word(case: Case, text: str, at: datetime, heard_id: UUID) -> None:
    """Keep what the resident said in a message; the same message is kept once."""
    CaseNote.objects.create(
        community_id=case.community_id, case=case, kind=NoteKind.WORD.value, text=text.strip(), at=at, heard_id=heard_id
    )


def reason_of(book: Book, use: str, why: Because) -> Reason:
    """A typed reason of the handbook. Raises Invalid for one it doesn't give, or a missing note where one is asked."""
    found = book.reasons.get(why.code)
    if found is None or found.use != use:
        raise Invalid("cases.reason", gettext_noop("Choose one of the handbook's reasons."), field="reason")
    if found.note_needed and not why.note.strip():
        raise Invalid("cases.reason_note", gettext_noop("This reason needs a word of explanation."), field="note")
    return found


@transaction.atomic
def refresh_due(case_id: UUID, *, at: datetime) -> None:
    """Look again which promise is nearest: time, or a fact about something else, changed it."""
    found = row_of(Case, case_id, lock=True)
    if found is not None:
        keep_due(found, at)


def refresh_due_under(key: UUID, *, at: datetime) -> None:
    """The same for the case that somebody follows under this docket, or waits for by this join."""
    found = row_of(Docket, key) or row_of(Join, key)
    if found is not None:
        refresh_due(found.case_id, at=at)
