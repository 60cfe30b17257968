"""Claiming work that lies open."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.dispatch import access, rules, selectors
from guanjia.rooms.dispatch.events import AssignmentTaken, OpeningClaimed
from guanjia.rooms.dispatch.models import Opening
from guanjia.rooms.dispatch.services.asking import asked_so_far, barred_from, one_by_one, taken_at_once
from guanjia.rooms.dispatch.types import MAIN, Chosen, OpeningState, Reason, Why
from guanjia.rooms.handbook import selectors as handbook
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Refused, gettext_noop


@transaction.atomic
def claim(actor: Actor, opening_id: UUID, *, at: datetime) -> UUID:
    """The first of the role who says so has it, whoever else says so at the same moment. Returns the assignment.

    Claimed twice by the same person it counts once. Raises Missing, Refused when it lies open no longer, the load
    is full, or for somebody who isn't on duty in this role or was asked before.
    """
    case_id = access.opening(actor, opening_id).case_id
    case = case_selectors.ref_of(case_access.case(SYSTEM, case_id, lock=True))
    found = access.opening(actor, opening_id, lock=True)
    known = asked_so_far(case_id)
    mine = next((one for one in known if one.pk == found.assignment_id), None)
    if mine is not None and mine.staff_id == actor.staff_id:
        return mine.pk
    rules.check_lies_open(OpeningState(found.state))
    book = handbook.edition_in_force(case.community_id, at)
    topic = book.topics[case.topic]
    one_by_one(case.community_id)
    there = selectors.candidates(case, [found.role], at, barred_from(known, MAIN), topic)
    me = next((one for one in there if one.staff_id == actor.staff_id), None)
    if me is None:
        raise Refused("dispatch.not_for_you", gettext_noop("This lies open for colleagues on duty in another role."))
    rules.check_fits(me, topic, case.urgency, book.terms.dispatch)
    grounds = rules.reasons_of(me, topic, rules.most_open(book.terms.dispatch, me.role))
    skill = topic.skills[0] if topic.skills else ""
    made = taken_at_once(case, Chosen(me, skill, (Reason(Why.CLAIMED, {}), *grounds)), at)
    _claimed(found, made.id, me.staff_id, at)
    cases.dispatched(case_id, made.id, at=at)
    cases.taken_on(SYSTEM, case_id, me.staff_id, at=at)
    return made.id


def _claimed(found: Opening, assignment_id: UUID, staff_id: UUID, at: datetime) -> None:
    found.state, found.ended_at, found.assignment_id = OpeningState.CLAIMED.value, at, assignment_id
    change(found, ["state", "ended_at", "assignment"])
    place, case_id = found.community_id, found.case_id
    journal.record(
        OpeningClaimed(
            community_id=place,
            subject_id=found.id,
            case_id=case_id,
            staff_id=staff_id,
            assignment_id=assignment_id,
            at=at,
        ),
        AssignmentTaken(community_id=place, subject_id=assignment_id, case_id=case_id, staff_id=staff_id, at=at),
    )
