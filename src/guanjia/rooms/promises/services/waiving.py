"""Letting a promise go: a typed reason, an approver with the duty, and never the one who owes it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises.events import PromiseWaived
from guanjia.rooms.promises.models import Promise, Waiver
from guanjia.rooms.promises.rules import keeping_out
from guanjia.rooms.promises.rules.waiving import check_approver, check_rank, check_reason, check_waivable
from guanjia.rooms.promises.services.applying import held, told_of
from guanjia.rooms.promises.types import PromiseState, SubjectRef
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

Proof = Callable[[UUID, UUID, str, datetime], str]
_proofs: list[Proof] = []


def proven_by(show: Proof) -> Proof:
    """Let a room show, in words, what a reason to waive rests on: it is told promise, community, reason and time,
    answers "" for what isn't its to show, and raises Refused while there is too little."""
    _proofs.append(show)
    return show


@transaction.atomic
def waive(actor: Actor, promise_id: UUID, reason: str, *, at: datetime, note: str = "") -> None:
    """Waive a promise, open, late or missed; it is shown as waived from then on, counted beside met, never in it.

    `reason` is one of the handbook's for waiving. Raises Denied without the duty or the rank, and for one's own
    promise; Missing; Refused for one that is met, void or waived, for another reason, for a missing note, and for a
    reason that rests on what can't be shown.
    """
    actor.need(Duty.WAIVE)
    row = locked_promise(actor, promise_id, at)
    book = handbook.edition_in_force(row.community_id, at)
    shown = [show(row.pk, row.community_id, reason, at) for show in _proofs]
    note = "\n".join(filter(None, [note.strip(), *shown]))
    check_rank(check_reason(book.reasons.get(reason), note), actor.roles, book.roles)
    check_approver(actor.staff_id, row.owed_by_id)
    check_waivable(PromiseState(row.state))
    fact = told_of(PromiseWaived, row, at, promise=str(row.id), reason=reason, by_staff_id=actor.staff_id)
    journal.record(fact)
    row.refresh_from_db()
    if row.state != PromiseState.WAIVED.value:  # it had ended; the engine leaves ended ones alone
        row.state, row.ended_at, row.closed = PromiseState.WAIVED.value, at, True
        row.evidence, row.next_tell_at = [*row.evidence, str(fact.id)], None
        row.save(update_fields=["state", "ended_at", "closed", "evidence", "next_tell_at"])
    Waiver.objects.create(promise=row, reason=reason, approver_id=actor.staff_id, note=note, at=at)


def locked_promise(actor: Actor, promise_id: UUID, at: datetime) -> Promise:
    """A promise of this person's communities, held with its subject.

    Raises Missing, Denied for who must keep out of what it is about: they neither ask nor decide.
    """
    mine = Promise.objects.filter(community_id__in=actor.community_ids)
    found = mine.filter(pk=promise_id).first()
    if found is None:
        raise Missing("promises.missing", gettext_noop("There is no such promise."))
    keeping_out.check_acts(actor, found.subject_type, found.subject_id, at)
    held(found.community_id, [SubjectRef(found.subject_type, str(found.subject_id))])
    return mine.select_for_update(of=("self",)).get(pk=promise_id)
