"""Reads of homes with who lives in them, masked."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.models import Residence
from guanjia.rooms.people.selectors.contacts import residents_with_digits
from guanjia.rooms.people.types import HouseholdRow, ResidentRow
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import HomeRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page
from guanjia.shared.riding import ask

PHONE = 7
"""Digits from which a search is taken for a phone number and no longer for a home."""


def residents_by_phone(actor: Actor, phone: str) -> list[ResidentRow]:
    """Residents with this phone in the communities this person serves, masked; of four to six digits, those whose
    phone ends so. Raises Invalid for what no phone begins with. At most two queries."""
    digits = rules.dialled(phone)
    rows = access.residences(actor).select_related("resident", "home")
    if len(digits) < PHONE:
        ending = residents_with_digits(actor.community_ids, digits)
        rows = rows.filter(resident__in=ending, resident__phone__endswith=digits)
    else:
        rows = rows.filter(resident__phone=digits)
    return [_resident_row(row, row.home.label) for row in rows.order_by("id")[:50]]


def households(actor: Actor, query: str = "", *, after: str | None = None) -> Page[HouseholdRow]:
    """Homes with who lives there, masked: found by label, by phone, or by a resident's name. At most three queries."""
    digits = "".join(sign for sign in query if sign.isdigit())
    if len(digits) >= PHONE and query.strip(" +-()0123456789") == "":
        return _with_residents(_homes_of(access.residences(actor).filter(resident__phone__endswith=digits)))
    page = places.find_homes(actor, query, after=after)
    if not page.rows and query.strip() and after is None:
        page = _homes_of(access.residences(actor).filter(resident__name__startswith=query.strip()))
    return _with_residents(page)


def household(actor: Actor, home_id: UUID) -> HouseholdRow:
    """One home with who lives there, masked. Raises Missing. Two queries."""
    return _with_residents(Page([places.home(actor, home_id)])).rows[0]


def homes_of_resident(actor: Actor, resident_id: UUID) -> list[ResidentRow]:
    """Every home somebody belongs to now, with as what, in the communities this person serves. One query."""
    rows = access.residences(actor).filter(resident=resident_id).select_related("resident", "home")
    return [_resident_row(row, row.home.label) for row in rows.order_by("id")[:50]]


def _homes_of(residences: QuerySet[Residence]) -> Page[HomeRow]:
    ids = list(dict.fromkeys(residences.order_by("id").values_list("home_id", flat=True)[:50]))
    found = places.homes(ids) if ids else {}
    return Page([found[key] for key in ids])


_LIVING = """
select resident.id, resident.name, resident.phone, residence.kind, residence.home_id
  from people_residence as residence join people_resident as resident on resident.id = residence.resident_id
 where residence.home_id = any(%s) and residence.until is null order by residence.id
"""


def _with_residents(page: Page[HomeRow]) -> Page[HouseholdRow]:
    living: dict[UUID, list[ResidentRow]] = {home.id: [] for home in page}
    if page.rows:
        labels = {home.id: home.label for home in page}
        for key, name, phone, kind, home_id in ask(_LIVING, [list(living)]):
            masked = rules.masked_name(name), rules.masked_phone(phone)
            living[home_id].append(ResidentRow(key, *masked, kind, home_id, labels[home_id]))
    return page.map(
        lambda home: HouseholdRow(home.id, home.label, home.occupancy, home.community_id, tuple(living[home.id]))
    )


def _resident_row(row: Residence, label: str) -> ResidentRow:
    return ResidentRow(
        id=row.resident_id,
        name=rules.masked_name(row.resident.name),
        masked_phone=rules.masked_phone(row.resident.phone),
        kind=row.kind,
        home_id=row.home_id,
        home_label=label,
    )


def residents_of_home(community_id: UUID, home_id: UUID) -> list[UUID]:
    """Who lives in a home, by id. One query."""
    living = """
        select resident_id from people_residence
         where community_id = %s and home_id = %s and until is null order by resident_id
    """
    return [key for (key,) in ask(living, [community_id, home_id])]
