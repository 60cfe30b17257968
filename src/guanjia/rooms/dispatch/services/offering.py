"""Asking somebody to go: by the house's choice, or by the desk's hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import rules as case_rules
from guanjia.rooms.cases import selectors as case_selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.dispatch import rules, selectors
from guanjia.rooms.dispatch.events import AssignmentExpired, AssignmentOffered, AssignmentReleased
from guanjia.rooms.dispatch.models import OPEN_STATES, Assignment
from guanjia.rooms.dispatch.types import MAIN, AssignmentState, Chosen, Reason, Why
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.db import change, in_reach, insert_together, row_of, rows_of
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.riding import write

BATCH = 100
_WAITING = frozenset({CaseState.CLASSIFIED, CaseState.DISPATCHED})
_MISSED = frozenset({AssignmentState.DECLINED, AssignmentState.EXPIRED})


@transaction.atomic
def offer(case_id: UUID, *, at: datetime) -> UUID | None:
    """Ask the one who fits best; nobody: the case says so and waits for the desk. Returns the assignment.

    Does nothing for a case that isn't waiting for somebody, or for which somebody is asked already.
    """
    case = case_selectors.ref_of(case_access.case(SYSTEM, case_id, lock=True))
    known = _asked_so_far(case_id) if case.state in _WAITING else []
    if case.state not in _WAITING or _open(known, MAIN):
        return None
    book = handbook.edition_in_force(case.community_id, at)
    if case.case_class not in book.terms.dispatch.classes:
        return None
    missed = [one for one in known if one.part == MAIN and one.by_staff_id is None and one.state in _MISSED]
    if len(missed) >= book.terms.dispatch.offers_before_desk:
        cases.nobody_found(case_id, "not_taken", at=at)
        return None
    chosen = _choose(case, book, at, [one.staff_id for one in missed])
    if chosen is None:
        cases.nobody_found(case_id, "nobody_fits", at=at)
        return None
    made = _ask(case, book, chosen, at)
    cases.dispatched(case_id, made.id, at=at)
    return made.id


def _choose(case: CaseRef, book: Book, at: datetime, but: Iterable[UUID]) -> Chosen | None:
    topic = book.topics[case.topic]
    roles = _roles(case, book, topic)
    _one_by_one(case.community_id)
    found = selectors.candidates(case, roles, at, but, topic)
    for role in roles:
        of_role = [one for one in found if one.role == role]
        chosen = rules.choose(of_role, topic, case.urgency, book.terms.dispatch, at)
        if chosen is not None:
            return chosen
    return None


def _one_by_one(community_id: UUID) -> None:
    """Choices of one community are made one after another until commit, so that no limit is passed by two at once."""
    write("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dispatch:{community_id}"])


def _roles(case: CaseRef, book: Book, topic: Topic) -> list[str]:
    about = people.roles_of(case.about_staff_id, case.community_id) if case.about_staff_id else ()
    return rules.roles_asked(book, topic, about)


def _asked_so_far(case_id: UUID) -> list[Assignment]:
    return sorted(rows_of(Assignment, case_id=case_id), key=lambda one: (one.offered_at, one.pk))


def _open(known: Iterable[Assignment], part: str) -> Assignment | None:
    return next((one for one in known if one.part == part and one.state in OPEN_STATES), None)


def _ask(case: CaseRef, book: Book, chosen: Chosen, at: datetime) -> Assignment:
    made = Assignment(
        community_id=case.community_id,
        case_id=case.id,
        staff_id=chosen.candidate.staff_id,
        part=chosen.part,
        role=chosen.candidate.role,
        skill=chosen.skill,
        reason=[reason.as_plain() for reason in chosen.reasons],
        by_staff_id=chosen.by_staff_id,
        offered_at=at,
        answer_by=at + _stands(book, case.urgency),
    )
    insert_together([made])
    journal.record(
        AssignmentOffered(
            community_id=case.community_id,
            subject_id=made.id,
            case_id=case.id,
            staff_id=made.staff_id,
            skill=made.skill,
            part=chosen.part,
            urgency=case.urgency,
            by_hand=chosen.by_staff_id is not None,
            at=at,
        )
    )
    return made


def _stands(book: Book, urgency: str) -> timedelta:
    """How long an offer stands; an urgency the handbook doesn't name takes its longest."""
    lengths = book.terms.dispatch.offer
    seconds = lengths[urgency].in_seconds() if urgency in lengths else max(one.in_seconds() for one in lengths.values())
    return timedelta(seconds=seconds)


