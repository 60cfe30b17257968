"""End of a shift, beginning of a leave: open work moves on by the handbook's rule."""

from datetime import datetime

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.dispatch import rules, selectors
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.dispatch.services.asking import take_back
from guanjia.rooms.dispatch.services.offering import offer_again
from guanjia.rooms.dispatch.types import AssignmentState, Held, Reason, Why
from guanjia.rooms.handbook import selectors as handbook
from guanjia.shared.actor import SYSTEM
from guanjia.shared.db import row_of


def hand_over(*, at: datetime) -> int:
    """Move what is in the hands of people who are not on duty, where the rule says so; returns how many moved.

    Each in a transaction of its own. Who had it, who is asked next and whoever looks at the case read why; with nobody
    to take it, it waits at the desk.
    """
    return sum(_move(one, at=at) for one in selectors.held_off_duty(at) if _due(one, at))


def _due(one: Held, at: datetime) -> bool:
    rule = handbook.edition_in_force(one.community_id, at).terms.dispatch.handover
    return rule is not None and rules.moves_on(one, rule, at)


@transaction.atomic
def _move(one: Held, *, at: datetime) -> bool:
    """Whether it moved: meanwhile they may have finished, or given it back themselves."""
    rule = handbook.edition_in_force(one.community_id, at).terms.dispatch.handover
    case_access.case(SYSTEM, one.case_id, lock=True)
    found = row_of(Assignment, one.id, lock=True)
    if rule is None or found is None or found.state != AssignmentState.TAKEN:
        return False
    reason = rule.on_leave if one.on_leave else rule.reason
    take_back(found, reason, at)
    offer_again(found, at=at, because=Reason(Why.TAKEN_OVER, {"reason": reason}))
    return True
