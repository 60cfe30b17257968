"""Who of the staff saw whose personal data in full, when and why."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.models import Staff, Unmasking
from guanjia.rooms.people.types.looking import Look, LookAsked
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

MOST = 300
"""Members of staff offered as a filter; no company's communities of one manager have more who look."""


def looks(actor: Actor, asked: LookAsked, *, after: str | None = None) -> Page[Look]:
    """Looks in the communities this person serves, the latest first. One query.

    Who took everybody's data as a file after a resident came took theirs too.
    """
    rows = access.looks(actor).select_related("staff", "resident__home", "contact__resident", "contact__home")
    return keyset(_asked(rows, asked, actor), by="at", after=after, down=True).map(_look)


def _asked(rows: QuerySet[Unmasking], asked: LookAsked, actor: Actor) -> QuerySet[Unmasking]:
    if asked.staff_id:
        rows = rows.filter(staff=asked.staff_id)
    if asked.resident_id:
        theirs = Q(resident=asked.resident_id) | Q(contact__resident=asked.resident_id)
        rows = rows.filter(theirs | Q(whole=True, id__gt=asked.resident_id))  # ids rise with time
    if asked.text:
        rows = rows.filter(_named(asked.text))
    zone = ZoneInfo(places.community(actor.community_ids[0]).zone) if actor.community_ids else ZoneInfo("UTC")
    if asked.since:
        rows = rows.filter(at__gte=_begin(asked.since, zone))
    if asked.until:
        rows = rows.filter(at__lt=_begin(asked.until + timedelta(1), zone))
    return rows


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _named(text: str) -> Q:
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits and not text.strip(" +-()0123456789"):
        phone = Q(resident__phone__endswith=digits) | Q(contact__phone__endswith=digits)
        return phone | Q(contact__resident__phone__endswith=digits) | _labelled(text)
    name = Q(resident__name__startswith=text) | Q(contact__name__startswith=text)
    return name | Q(contact__resident__name__startswith=text) | _labelled(text)


def _labelled(text: str) -> Q:
    return Q(resident__home__label=text) | Q(contact__home__label=text)


def who_looked(actor: Actor) -> list[tuple[UUID, str]]:
    """Members of staff who ever looked here, by name's reading, also those who left. One query."""
    here = access.looks(actor).filter(staff=OuterRef("pk"))
    rows = Staff.objects.filter(Exists(here)).order_by("pinyin", "id")
    return list(rows.values_list("id", "name")[:MOST])


def _look(row: Unmasking) -> Look:
    resident = row.resident or (row.contact.resident if row.contact else None)
    home = (resident.home if resident else None) or (row.contact.home if row.contact else None)
    name = (resident.name if resident else "") or (row.contact.name if row.contact else "")
    phone = (resident.phone if resident else "") or (row.contact.phone if row.contact else "")
    return Look(
        id=row.pk,
        at=row.at,
        staff_id=row.staff_id,
        staff_name=row.staff.name,
        community_id=row.community_id,
        whole=row.whole,
        whom=rules.masked_name(name),
        masked_phone=rules.masked_phone(phone) if phone else "",
        resident_id=resident.pk if resident else None,
        home_id=home.pk if home else None,
        home_label=home.label if home else "",
        reason=row.reason,
    )
