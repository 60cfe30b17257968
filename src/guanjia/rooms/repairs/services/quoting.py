"""A price put to the resident line by line, and their answer: agreed, refused, or no answer in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because, Signed
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.repairs import access, rules, selectors
from guanjia.rooms.repairs.events import QuoteExpired, QuoteGiven, QuoteRefused
from guanjia.rooms.repairs.models import Quote
from guanjia.rooms.repairs.services.ground import record, told
from guanjia.rooms.repairs.types import Line, QuoteState, Wanted
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, in_reach, insert_together, rows_of
from guanjia.shared.errors import Invalid, gettext_noop

BATCH = 200
STANDING = [QuoteState.OFFERED.value, QuoteState.ACCEPTED.value]


@transaction.atomic
def offer_quote(actor: Actor, case_id: UUID, wanted: Sequence[Wanted], *, at: datetime) -> UUID:
    """Put a price to the resident by today's price list; what an earlier repair still stands for is free.

    The same lines again ask nobody anew; others replace the quote before. Returns the quote's id. Raises Denied,
    Missing, Invalid for what is not on the list, Refused for a case that is paid already.
    Source: handbook B25, price list shown and quote accepted before paid work.
    """
    if not actor.may(Duty.DO_WORK):
        actor.need(Duty.CLASSIFY)
    case_access.case(actor, case_id, lock=True)
    case = case_reads.case_ref(case_id)
    covers = selectors.covers(case, at=at)
    lines = rules.lines_of(selectors.prices_of(case.community_id, at), _merged(wanted), covers)
    total = rules.total_of(lines)
    before = rows_of(Quote, case_id=case_id, state=STANDING)
    same = [one for one in before if one.lines == [line.plain() for line in lines]]
    if same:
        return same[0].pk
    rules.check_offer(total, paid=selectors.is_paid(case_id))
    return _offer(actor, case, lines, before, at)


def _merged(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Each code of the list once."""
    found: dict[str, Wanted] = {}
    free = [one for one in wanted if not one.code]
    for one in wanted:
        if one.code:
            known = found.get(one.code)
            found[one.code] = replace(one, count=one.count + (known.count if known else 0))
    return [*found.values(), *free]


def _offer(
    actor: Actor, case: case_reads.CaseRef, lines: Sequence[Line], before: Sequence[Quote], at: datetime
) -> UUID:
    total = rules.total_of(lines)
    for one in before:
        one.state, one.answered_at = QuoteState.REPLACED.value, one.answered_at or at
        change(one, ["state", "answered_at"])
    terms = handbook.edition_in_force(case.community_id, at).terms.money
    made = Quote(
        community_id=case.community_id,
        case_id=case.id,
        home_id=case.home_id,
        staff_id=actor.staff_id,
        lines=[line.plain() for line in lines],
        total=total,
        offered_at=at,
        valid_until=at + timedelta(seconds=terms.quote_valid_for.in_seconds()),
    )
    if total:
        cases.quote(actor, case.id, total, at=at)
    else:  # all of it is under warranty: nobody has to agree to nothing
        made.state, made.answered_at, made.answered_by = QuoteState.ACCEPTED.value, at, "warranty"
        cases.unquote(case.id, at=at)
    insert_together([made])
    given = {"quote_id": made.pk, "amount": total, "lines": len(lines), "until": made.valid_until}
    record(case, told(case, QuoteGiven, at, **given, staff_id=actor.staff_id))
    return made.pk


@transaction.atomic
def accept_quote(actor: Actor, quote_id: UUID, signed: Signed | None = None, *, at: datetime) -> None:
    """The resident agrees: on their page, at the counter by the desk's word, or signed on a worker's phone.

    Agreed to twice it counts once. Raises Refused for one that waits no longer, Invalid for an empty pad.
    """
    found = access.quote(actor, quote_id, lock=True)
    if found.state == QuoteState.ACCEPTED:
        return
    rules.check_answerable(QuoteState(found.state), found.valid_until, at)
    cases.accept_quote(actor, found.case_id, found.total, signed, at=at)
    by = "signature" if signed else "resident" if actor.contact_id else "desk"
    _answer(found, QuoteState.ACCEPTED, by, at)


@transaction.atomic
def refuse_quote(actor: Actor, quote_id: UUID, why: Because | str, *, at: datetime) -> None:
    """The resident says no, for a reason of the handbook; the price is gone, the case stays until somebody decides.

    Raises Refused for one that waits no longer, Invalid for another reason.
    """
    why = Because.of(why)
    if actor.contact_id is None:
        actor.need(Duty.ACCEPT_FOR_RESIDENT)
    found = access.quote(actor, quote_id, lock=True)
    if found.state == QuoteState.REFUSED:
        return
    rules.check_answerable(QuoteState(found.state), found.valid_until, at)
    reasons = {one.code for one in handbook.edition_in_force(found.community_id, at).reasons_for("refuse_quote")}
    if why.code not in reasons:
        raise Invalid("repairs.reason", gettext_noop("Choose one of the handbook's reasons."), field="reason")
    cases.unquote(found.case_id, at=at)
    by = "resident" if actor.contact_id else "desk"
    found.reason = why.code
    _answer(found, QuoteState.REFUSED, by, at)
    case = case_reads.case_ref(found.case_id)
    told_of = {"quote_id": found.pk, "amount": found.total, "reason": why.code, "by": by}
    record(case, told(case, QuoteRefused, at, **told_of, staff_id=actor.staff_id))


def _answer(found: Quote, state: QuoteState, by: str, at: datetime) -> None:
    found.state, found.answered_by, found.answered_at = state.value, by, at
    change(found, ["state", "answered_by", "answered_at", "reason"])


@transaction.atomic
def expire_quotes(*, at: datetime) -> int:
    """Let one batch of quotes go that nobody answered in time; returns how many, 0 when none is left."""
    due = in_reach(Quote.objects.filter(state=QuoteState.OFFERED, valid_until__lt=at)).order_by("valid_until")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    for found in rows:
        _answer(found, QuoteState.EXPIRED, "", at)
        case = case_reads.case_ref(found.case_id)
        if case.is_open:
            cases.unquote(found.case_id, at=at)
        record(case, told(case, QuoteExpired, at, quote_id=found.pk, amount=found.total))
    return len(rows)
