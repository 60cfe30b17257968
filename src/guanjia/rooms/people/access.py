"""From account to actor, from actor and id to a person."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

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
    Staff,
    Unmasking,
)
from guanjia.rooms.people.types import AccountKind, Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask

_WHO = """
       a.id, a.username, a.kind, f.id, f.name,
       array(select distinct community_id from people_post where staff_id = f.id order by 1),
       array(select distinct role from people_post where staff_id = f.id),
       array(select distinct d.duty from people_post p join people_roleduty d on d.role = p.role
              where p.staff_id = f.id and d.company_id = f.company_id),
       c.id, c.name, c.community_id"""
_JOINED = """
       left join people_staff f on f.account_id = a.id
       left join people_contact c on c.account_id = a.id"""
_BY_ACCOUNT = f"select {_WHO} from people_account a {_JOINED} where a.id = %s"  # noqa: S608
_BY_TOKEN = f"""
select t.only, {_WHO} from people_token t join people_account a on a.id = t.account_id {_JOINED}
 where t.hash = %s and t.revoked_at is null and (t.expires_at is null or t.expires_at > %s) and a.is_active"""  # noqa: S608
_BY_SESSION = f"""
select s.session_data, a.password, a.is_active, {_WHO}
  from django_session s
       left join people_signin i on i.session_key = s.session_key
       left join people_account a on a.id = i.account_id {_JOINED}
 where s.session_key = %s and s.expire_date > %s"""  # noqa: S608
"""All of it in one trip: every page and every call of the API begins with it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A session's row, and who signed in by it where that was written down; `stamp` goes with their password."""

    data: str
    stamp: str = ""
    actor: Actor | None = None


def session(key: str, at: datetime) -> Known | None:
    """A session that has not run out. One light query."""
    found = ask(_BY_SESSION, [key, at])
    if not found:
        return None
    data, password, is_active, *who = found[0]
    if not is_active:
        return Known(data)
    return Known(data, Account(password=password).get_session_auth_hash(), _actor(*who))


def actor_of(account_id: UUID) -> Actor:
    """Who this account is: communities, roles and duties. One light query."""
    return _actor(*ask(_BY_ACCOUNT, [account_id])[0])


def _actor(account_id: UUID, username: str, kind: str, *more: Any) -> Actor:
    staff_id, name, communities, roles, duties, contact_id, called, home = more
    if kind != AccountKind.RESIDENT:
        served = tuple(communities)
        return Actor(account_id, name or username, served, frozenset(duties), staff_id, roles=frozenset(roles))
    if contact_id is None:
        return Actor(account_id)
    duty, role = frozenset({Duty.AS_RESIDENT.value}), frozenset({"resident"})
    return Actor(account_id, called, (home,), duty, contact_id=contact_id, roles=role)


def owner_of(token: str, at: datetime) -> Actor | None:
    """Who a token belongs to, with the duties it is good for; None when it is unknown, withdrawn or over. One query."""
    found = ask(_BY_TOKEN, [digest(token), at])
    if not found:
        return None
    only, *who = found[0]
    actor = _actor(*who)
    return replace(actor, duties=actor.duties & frozenset(only.split())) if only else actor


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
