"""The house's own asking: one person after another, or open for all of a role who fit."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.dispatch import rules, selectors
from guanjia.rooms.dispatch.events import AssignmentExpired, OpeningMade
from guanjia.rooms.dispatch.models import Assignment, Opening
from guanjia.rooms.dispatch.services.asking import (
    ask_one,
    asked_so_far,
    barred_from,
    close_opening,
    one_by_one,
    open_of,
    roles_of,
)
from guanjia.rooms.dispatch.types import MAIN, AssignmentState, Candidate, Chosen, OpeningState, Reason
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM
from guanjia.shared.db import change, in_reach, insert_together, row_of, rows_of
from guanjia.shared.errors import Refused

logger = logging.getLogger(__name__)
BATCH = 100
WAITING = frozenset({CaseState.CLASSIFIED, CaseState.DISPATCHED})


@transaction.atomic
def offer(case_id: UUID, *, at: datetime, because: Reason | None = None) -> UUID | None:
    """Ask the one who fits best; nobody: the case says so and waits for the desk. Returns the assignment.

    Work of the roles the handbook names lies open for all of them first. `because` is told in front of the grounds.
    Does nothing for a case that isn't waiting for somebody, or for which somebody is asked already. The house comes
    after whoever moved the case while this waited for it: `at` is then the time of that move.
    """
    case = case_selectors.ref_of(case_access.case(SYSTEM, case_id, lock=True))
    at = max(at, case.moved_at)
    known = asked_so_far(case_id) if case.state in WAITING else []
    if case.state not in WAITING or open_of(known, MAIN):
        return None
    book = handbook.edition_in_force(case.community_id, at)
    if case.case_class not in book.terms.dispatch.classes:
        return None
    missed = [one for one in known if one.part == MAIN and one.by_staff_id is None and one.state in rules.MISSED]
    if len(missed) >= book.terms.dispatch.offers_before_desk:
        cases.nobody_found(case_id, "not_taken", at=at)
        return None
    found, chosen = _choose(case, book, at, known)
    if chosen is not None and _lies_open(case, book, known, found, at):
        return None
    if chosen is None:
        cases.nobody_found(case_id, "nobody_fits", at=at)
        return None
    made = ask_one(case, book, chosen.because(because) if because else chosen, at)
    cases.dispatched(case_id, made.id, at=at)
    return made.id


def _choose(case: CaseRef, book: Book, at: datetime, known: list[Assignment]) -> tuple[list[Candidate], Chosen | None]:
    """Everybody who could go, and the one who fits best."""
    topic = book.topics[case.topic]
    roles = roles_of(case, book, topic)
    one_by_one(case.community_id)
    found = selectors.candidates(case, roles, at, barred_from(known, MAIN), topic)
    for role in roles:
        of_role = [one for one in found if one.role == role]
        chosen = rules.choose(of_role, topic, case.urgency, book.terms.dispatch, at)
        if chosen is not None:
            return of_role, chosen
    return found, None


def _lies_open(case: CaseRef, book: Book, known: list[Assignment], found: list[Candidate], at: datetime) -> bool:
    """Whether the work lies open for its role now; laid open once, before anybody was asked."""
    pool = book.terms.dispatch.pool
    role = found[0].role
    if pool is None or not rules.lies_open(role, case.urgency, book.terms.dispatch) or known:
        return False
    before = rows_of(Opening, case_id=case.id)
    if before:
        return before[0].state == OpeningState.OPEN
    made = Opening(
        community_id=case.community_id,
        case_id=case.id,
        role=role,
        opened_at=at,
        closes_at=at + timedelta(seconds=pool.lies_open.in_seconds()),
    )
    insert_together([made])
    fact = OpeningMade(
        community_id=case.community_id, subject_id=made.id, case_id=case.id, to_role=role, urgency=case.urgency, at=at
    )
    journal.record(fact)
    return True


@transaction.atomic
def offer_help(case_id: UUID, *, at: datetime) -> list[UUID]:
    """For the urgencies the handbook names, send the other roles of the team as well: the nearest guard is first there.

    One of each role; a role that was asked once is not asked again by itself.
    """
    case = case_selectors.ref_of(case_access.case(SYSTEM, case_id, lock=True))
    book = handbook.edition_in_force(case.community_id, at)
    if not case.is_open or not case.topic or case.urgency not in book.terms.dispatch.helps_with:
        return []
    known = asked_so_far(case_id)
    main = open_of(known, MAIN)
    found: list[UUID] = []
    for role in roles_of(case, book, book.topics[case.topic]):
        asked = any(one.part == role for one in known)
        if asked or (main is not None and main.role == role):
            continue
        chosen = help_from(case, book, role, known, at)
        if chosen is not None:
            found.append(ask_one(case, book, chosen, at).id)
    return found


def help_from(case: CaseRef, book: Book, role: str, known: list[Assignment], at: datetime) -> Chosen | None:
    """The helper of a role who fits best, but those asked for this part before and who has the case; None: nobody.

    For verbs inside this room. A helper needs no trade of the topic: a guard holds the door.
    """
    plain = book.topics[case.topic].model_copy(update={"skills": (), "certificates": ()})
    main = open_of(known, MAIN)
    busy = [*barred_from(known, role), *([main.staff_id] if main is not None else [])]
    one_by_one(case.community_id)
    there = selectors.candidates(case, [role], at, busy)
    chosen = rules.choose(there, plain, case.urgency, book.terms.dispatch, at)
    return Chosen(chosen.candidate, "", chosen.reasons, part=role) if chosen else None


@transaction.atomic
def offer_part(case_id: UUID, before: UUID, *, at: datetime) -> UUID | None:
    """Ask the next helper for the part the assignment `before` was about; nobody: the part stays open on the case."""
    case = case_selectors.ref_of(case_access.case(SYSTEM, case_id, lock=True))
    last = row_of(Assignment, before)
    known = asked_so_far(case_id)
    if last is None or not case.is_open or not case.topic or open_of(known, last.part):
        return None
    book = handbook.edition_in_force(case.community_id, at)
    times = sum(one.part == last.part and one.state in rules.MISSED for one in known)
    if times >= book.terms.dispatch.offers_before_desk:
        return None
    chosen = help_from(case, book, last.part, known, at)
    if chosen is None:
        return None
    wanted = Chosen(chosen.candidate, "", chosen.reasons, last.part, None, last.task, last.until)
    return ask_one(case, book, wanted, at).id


def offer_again(found: Assignment, *, at: datetime, because: Reason | None = None) -> UUID | None:
    """Ask the next one for whatever this assignment was about. For verbs inside this room."""
    if found.part == MAIN:
        return offer(found.case_id, at=at, because=because)
    return offer_part(found.case_id, found.id, at=at)


def sweep(*, at: datetime) -> int:
    """Let what was not taken or claimed in time go to the next; returns how many went on, 0 when none is left.

    Each with its next offer in a transaction of its own: a case never stays without either, and one that can't be
    offered again now never holds up the others.
    """
    due = in_reach(Assignment.objects.filter(state=AssignmentState.OFFERED, answer_by__lte=at)).order_by(
        "answer_by", "id"
    )
    ids = list(due.values_list("id", "case_id")[:BATCH])
    went = sum(_tried(case_id, partial(_go_on, assignment_id, case_id, at=at)) for assignment_id, case_id in ids)
    lying = in_reach(Opening.objects.filter(state=OpeningState.OPEN, closes_at__lte=at)).order_by("closes_at", "id")
    left = list(lying.values_list("case_id", flat=True)[:BATCH])
    return went + sum(_tried(case_id, partial(_close, case_id, at=at)) for case_id in left)


def _tried(case_id: UUID, verb: Callable[[], object]) -> bool:
    """Whether it came about. What is refused now (the clock was set back, the case moved on) waits for next time."""
    try:
        return bool(verb())
    except Refused as refused:
        logger.info("dispatch.not_now", extra={"case": str(case_id), "code": refused.code})
        return False


@transaction.atomic
def _close(case_id: UUID, *, at: datetime) -> bool:
    """Nobody claimed it: it lies open no longer, and one after another is asked."""
    case_access.case(SYSTEM, case_id, lock=True)
    close_opening(case_id, at)
    offer(case_id, at=at)
    return True


@transaction.atomic
def _go_on(assignment_id: UUID, case_id: UUID, *, at: datetime) -> bool:
    """End an offer that nobody took in time, and ask the next. Looked at again under the lock; returns True."""
    case_access.case(SYSTEM, case_id, lock=True)
    found = row_of(Assignment, assignment_id, lock=True)
    if found is None or found.state != AssignmentState.OFFERED or found.answer_by is None or found.answer_by > at:
        return True
    found.state, found.ended_at = AssignmentState.EXPIRED.value, at
    change(found, ["state", "ended_at"])
    journal.record(
        AssignmentExpired(
            community_id=found.community_id, subject_id=found.id, case_id=case_id, staff_id=found.staff_id, at=at
        )
    )
    offer_again(found, at=at)
    return True


def offer_left(*, at: datetime) -> int:
    """Try again for the cases nobody could be found for: a shift may have begun. Returns how many found somebody."""
    done = 0
    last: UUID | None = None
    while ids := case_selectors.needing_somebody(last, BATCH):
        last = ids[-1]
        for case_id in ids:
            done += _may_ask(case_id, at) and _tried(case_id, partial(offer, case_id, at=at))
    return done


def _may_ask(case_id: UUID, at: datetime) -> bool:
    """Whether the house may still ask by itself: the handbook's number of offers isn't used up."""
    known = rows_of(Assignment, case_id=case_id, part=MAIN)
    missed = sum(one.by_staff_id is None and one.state in rules.MISSED for one in known)
    book = handbook.edition_in_force(case_selectors.case_ref(case_id).community_id, at)
    return missed < book.terms.dispatch.offers_before_desk
