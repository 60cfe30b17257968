"""Somebody is on the phone or at the counter: who it is, their need and its clocks in one verb."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.rules import Verb, check_move
from guanjia.rooms.cases.services.ground import begin, write_note
from guanjia.rooms.cases.services.intake import register
from guanjia.rooms.cases.services.learning import recognised
from guanjia.rooms.cases.services.talking import count_hurry
from guanjia.rooms.cases.types import Caller, CaseOpened, CaseState, NoteKind, OpenCase
from guanjia.rooms.cases.types.calling import Call
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.people import access as people_access
from guanjia.rooms.people import services as people
from guanjia.rooms.people.rules import dialled
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import write
from guanjia.shared.time import new_id


@transaction.atomic
def take_down(actor: Actor, caller: Caller, wanted: OpenCase, *, at: datetime, key: UUID | None = None) -> CaseOpened:
    """Write down who was heard and what they need; without a topic it waits for the desk with what its words suggest.

    The same `key` (of the form it was typed in) sent twice is one case. Raises Denied without the duty, Missing for
    a resident, contact or home of elsewhere, Invalid for a phone that can't be one, an empty text, or a topic the
    handbook doesn't have; then nothing is kept.
    """
    actor.need(Duty.REGISTER)
    if wanted.community_id not in actor.community_ids:
        raise Missing("cases.no_community", gettext_noop("There is no such community."))
    sent = _sent(key, wanted.community_id) if key else None
    if sent is not None:
        return sent
    contact_id, home_id = _who(actor, caller, wanted, at)
    conversations.take_contact(actor, contact_id, channel=wanted.channel, at=at)  # heard first, then written down
    opened = register(actor, replace(wanted, contact_id=contact_id, home_id=wanted.home_id or home_id), at=at)
    Case.objects.filter(pk=opened.id).update(heard_id=key)
    if not wanted.topic:
        _suggest(opened.id, wanted, at)
    return opened


@transaction.atomic
def join_call(  # noqa: PLR0913 - who was heard, about what, and the form it was typed in
    actor: Actor, caller: Caller, case_id: UUID, call: Call, *, at: datetime, key: UUID | None = None
) -> CaseOpened:
    """Somebody calls or comes about a need that is open already: their words are added to it, and no second one opened.

    The same `key` sent twice is once. Raises Denied without the duty, Missing for a case of elsewhere, Refused for one
    that is over, Invalid for a phone that can't be one.
    """
    actor.need(Duty.REGISTER)
    case, book = begin(actor, case_id, at)
    check_move(Verb.HURRY, CaseState(case.state))
    joined = CaseOpened(case.id, case.number)
    if key and not journal.first_time(f"join:{key}"):
        return joined
    place = OpenCase(community_id=case.community_id, text=call.text, channel=call.channel)
    contact_id, _ = _who(actor, caller, place, at)
    conversations.take_contact(actor, contact_id, channel=call.channel, at=at, case_id=case.id)
    write_note(case, NoteKind.WORD, call.text, at, actor.staff_id)
    if call.hurries:
        count_hurry(case, book, at)
    return joined


def _sent(key: UUID, community_id: UUID) -> CaseOpened | None:
    """The case this form has opened already; two sendings at once wait for each other."""
    write("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"register:{key}"])
    found = Case.objects.filter(heard_id=key, community=community_id).first()
    return CaseOpened(found.id, found.number) if found else None


def _who(actor: Actor, caller: Caller, wanted: OpenCase, at: datetime) -> tuple[UUID, UUID | None]:
    """The contact and their home, made and recognised where they are new."""
    if caller.contact_id is not None:
        found = people_access.contact(actor, caller.contact_id)
        return found.pk, found.home_id
    resident = people_access.resident(actor, caller.resident_id) if caller.resident_id else None
    phone = dialled(caller.phone) if caller.phone else resident.phone if resident else ""
    outside = phone or (f"resident:{resident.pk}" if resident else f"here:{new_id()}")
    name = caller.name or (resident.name if resident else "")
    row = people.contact_for(wanted.community_id, wanted.channel, outside, at=at, name=name)
    if resident is not None:
        people.know_contact(row.id, resident.pk, at)
    return row.id, resident.home_id if resident else row.home_id


def _suggest(case_id: UUID, wanted: OpenCase, at: datetime) -> None:
    found = recognised(wanted.community_id, wanted.text, at=at)
    guesses = [{"topic": one.topic, "urgency": one.urgency, "confidence": one.confidence} for one in found.alternatives]
    why = "unsure" if found.topic else "unknown"
    Case.objects.filter(pk=case_id).update(guesses=guesses, confidence=found.confidence, needs_desk=True, needs_why=why)