@transaction.atomic
def offer_help(case_id: UUID, *, at: datetime) -> list[UUID]:
    """For the urgencies the handbook names, send the other roles of the team as well: the nearest guard is first there.

    One of each role; a role that was asked once is not asked again by itself.
    """
    case = case_selectors.ref_of(case_access.case(SYSTEM, case_id, lock=True))
    book = handbook.edition_in_force(case.community_id, at)
    if not case.is_open or not case.topic or case.urgency not in book.terms.dispatch.helps_with:
        return []
    topic = book.topics[case.topic]
    known = _asked_so_far(case_id)
    main = _open(known, MAIN)
    found: list[UUID] = []
    for role in _roles(case, book, topic):
        asked = any(one.part == role for one in known)
        if asked or (main is not None and main.role == role):
            continue
        plain = topic.model_copy(update={"skills": (), "certificates": ()})
        busy = [main.staff_id] if main is not None else []
        _one_by_one(case.community_id)
        people_there = selectors.candidates(case, [role], at, busy)
        chosen = rules.choose(people_there, plain, case.urgency, book.terms.dispatch, at)
        if chosen is not None:
            found.append(_ask(case, book, replace(chosen, part=role), at).id)
    return found


@transaction.atomic
def assign(actor: Actor, case_id: UUID, staff_id: UUID, *, at: datetime) -> UUID:
    """The desk names somebody; who was asked or works on it before is relieved. Returns the assignment.

    Raises Denied for a complaint about this person, Refused without the certificate the work needs, or when the
    case isn't classified or is over already.
    """
    actor.need(Duty.DISPATCH)
    case = case_selectors.ref_of(case_access.case(actor, case_id, lock=True))
    case_rules.check_about(staff_id, case.about_staff_id)
    case_rules.check_move(case_rules.Verb.DISPATCH, case.state)
    if not people.serves(staff_id, case.community_id):
        raise Refused("cases.not_here", gettext_noop("This colleague doesn't serve this community. Choose another."))
    book = handbook.edition_in_force(case.community_id, at)
    now = _open(_asked_so_far(case_id), MAIN)
    if now is not None and now.staff_id == staff_id:
        return now.id
    topic = book.topics[case.topic]
    candidate, on_duty = selectors.person(case, staff_id, at, topic)
    rules.check_certificates(topic, candidate.skills)
    if now is not None:
        take_back(now, "reassigned", at)
    most = rules.most_open(book.terms.dispatch, candidate.role)
    reasons = (Reason(Why.BY_HAND, {}), *rules.reasons_of(candidate, topic, most, off_duty=not on_duty))
    made = _ask(case, book, Chosen(candidate, "", reasons, MAIN, actor.staff_id), at)
    cases.dispatched(case_id, made.id, at=at)
    return made.id


def take_back(found: Assignment, reason: str, at: datetime) -> None:
    """End an open assignment; whoever had taken it works on the case no longer. For verbs inside this room."""
    was_taken = found.state == AssignmentState.TAKEN
    rules.check_move(AssignmentState(found.state), AssignmentState.RELEASED)
    found.state, found.ended_at = AssignmentState.RELEASED, at
    change(found, ["state", "ended_at"])
    journal.record(
        AssignmentReleased(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            staff_id=found.staff_id,
            reason=reason,
            at=at,
        )
    )
    if was_taken:
        cases.released(SYSTEM, found.case_id, found.staff_id, at=at)


def sweep(*, at: datetime) -> int:
    """Let the offers whose time is over go to the next; returns how many were looked at, 0 when none is left.

    Each in a transaction of its own: one case that can't be offered again never holds up the others.
    """
    due = in_reach(Assignment.objects.filter(state=AssignmentState.OFFERED, answer_by__lte=at)).order_by("answer_by")
    ids = list(due.values_list("id", "case_id", "part")[:BATCH])
    for assignment_id, case_id, part in ids:
        _expire(assignment_id, case_id, at=at)
        if part == MAIN:
            offer(case_id, at=at)
    return len(ids)


@transaction.atomic
def _expire(assignment_id: UUID, case_id: UUID, *, at: datetime) -> None:
    case_access.case(SYSTEM, case_id, lock=True)
    found = row_of(Assignment, assignment_id, lock=True)
    if found is None or found.state != AssignmentState.OFFERED or found.answer_by is None or found.answer_by > at:
        return
    found.state, found.ended_at = AssignmentState.EXPIRED, at
    change(found, ["state", "ended_at"])
    journal.record(
        AssignmentExpired(
            community_id=found.community_id, subject_id=found.id, case_id=case_id, staff_id=found.staff_id, at=at
        )
    )


def offer_left(*, at: datetime) -> int:
    """Try again for the cases nobody could be found for: a shift may have begun. Returns how many found somebody."""
    done = 0
    last: UUID | None = None
    while ids := case_selectors.needing_somebody(last, BATCH):
        last = ids[-1]
        for case_id in ids:
            found = _may_ask(case_id, at)
            done += 1 if found and offer(case_id, at=at) else 0
    return done


def _may_ask(case_id: UUID, at: datetime) -> bool:
    """Whether the house may still ask by itself: the handbook's number of offers isn't used up."""
    known = rows_of(Assignment, case_id=case_id, part=MAIN)
    missed = sum(one.by_staff_id is None and one.state in _MISSED for one in known)
    book = handbook.edition_in_force(case_selectors.case_ref(case_id).community_id, at)
    return missed < book.terms.dispatch.offers_before_desk
