"""From account to actor, from actor and id to a person."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from guanjia.rooms.people.models import (
    Account,
    Contact,
    DataRequest,
    Export,
    Import,
    Post,
    Residence,
    Resident,
    RoleDuty,
    Staff,
    Token,
    Unmasking,
)
from guanjia.rooms.people.types import AccountKind, Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


def actor_of(account: Account) -> Actor:
    """Who this account is: communities, roles and duties. One query; a second for staff without a post."""
    if account.kind == AccountKind.RESIDENT:
        return _resident(account)
    duties = RoleDuty.objects.filter(company=OuterRef("staff__company"), role=OuterRef("role")).values("duty")
    posts = Post.objects.filter(staff__account=account.pk).order_by("community_id")
    found: list[Any] = list(posts.values_list("staff_id", "staff__name", "community_id", "role", ArraySubquery(duties)))
    if not found:
        alone = Staff.objects.filter(account=account.pk).values_list("id", "name").first()
        return Actor(account.pk, alone[1] if alone else account.username, staff_id=alone[0] if alone else None)
    return Actor(
        id=account.pk,
        name=found[0][1],
        community_ids=tuple(dict.fromkeys(row[2] for row in found)),
        duties=frozenset(duty for row in found for duty in row[4]),
        staff_id=found[0][0],
        roles=frozenset(row[3] for row in found),
    )


def _resident(account: Account) -> Actor:
    contact = Contact.objects.filter(account=account.pk).first()
    if contact is None:
        return Actor(account.pk)
    return Actor(
        id=account.pk,
        name=contact.name,
        community_ids=(contact.community_id,),
        duties=frozenset({Duty.AS_RESIDENT.value}),
        contact_id=contact.pk,
        roles=frozenset({"resident"}),
    )


def owner_of(token: str) -> Actor | None:
    """Who a token belongs to; None when it is unknown or withdrawn. Two queries."""
    rows = Token.objects.filter(hash=digest(token), revoked_at__isnull=True, account__is_active=True)
    found = rows.select_related("account").first()
    return actor_of(found.account) if found else None


def digest(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def staff(actor: Actor) -> QuerySet[Staff]:
    """Staff with a post in a community this person serves."""
    return Staff.objects.filter(
        Exists(Post.objects.filter(community__in=actor.community_ids, staff=OuterRef("pk"))), account__is_active=True
    )


def one_of_staff(actor: Actor, staff_id: UUID) -> Staff:
    """Raises Missing when there is none, or they serve another community."""
    found = staff(actor).filter(pk=staff_id).first()
    if found is None:
        raise Missing("people.no_staff", gettext_noop("There is no such member of staff."))
    return found


def employed(actor: Actor, staff_id: UUID) -> Staff:
    """One member of staff with a post here, also one who left. Raises Missing for one of elsewhere."""
    here = Post.objects.filter(community__in=actor.community_ids, staff=OuterRef("pk"))
    found = Staff.objects.filter(Exists(here), pk=staff_id).select_related("account").first()
    if found is None:
        raise Missing("people.no_staff", gettext_noop("There is no such member of staff."))
    return found


def post(actor: Actor, post_id: UUID) -> Post:
    """A role somebody has in a community this person serves. Raises Missing."""
    found = Post.objects.filter(pk=post_id, community__in=actor.community_ids).first()
    if found is None:
        raise Missing("people.no_post", gettext_noop("They do not have this role here. Give it to them first."))
    return found


def residents(actor: Actor) -> QuerySet[Resident]:
    """Residents of the communities this person serves; a resident sees only themselves."""
    rows = Resident.objects.filter(community__in=actor.community_ids)
    return rows.filter(contacts=actor.contact_id) if actor.contact_id else rows


def residences(actor: Actor) -> QuerySet[Residence]:
    """Who lives now in which home of the communities this person serves; a resident sees only their own."""
    rows = Residence.objects.filter(community__in=actor.community_ids, until__isnull=True)
    return rows.filter(resident__contacts=actor.contact_id) if actor.contact_id else rows


def resident(actor: Actor, resident_id: UUID) -> Resident:
    """Raises Missing when there is none, or it is of another community."""
    found = residents(actor).select_related("home").filter(pk=resident_id).first()
    if found is None:
        raise Missing("people.no_resident", gettext_noop("There is no such resident."))
    return found


def contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts of the communities this person serves; a resident sees only their own."""
    rows = Contact.objects.filter(community__in=actor.community_ids)
    return rows.filter(pk=actor.contact_id) if actor.contact_id else rows


def contact(actor: Actor, contact_id: UUID) -> Contact:
    """Raises Missing when there is none, or it is not this person's to see."""
    found = contacts(actor).select_related("home", "resident").filter(pk=contact_id).first()
    if found is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    return found


def sent_file(actor: Actor, import_id: UUID) -> Import:
    """A workbook that was sent. Raises Missing when there is none, or it is of another community."""
    found = Import.objects.filter(pk=import_id, community__in=actor.community_ids).first()
    if found is None:
        raise Missing("people.no_import", gettext_noop("There is no such file, or it is no longer kept."))
    return found


def export(actor: Actor, export_id: UUID) -> Export:
    """A file somebody asked for. Raises Missing for anybody else's, and for a community they no longer serve."""
    own = Export.objects.filter(staff=actor.staff_id, community__in=actor.community_ids, pk=export_id)
    found = own.first() if actor.staff_id else None
    if found is None:
        raise Missing("people.no_export", gettext_noop("There is no such file, or it is no longer kept."))
    return found


def requests(actor: Actor) -> QuerySet[DataRequest]:
    """What residents asked about what is kept of them, in the communities this person serves; a resident's own only."""
    rows = DataRequest.objects.filter(community__in=actor.community_ids)
    if actor.contact_id:
        me = Contact.objects.filter(pk=actor.contact_id).values("resident")
        return rows.filter(Q(contact=actor.contact_id) | Q(resident__in=me))
    return rows if actor.staff_id else rows.none()


def request(actor: Actor, request_id: UUID) -> DataRequest:
    """One of them. Raises Missing when there is none, or it is not this person's to see."""
    found = requests(actor).select_related("contact__resident", "home").filter(pk=request_id).first()
    if found is None:
        raise Missing("people.no_request", gettext_noop("There is no such request."))
    return found


def looks(actor: Actor) -> QuerySet[Unmasking]:
    """Who saw whose data in full, in the communities this person serves; a resident's own are read elsewhere."""
    rows = Unmasking.objects.filter(community__in=actor.community_ids)
    return rows if actor.staff_id else rows.none()
