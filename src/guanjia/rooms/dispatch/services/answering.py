"""What the one who was asked says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import services as cases
from guanjia.rooms.dispatch import access, rules
from guanjia.rooms.dispatch.events import AssignmentDeclined, AssignmentFinished, AssignmentTaken
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.dispatch.services.asking import reason_to_pass_on, take_back
from guanjia.rooms.dispatch.services.offering import offer_again
from guanjia.rooms.dispatch.types import AssignmentState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Invalid, gettext_noop


def _asked(actor: Actor, assignment_id: UUID) -> Assignment:
    """The assignment locked, its case first, so that every verb waits in the same order."""
    case_access.case(actor, access.assignment(actor, assignment_id).case_id, lock=True)
    return access.assignment(actor, assignment_id, lock=True)


@transaction.atomic
def take(actor: Actor, assignment_id: UUID, *, at: datetime) -> None:
    """They go; the case is theirs to work on. Taken twice it counts once. Raises Denied, Missing, Refused."""
    found = _asked(actor, assignment_id)
    rules.check_mine(actor.staff_id, found.staff_id)
    if found.state == AssignmentState.TAKEN:
        return
    rules.check_offered(AssignmentState(found.state))
    found.state = AssignmentState.TAKEN
    change(found, ["state"])
    journal.record(
        AssignmentTaken(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            staff_id=found.staff_id,
            part=found.part,
            at=at,
        )
    )
    cases.taken_on(SYSTEM, found.case_id, found.staff_id, at=at)


@transaction.atomic
def decline(actor: Actor, assignment_id: UUID, reason: str, *, at: datetime) -> None:
    """They can't, for a reason of the handbook; the next is asked at once. Declined twice it counts once."""
    found = _asked(actor, assignment_id)
    rules.check_mine(actor.staff_id, found.staff_id)
    if found.state == AssignmentState.DECLINED:
        return
    rules.check_move(AssignmentState(found.state), AssignmentState.DECLINED)
    given = handbook.edition_in_force(found.community_id, at).reasons.get(reason)
    if given is None or given.use != "decline":
        raise Invalid("cases.reason", gettext_noop("Choose one of the handbook's reasons."), field="reason")
    found.state, found.ended_at, found.end_reason = AssignmentState.DECLINED.value, at, reason
    found.ended_by_id = actor.staff_id
    change(found, ["state", "ended_at", "end_reason", "ended_by"])
    journal.record(
        AssignmentDeclined(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            staff_id=found.staff_id,
            reason=reason,
            at=at,
        )
    )
    offer_again(found, at=at)


@transaction.atomic
def release(actor: Actor, assignment_id: UUID, reason: str, *, at: datetime) -> None:
    """Take an open assignment back, or hand back one's own, for a reason of the handbook (`transfer`).

    The house asks the next at once, never the same person again; the desk may name anybody. Twice it counts once.
    """
    found = _asked(actor, assignment_id)
    if actor.staff_id != found.staff_id:
        actor.need(Duty.DISPATCH)
        cases.check_acts(actor, found.case_id, at=at)
    if found.state == AssignmentState.RELEASED:
        return
    reason_to_pass_on(handbook.edition_in_force(found.community_id, at), reason)
    take_back(found, reason, at, actor.staff_id)
    offer_again(found, at=at)


@transaction.atomic
def finish_part(actor: Actor, assignment_id: UUID, result: str = "", *, at: datetime) -> None:
    """A helper is through with their part; what came of it is noted on the case. Told twice it counts once.

    Raises Denied for another's part, Refused for the case's own work, which is reported on the case, or an offer that
    was not taken.
    """
    found = _asked(actor, assignment_id)
    rules.check_mine(actor.staff_id, found.staff_id)
    if found.state == AssignmentState.FINISHED:
        return
    rules.check_part(found.part, AssignmentState(found.state))
    found.state, found.ended_at = AssignmentState.FINISHED.value, at
    change(found, ["state", "ended_at"])
    journal.record(
        AssignmentFinished(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            staff_id=found.staff_id,
            part=found.part,
            at=at,
        )
    )
    cases.part_done(found.case_id, found.staff_id, result, at=at)
