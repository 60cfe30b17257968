"""What was merged or withdrawn by mistake stands by itself again: a new fact that leads back, never an erased one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import events, rules
from guanjia.rooms.cases.models import CaseWorker
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services.ground import begin, finish, reason_of, set_state, told, write_note
from guanjia.rooms.cases.types import Because, CaseState, NoteKind
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor

TAKEN_BACK = "taken_back"


@transaction.atomic
def take_back(actor: Actor, case_id: UUID, why: Because | str, *, at: datetime) -> None:
    """Let a merged or withdrawn case go on by itself, for a reason of the handbook (`reopen`) or just after the act.

    Whoever had it in hand has it again; else somebody is asked anew. What it is owed to be done by runs anew. Raises
    Refused later than the handbook's days for reopening, and for a case that is neither.
    """
    why = Because.of(why)
    actor.need(Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    rules.check_move(Verb.TAKE_BACK, CaseState(case.state))
    rules.check_order(at, case.moved_at)
    rules.check_reopen(case.moved_at, at, timedelta(seconds=book.terms.case.reopen_within.in_seconds()))
    if why.code:
        reason_of(book, "reopen", why)
    to = CaseState.CLASSIFIED if case.topic else CaseState.TAKEN
    if case.topic and case.worker_id is not None:
        CaseWorker.objects.filter(case=case, staff_id=case.worker_id).update(active=True)
        to = CaseState.IN_HAND
    columns = set_state(case, to, at, merged_into=None)
    if to is CaseState.TAKEN:
        case.needs_desk, case.needs_why = True, "unknown"
        columns += ["needs_desk", "needs_why"]
    write_note(case, NoteKind.NOTE, why.note, at, actor.staff_id)
    fact = told(case, events.CaseReopened, at, reason=why.code or TAKEN_BACK, staff_id=actor.staff_id)
    finish(case, columns, fact)
