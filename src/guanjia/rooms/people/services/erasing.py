"""Erasure on request: name, phone and what was written go; that something happened, and when, stays.

The journal holds ids only, so it stays as it is and can be verified. What rooms above hold of a person they tell
here at start (`holds`): how much there is, whether something is still owed, and how it is taken away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from guanjia.rooms.people import access
from guanjia.rooms.people.events import ResidentErased
from guanjia.rooms.people.models import Account, Contact, DataRequest, Resident
from guanjia.rooms.people.types import Duty, EraseReason
from guanjia.rooms.people.types.erasing import ErasePreview, HeldLine, Person
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Refused, gettext_noop

GONE = "—"
"""What stands where a name or a text stood; tables ask that something does."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a room holds of a person: a marked word for it, how many, how many still open, how it is taken away."""

    word: str
    count: Callable[[Person], int]
    take_away: Callable[[Person], int]
    still_open: Callable[[Person], int] = lambda _: 0


_holdings: dict[str, Holding] = {}


def holds(name: str, holding: Holding) -> None:
    """Declare what a room above holds of a person (at start)."""
    _holdings[name] = holding


def preview(actor: Actor, resident_id: UUID) -> ErasePreview:
    """What would be taken away, and what would stay. Raises Denied without the duty, Missing."""
    actor.need(Duty.MANAGE)
    found = access.resident(actor, resident_id)
    person = _person(found)
    lines = tuple(HeldLine(one.word, one.count(person)) for one in _holdings.values())
    still_open = sum(one.still_open(person) for one in _holdings.values())
    return ErasePreview(found.pk, found.home.label, len(person.contact_ids), lines, still_open, found.erased_at)


def held_of(actor: Actor) -> tuple[HeldLine, ...]:
    """What each room holds of the resident who asks; nothing for anybody else."""
    found = access.residents(actor).first() if actor.contact_id else None
    if found is None:
        return ()
    person = _person(found)
    return tuple(HeldLine(one.word, one.count(person)) for one in _holdings.values())


def _person(found: Resident) -> Person:
    rows = list(Contact.objects.filter(resident=found).order_by("id"))
    words = {found.name, found.phone, *(one.name for one in rows), *(one.phone for one in rows)}
    outside = tuple((one.channel, one.outside_id) for one in rows)
    said: Sequence[str] = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    return Person(found.community_id, found.pk, tuple(one.pk for one in rows), tuple(said), outside)


@transaction.atomic
def erase(actor: Actor, resident_id: UUID, reason: EraseReason, *, at: datetime) -> int:
    """Take away what is known of a resident, on record; returns how many texts went. Again it changes nothing.

    Raises Denied without the duty, Missing, Refused while a case of theirs is open: what is owed is owed first.
    """
    actor.need(Duty.MANAGE)
    if actor.staff_id is None:
        raise Denied("people.no_duty", gettext_noop("Your role does not include this. Ask your supervisor."))
    access.resident(actor, resident_id)
    found = Resident.objects.select_for_update().get(pk=resident_id)
    if found.erased_at is not None:
        return 0
    person = _person(found)
    if sum(one.still_open(person) for one in _holdings.values()):
        message = gettext_noop("Something is still owed to them. Bring their open cases to an end first.")
        raise Refused("people.still_owed", message)
    texts = sum(one.take_away(person) for one in _holdings.values())
    texts += DataRequest.objects.filter(contact__in=person.contact_ids).update(name="", phone="", text="")
    Account.objects.filter(contact__in=person.contact_ids).update(is_active=False, password=make_password(None))
    for contact_id in person.contact_ids:
        gone = {"name": "", "phone": "", "outside_id": f"erased-{contact_id}", "link_number": F("link_number") + 1}
        Contact.objects.filter(pk=contact_id).update(**gone)
    found.name, found.phone, found.erased_at = GONE, "", at
    found.save(update_fields=["name", "phone", "erased_at"])
    journal.record(
        ResidentErased(
            community_id=found.community_id,
            subject_id=found.pk,
            at=at,
            staff_id=actor.staff_id,
            reason=reason.value,
            texts=texts,
        )
    )
    return texts
