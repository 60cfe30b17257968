"""What becomes of assignments when the case moves on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import services as cases
from guanjia.rooms.dispatch.events import AssignmentFinished
from guanjia.rooms.dispatch.models import OPEN_STATES, Assignment
from guanjia.rooms.dispatch.services.asking import close_opening, take_back
from guanjia.rooms.dispatch.services.offering import WAITING, offer, offer_again
from guanjia.rooms.dispatch.types import MAIN, AssignmentState
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM
from guanjia.shared.db import change, rows_of


@transaction.atomic
def finish_case(case_id: UUID, *, at: datetime) -> None:
    """The work is done, or not wanted any more: nobody is asked or expected any longer. May come twice."""
    case_access.case(SYSTEM, case_id, lock=True)
    for row in rows_of(Assignment, case_id=case_id, state=OPEN_STATES):
        row.state, row.ended_at = AssignmentState.FINISHED.value, at
        change(row, ["state", "ended_at"])
        if row.part != MAIN:  # with the case their part is through as well, and what they promised by it
            _told(row, at)
    close_opening(case_id, at)


def _told(row: Assignment, at: datetime) -> None:
    journal.record(
        AssignmentFinished(
            community_id=row.community_id,
            subject_id=row.id,
            case_id=row.case_id,
            staff_id=row.staff_id,
            part=row.part,
            at=at,
        )
    )


@transaction.atomic
def take_up_again(case_id: UUID, *, at: datetime) -> None:
    """The resident refused the work, or it was reopened: whoever did it has it again. May come twice."""
    case = case_access.case(SYSTEM, case_id, lock=True)
    if Assignment.objects.filter(case=case_id, part=MAIN, state__in=OPEN_STATES).exists():
        return
    if case.state in WAITING:  # it was merged or withdrawn by mistake before anybody had it in hand
        offer(case_id, at=at)
        return
    last = (
        Assignment.objects.filter(case=case_id, part=MAIN, state=AssignmentState.FINISHED)
        .order_by("-ended_at", "-id")
        .first()
    )
    if last is not None:
        last.state, last.ended_at = AssignmentState.TAKEN, None
        last.save(update_fields=["state", "ended_at"])


@transaction.atomic
def keep_out(case_id: UUID, *, at: datetime) -> None:
    """It was said whom the complaint is about: from who must keep out, whatever they were asked is taken back."""
    case_access.case(SYSTEM, case_id, lock=True)
    rows = list(Assignment.objects.filter(case=case_id, state__in=OPEN_STATES).order_by("offered_at", "id"))
    out = [row for row in rows if not cases.may_take(case_id, row.staff_id, at=at)]
    for row in out:
        take_back(row, "about_them", at)
    if out:
        offer_again(out[-1], at=at)
