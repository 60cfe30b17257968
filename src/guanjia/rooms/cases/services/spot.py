"""On the spot: the safety steps seen and the work begun; the price put to the resident, agreed to, or taken back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import events
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.rules.signing import inked
from guanjia.rooms.cases.services.evidence import keep
from guanjia.rooms.cases.services.ground import allowed, begin, finish, move, told
from guanjia.rooms.cases.services.work import at_work
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Signed
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import SYSTEM, Actor
from guanjia.shared.errors import Invalid, gettext_noop


@transaction.atomic
def start(actor: Actor, case_id: UUID, seen: Mapping[str, object], *, at: datetime) -> None:
    """Begin the work on the spot; `seen` says by item of the handbook's checklist what was seen to before.

    Told once. Raises Refused for what the checklist finds missing, Denied for who does not work on the case.
    Source: handbook B21, "safety steps seen before the start".
    """
    case, book = begin(actor, case_id, at)
    who = at_work(actor, case)
    if case.started_at is not None:
        return
    columns = move(case, Verb.START, at, started_at=at)
    kind = {"case_class": case.case_class, "topic": case.topic, "safety": bool(book.topics[case.topic].safety)}
    fact = told(case, events.CaseWorkStarted, at, staff_id=who, evidence=dict(seen), **kind)
    finish(case, columns, allowed(fact))


@transaction.atomic
def quote(actor: Actor, case_id: UUID, price: int, *, at: datetime) -> None:
    """Put a price (fen) to the resident; a new price asks anew. From here the work is paid work."""
    if not actor.may(Duty.DO_WORK):
        actor.need(Duty.CLASSIFY)
    case, _ = begin(actor, case_id, at)
    if price <= 0:
        raise Invalid("cases.price", gettext_noop("Write the price in yuan."), field="price")
    finish(case, move(case, Verb.QUOTE, at, price=price, price_agreed=None, price_agreed_at=None, paid=True))


@transaction.atomic
def unquote(case_id: UUID, *, at: datetime) -> None:
    """The price holds no longer: it was refused, or its time is over."""
    case, _ = begin(SYSTEM, case_id, at)
    case.price, case.price_agreed, case.price_agreed_at = None, None, None
    finish(case, ["price", "price_agreed", "price_agreed_at"])


@transaction.atomic
def accept_quote(actor: Actor, case_id: UUID, price: int, signed: Signed | None = None, *, at: datetime) -> None:
    """The resident agrees to exactly this price (fen): themselves, by the desk's word, or signed on a worker's phone.

    Raises Invalid for another price and for an empty pad, Denied for who may not speak for residents.
    """
    if actor.contact_id is None:
        actor.need(Duty.DO_WORK if signed else Duty.ACCEPT_FOR_RESIDENT)
    case, _ = begin(actor, case_id, at)
    if case.price_agreed == price:
        return
    if case.price != price:
        raise Invalid("cases.price_changed", gettext_noop("The price has changed. Look at the new quote first."))
    columns = move(case, Verb.QUOTE, at, price_agreed=price, price_agreed_at=at)
    by = "resident" if actor.contact_id else "desk"
    if signed is not None:
        at_work(actor, case)
        keep(actor, case_id, NewPhoto(inked(signed.content), PhotoOf.AGREED, signed.name), at=at)
        by = "signature"
    finish(case, columns, told(case, events.CaseQuoteAccepted, at, amount=price, by=by))
