"""Contacts, residents, and seeing them in full."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.people import access, rules, selectors
from guanjia.rooms.people.events import ContactKnown, ContactUnmasked, ResidentUnmasked
from guanjia.rooms.people.models import Contact, Residence, Resident, Unmasking
from guanjia.rooms.people.types import ContactRow, Duty, NewResident, Unmasked, UnmaskReason
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, row_of
from guanjia.shared.errors import Denied, Missing, gettext_noop

BATCH = 2000


@transaction.atomic
def contact_for(community_id: UUID, channel: str, outside_id: str, *, at: datetime, name: str = "") -> ContactRow:
    """The contact with this outside id, made on first sight.

    Any number of processes may ask at once and get the same one. `name` is what the channel says; an outside id
    that is a phone number is also kept as the phone.
    """
    wanted = community_id, channel, outside_id[:100]
    found = selectors.contact_from_outside(*wanted)
    if found is None:
        made = Contact(community_id=community_id, channel=channel, outside_id=outside_id[:100], since=at)
        made.name, made.phone = name[:60], rules.phone_in(outside_id)
        insert_new(made)  # or somebody else made it meanwhile
        found = selectors.contact_from_outside(*wanted)
    assert found is not None  # noqa: S101 - it is there now, whoever made it
    return found


@transaction.atomic
def know_contact(contact_id: UUID, resident_id: UUID, at: datetime) -> None:
    """Recognise who wrote. Known already as the same resident: nothing happens.

    Raises Missing when one of them does not exist or they belong to different communities.
    """
    contact = row_of(Contact, contact_id, lock=True)
    if contact is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    resident = row_of(Resident, resident_id)
    if resident is None or resident.community_id != contact.community_id:
        raise Missing("people.no_resident", gettext_noop("There is no such resident."))
    if contact.resident_id == resident.pk:
        return
    contact.resident_id, contact.home_id = resident.pk, resident.home_id
    change(contact, ["resident", "home"])
    journal.record(
        ContactKnown(
            community_id=contact.community_id,
            subject_id=contact.pk,
            at=at,
            home_id=resident.home_id,
            resident_id=resident.pk,
        )
    )


@transaction.atomic
def add_residents(community_id: UUID, residents: Sequence[NewResident]) -> list[UUID]:
    """Write down residents of homes of one community; returns their ids in the same order.

    Raises Missing for a home of another community, Invalid for a phone that can't be one; then none is added.
    """
    known = places.homes({one.home_id for one in residents})
    if any(one.home_id not in known or known[one.home_id].community_id != community_id for one in residents):
        raise Missing("places.no_home", gettext_noop("There is no such home."))
    rows = [
        Resident(
            community_id=community_id,
            home_id=one.home_id,
            name=one.name,
            phone=rules.dialled(one.phone) if one.phone else "",
            kind=one.kind.value,
        )
        for one in residents
    ]
    Resident.objects.bulk_create(rows, batch_size=BATCH)
    Residence.objects.bulk_create(
        (
            Residence(community_id=community_id, resident=row, home_id=row.home_id, kind=row.kind, since=one.since)
            for row, one in zip(rows, residents, strict=True)
        ),
        batch_size=BATCH,
    )
    return [row.pk for row in rows]


@transaction.atomic
def unmask(actor: Actor, kind: str, person_id: UUID, reason: UnmaskReason, at: datetime) -> Unmasked:
    """Name and phone of a resident (`kind` "resident") or contact ("contact") in full, against a reason, on record.

    Raises Denied without the duty, Missing for somebody of another community.
    """
    actor.need(Duty.UNMASK)
    if actor.staff_id is None:
        raise Denied("people.no_duty", gettext_noop("Your role does not include this. Ask your supervisor."))
    contact = access.contact(actor, person_id) if kind == "contact" else None
    resident = contact.resident if contact else access.resident(actor, person_id)
    community_id = contact.community_id if contact else resident.community_id if resident else None
    if community_id is None:
        raise Missing("people.no_resident", gettext_noop("There is no such resident."))
    Unmasking(
        community_id=community_id, staff_id=actor.staff_id, resident=resident, contact=contact, reason=reason, at=at
    ).save(force_insert=True)
    told = ResidentUnmasked if resident else ContactUnmasked
    journal.record(
        told(
            community_id=community_id,
            subject_id=resident.pk if resident else person_id,
            at=at,
            staff_id=actor.staff_id,
            reason=reason.value,
            evidence={"who": True, "when": True, "why": bool(reason.value)},
        )
    )
    shown = resident or contact
    return Unmasked(shown.name if shown else "", (shown.phone if shown else "") or (contact.phone if contact else ""))
