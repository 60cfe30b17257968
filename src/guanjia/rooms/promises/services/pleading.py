"""Asking that a promise be let go, and deciding about it: waived, or nothing changed; both are kept as facts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises.events import PromiseAppealed, PromiseUpheld, PromiseWaiverAsked
from guanjia.rooms.promises.models import Plea, Promise
from guanjia.rooms.promises.rules import waiving as rules
from guanjia.rooms.promises.services.applying import told_of
from guanjia.rooms.promises.services.waiving import locked_promise, waive
from guanjia.rooms.promises.types import PleaKind, PleaState, PromiseState
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, Refused, gettext_noop

NO_REST = gettext_noop("Write what the objection rests on: a photo, a message, a record, a witness.")
NO_WORDS = gettext_noop("Write what happened, so that somebody else can decide.")
NO_ANSWER = gettext_noop("Write why, so that the one who asked can read it.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the words, for a waiver the handbook's reason, for an appeal what it rests on."""

    words: str
    reason: str = ""
    rests_on: str = ""


@transaction.atomic
def ask_waiver(actor: Actor, promise_id: UUID, asked: Asked, *, at: datetime) -> UUID:
    """Ask that a promise be waived for a reason of the handbook; somebody with the duty decides.

    Raises Missing, Invalid without words, Refused for a promise that was kept, is void, waived or asked about
    already, and for a reason that is not one of the handbook's list.
    """
    row = locked_promise(actor, promise_id, at)
    asker = rules.check_asker(actor.staff_id, PleaKind.WAIVER, row.owed_by_id)
    rules.check_waivable(PromiseState(row.state))
    book = handbook.edition_in_force(row.community_id, at)
    rules.check_reason(book.reasons.get(asked.reason), asked.words)
    words = rules.check_words(asked.words, NO_WORDS)
    plea = _made(row, PleaKind.WAIVER, asker, at, Asked(words, asked.reason, asked.rests_on.strip()))
    fact = told_of(PromiseWaiverAsked, row, at, reason=asked.reason, by_staff_id=asker)
    journal.record(fact)
    return plea


def waive_for(actor: Actor, promise_id: UUID, asked: Asked, *, at: datetime) -> None:
    """Waive at once, without a plea; one that waits is decided on its own page. Raises what `waive` raises."""
    waive(actor, promise_id, asked.reason, at=at, note=asked.words.strip())


@transaction.atomic
def appeal(actor: Actor, promise_id: UUID, asked: Asked, *, at: datetime) -> UUID:
    """The one who owes a promise objects to how it is judged, with what the objection rests on.

    Raises Missing, Denied for anybody else, Invalid without words or what they rest on, Refused for a promise that
    was kept, is void, waived or asked about already.
    """
    row = locked_promise(actor, promise_id, at)
    asker = rules.check_asker(actor.staff_id, PleaKind.APPEAL, row.owed_by_id)
    rules.check_waivable(PromiseState(row.state))
    words, rests_on = rules.check_words(asked.words, NO_WORDS), rules.check_words(asked.rests_on, NO_REST)
    plea = _made(row, PleaKind.APPEAL, asker, at, Asked(words, "", rests_on))
    journal.record(told_of(PromiseAppealed, row, at, by_staff_id=asker))
    return plea


@transaction.atomic
def grant(actor: Actor, plea_id: UUID, *, reason: str, answer: str, at: datetime) -> None:
    """Waive the promise a plea is about, for a reason of the handbook.

    Raises what `waive` raises, Denied for the one who asked, Refused when it was decided already.
    """
    actor.need(Duty.WAIVE)
    plea = _locked(actor, plea_id)
    decider = rules.check_decider(actor.staff_id, plea.asked_by_id)
    waive(actor, plea.promise_id, reason, at=at, note=answer.strip() or plea.words)
    plea.reason = reason
    _decide(plea, PleaState.GRANTED, decider, answer, at)


@transaction.atomic
def uphold(actor: Actor, plea_id: UUID, *, answer: str, at: datetime) -> None:
    """Leave the promise as it is judged, and say why.

    Raises Denied without the duty, for the one who asked and for the one who owes, Invalid without an answer, Refused
    when it was decided already.
    """
    actor.need(Duty.WAIVE)
    plea = _locked(actor, plea_id)
    decider = rules.check_decider(actor.staff_id, plea.asked_by_id)
    row = locked_promise(actor, plea.promise_id, at)
    rules.check_approver(decider, row.owed_by_id)
    _decide(plea, PleaState.REFUSED, decider, rules.check_words(answer, NO_ANSWER), at)
    journal.record(told_of(PromiseUpheld, row, at, plea=plea.kind, by_staff_id=decider))


def _made(row: Promise, kind: PleaKind, asker: UUID, at: datetime, asked: Asked) -> UUID:
    if Plea.objects.filter(promise=row, state=PleaState.WAITING.value).exists():
        message = gettext_noop("Somebody asked about this promise already; it waits for a decision.")
        raise Refused("promises.asked_already", message)
    made = Plea.objects.create(
        promise=row,
        community_id=row.community_id,
        kind=kind.value,
        reason=asked.reason,
        words=asked.words,
        rests_on=asked.rests_on,
        asked_by_id=asker,
        asked_at=at,
    )
    return made.id


def _locked(actor: Actor, plea_id: UUID) -> Plea:
    rows = Plea.objects.select_for_update(of=("self",)).filter(community_id__in=actor.community_ids)
    found = rows.filter(pk=plea_id).first()
    if found is None:
        raise Missing("promises.no_plea", gettext_noop("There is no such request."))
    rules.check_waiting(PleaState(found.state))
    return found


def _decide(plea: Plea, state: PleaState, decider: UUID, answer: str, at: datetime) -> None:
    plea.state, plea.decided_by_id, plea.decided_at, plea.answer = state.value, decider, at, answer.strip()
    plea.save(update_fields=["state", "decided_by", "decided_at", "answer", "reason"])
