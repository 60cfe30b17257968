"""Asking somebody by name: the desk overrules, a colleague passes on, another department helps."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import rules as case_rules
from guanjia.rooms.cases import selectors as case_selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.types import Because
from guanjia.rooms.dispatch import access, rules, selectors
from guanjia.rooms.dispatch.services.asking import (
    ask_one,
    asked_so_far,
    close_opening,
    one_by_one,
    open_of,
    reason_to_pass_on,
    take_back,
)
from guanjia.rooms.dispatch.services.offering import help_from
from guanjia.rooms.dispatch.types import MAIN, Candidate, Chosen, HelpWanted, Reason, Why
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.errors import Invalid, Refused, gettext_noop

TAKEN_BACK = "taken_back"
ALREADY_THERE = gettext_noop("Somebody of this role helps already. Take it back first, or ask another role.")


@transaction.atomic
def assign(actor: Actor, case_id: UUID, staff_id: UUID, why: Because | None = None, *, at: datetime) -> UUID:
    """The desk names somebody; who was asked or works on it before is relieved. Returns the assignment.

    Taking it from another needs a reason of the handbook (`transfer`), which both read. Raises Invalid without one,
    Denied for a complaint about this person, Refused without the certificate the work needs, or when the case isn't
    classified or is over already. The limit of open works is no bar: the reason says that it is passed.
    """
    actor.need(Duty.DISPATCH)
    cases.check_acts(actor, case_id, at=at)
    given = why or Because()
    case = _named(actor, case_id, staff_id, at)
    book = handbook.edition_in_force(case.community_id, at)
    now = open_of(asked_so_far(case_id), MAIN)
    if now is not None and now.staff_id == staff_id:
        return now.id
    if now is not None or given.code:
        reason_to_pass_on(book, given.code)
    one_by_one(case.community_id)
    topic = book.topics[case.topic]
    candidate, on_duty = selectors.person(case, staff_id, at, topic)
    rules.check_certificates(topic, candidate.skills)
    if now is not None:
        take_back(now, given.code, at, actor.staff_id)
    close_opening(case_id, at)
    reasons = _grounds(Reason(Why.BY_HAND, _told(given)), candidate, book, case, on_duty=on_duty)
    made = ask_one(case, book, Chosen(candidate, "", reasons, MAIN, actor.staff_id), at, given.code)
    cases.dispatched(case_id, made.id, at=at)
    return made.id


@transaction.atomic
def unassign(actor: Actor, case_id: UUID, before: UUID | None, *, at: datetime) -> None:
    """Take a naming back: who was asked by it is relieved, who was asked `before` is asked anew; nobody: the desk
    decides. Raises Refused when nobody is asked any more."""
    actor.need(Duty.DISPATCH)
    cases.check_acts(actor, case_id, at=at)
    case_access.case(actor, case_id, lock=True)
    now = open_of(asked_so_far(case_id), MAIN)
    if now is None:
        raise Refused("dispatch.nobody_asked", gettext_noop("Nobody is asked to go any more. Look at the case."))
    take_back(now, TAKEN_BACK, at, actor.staff_id)
    if before is not None:
        assign(actor, case_id, before, at=at)
    else:
        cases.nobody_found(case_id, TAKEN_BACK, at=at)


def _named(actor: Actor, case_id: UUID, staff_id: UUID, at: datetime) -> CaseRef:
    """The case locked, if this person may be sent to it. Raises Denied, Refused, also by a gate of the handbook."""
    case = case_selectors.ref_of(case_access.case(actor, case_id, lock=True))
    cases.check_taker(case_id, staff_id, at=at)
    case_rules.check_move(case_rules.Verb.DISPATCH, case.state)
    if not people.serves(staff_id, case.community_id):
        raise Refused("cases.not_here", gettext_noop("This colleague doesn't serve this community. Choose another."))
    return case


def _told(given: Because) -> dict[str, str]:
    told = {"reason": given.code, "note": given.note.strip()}
    return {key: text for key, text in told.items() if text}


def _grounds(
    first: Reason, candidate: Candidate, book: Book, case: CaseRef, *, on_duty: bool = True
) -> tuple[Reason, ...]:
    most = rules.most_open(book.terms.dispatch, candidate.role)
    return (first, *rules.reasons_of(candidate, book.topics[case.topic], most, off_duty=not on_duty))


@transaction.atomic
def pass_on(actor: Actor, assignment_id: UUID, to_staff_id: UUID, why: Because, *, at: datetime) -> UUID:
    """Pass a task on to a colleague on duty who fits, for a reason of the handbook. Returns the new assignment.

    They are asked as by an offer; if they don't take it, the house asks the next. Raises Denied for a task of
    somebody else, Refused for a colleague who lacks trade or certificate, has no shift now or a full load.
    """
    seen = access.assignment(actor, assignment_id)
    case = _named(SYSTEM, seen.case_id, to_staff_id, at)
    found = access.assignment(actor, assignment_id, lock=True)
    rules.check_mine(actor.staff_id, found.staff_id)
    book = handbook.edition_in_force(case.community_id, at)
    reason_to_pass_on(book, why.code)
    if to_staff_id == found.staff_id:
        raise Invalid("dispatch.to_oneself", gettext_noop("Choose a colleague."), field="to_staff")
    one_by_one(case.community_id)
    topic = book.topics[case.topic]
    if found.part != MAIN:
        topic = topic.model_copy(update={"skills": (), "certificates": ()})
    candidate, on_duty = selectors.person(case, to_staff_id, at, topic)
    if not on_duty:
        raise Refused("dispatch.off_duty", gettext_noop("This colleague is not on duty now. Choose another."))
    rules.check_fits(candidate, topic, case.urgency, book.terms.dispatch)
    take_back(found, why.code, at, actor.staff_id)
    reasons = _grounds(Reason(Why.PASSED_ON, _told(why)), candidate, book, case)
    chosen = Chosen(candidate, found.skill, reasons, found.part, actor.staff_id, found.task, found.until)
    made = ask_one(case, book, chosen, at, why.code)
    if found.part == MAIN:
        cases.dispatched(case.id, made.id, at=at)
    return made.id


@transaction.atomic
def ask_help(actor: Actor, case_id: UUID, wanted: HelpWanted, *, at: datetime) -> UUID:
    """Ask somebody of another role to do a part of the case; its owner stays. Returns the assignment.

    One helper of a role at a time, each with what they should do and by when. Raises Invalid without a task or for a
    time that is over, Refused when one of the role helps already or nobody of it is free, Denied for a complaint
    about the one named.
    """
    actor.need(Duty.DISPATCH)
    cases.check_acts(actor, case_id, at=at)
    case = case_selectors.ref_of(case_access.case(actor, case_id, lock=True))
    case_rules.check_move(case_rules.Verb.DISPATCH, case.state)
    book = handbook.edition_in_force(case.community_id, at)
    if wanted.role not in book.roles or not wanted.task.strip():
        raise Invalid("dispatch.help", gettext_noop("Say which role helps, and with what."), field="task")
    if wanted.until is not None and wanted.until <= at:
        raise Invalid("dispatch.until", gettext_noop("This time is over. Choose a later one."), field="until")
    known = asked_so_far(case_id)
    if open_of(known, wanted.role):
        raise Refused("dispatch.helps_already", ALREADY_THERE)
    chosen = _helper(case, book, wanted, at)
    if chosen is None:
        message = gettext_noop("Nobody of this role is free now. Name somebody, or ask another role.")
        raise Refused("dispatch.nobody_helps", message)
    asked = Chosen(chosen.candidate, "", chosen.reasons, wanted.role, actor.staff_id, wanted.task.strip(), wanted.until)
    return ask_one(case, book, asked, at).id


def _helper(case: CaseRef, book: Book, wanted: HelpWanted, at: datetime) -> Chosen | None:
    if wanted.staff_id is None:
        return help_from(case, book, wanted.role, asked_so_far(case.id), at)
    cases.check_taker(case.id, wanted.staff_id, at=at)
    if wanted.role not in people.roles_of(wanted.staff_id, case.community_id):
        raise Refused("cases.not_here", gettext_noop("This colleague doesn't serve this community. Choose another."))
    candidate, on_duty = selectors.person(case, wanted.staff_id, at, book.topics[case.topic])
    return Chosen(candidate, "", _grounds(Reason(Why.BY_HAND, {}), candidate, book, case, on_duty=on_duty))
