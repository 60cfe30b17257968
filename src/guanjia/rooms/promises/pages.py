"""What the pages of promises show, composed of reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import selectors, services
from guanjia.rooms.promises.forms import DecisionForm
from guanjia.rooms.promises.rules.waiving import WAIVABLE
from guanjia.rooms.promises.types import PleaRow, PleaState, PromiseRow, PromiseState, TraceRow, WaiverRow
from guanjia.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class PromisePage:
    """One promise: why this time, which edition judges it, what happened to it, what was asked and decided."""

    row: PromiseRow
    pleas: list[PleaRow]
    waiver: WaiverRow | None
    trace: list[TraceRow]
    may_ask: bool
    may_appeal: bool
    may_waive: bool


def promise(actor: Actor, promise_id: UUID, *, at: datetime) -> PromisePage:
    """The page of one promise. Raises Missing. Sixteen queries at most."""
    row = told(actor, promise_id, at=at)
    pleas = selectors.pleas_of(promise_id, at=at)
    idle = all(one.state != PleaState.WAITING.value for one in pleas)
    free = idle and PromiseState(row.state) in WAIVABLE
    mine = row.owed_id is not None and row.owed_id == actor.staff_id
    return PromisePage(
        row=row,
        pleas=pleas,
        waiver=selectors.waiver_of(promise_id, at=at),
        trace=selectors.trace(row),
        may_ask=free and not mine and actor.staff_id is not None,
        may_appeal=free and mine,
        may_waive=free and not mine and actor.may(Duty.WAIVE),
    )


def told(actor: Actor, promise_id: UUID, *, at: datetime) -> PromiseRow:
    """A promise this person may see, with who owes it in words. Raises Missing. Six queries."""
    row = selectors.seen(actor, promise_id, at=at)
    return selectors.owed_in_words(row, handbook.edition_in_force(row.community_id, at)) if row.community_id else row


def reasons(row: PromiseRow, *, at: datetime) -> list[tuple[str, str]]:
    """The handbook's reasons to let this promise go."""
    return selectors.reasons_to_waive(row.community_id, at=at) if row.community_id else []


def decide(actor: Actor, plea_id: UUID, form: DecisionForm, *, at: datetime) -> None:
    """What the form decides."""
    answer = form.cleaned_data["answer"]
    if form.grants:
        services.grant(actor, plea_id, reason=form.cleaned_data["reason"], answer=answer, at=at)
    else:
        services.uphold(actor, plea_id, answer=answer, at=at)
