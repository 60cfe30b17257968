"""Contacts as other rooms hold them: by id, by the outside's id, by half a telephone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from guanjia.rooms.people import rules
from guanjia.rooms.people.types import ContactRow
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.finding import keys_in_each, keys_with
from guanjia.shared.riding import ask


def contact_row(contact_id: UUID) -> ContactRow:
    """One contact. Raises Missing. One query."""
    found = contacts([contact_id]).get(contact_id)
    if found is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    return found


def contacts(ids: Iterable[UUID | None]) -> dict[UUID, ContactRow]:
    """Contacts by their ids. One query, none for no ids."""
    wanted = {key for key in ids if key}
    if not wanted:
        return {}
    return {row[0]: _contact_row(row) for row in ask(f"{_CONTACT} where c.id = any(%s)", [list(wanted)])}


def named_in_full(contact_id: UUID) -> tuple[str, str]:
    """Name and phone of a contact, for a paper whose every download is on record. Empty where unknown. One query."""
    found = ask(f"{_CONTACT} where c.id = %s", [contact_id])
    if not found:
        return "", ""
    _, _, _, name, phone, _, _, resident_id, known_as, known_phone, _ = found[0]
    return (name if resident_id is None else known_as), known_phone or phone


def contact_from_outside(community_id: UUID, channel: str, outside_id: str) -> ContactRow | None:
    """The contact with this outside id on a channel, if there is one. One query."""
    where = "where c.community_id = %s and c.channel = %s and c.outside_id = %s"
    found = ask(f"{_CONTACT} {where}", [community_id, channel, outside_id])
    return _contact_row(found[0]) if found else None


def contacts_of_home(community_id: UUID, home_id: UUID) -> list[ContactRow]:
    """The latest who wrote for a home, masked. One query."""
    where = "where c.community_id = %s and c.home_id = %s order by c.id desc limit 50"
    found = [_contact_row(row) for row in ask(f"{_CONTACT} {where}", [community_id, home_id])]
    return [replace(row, name=rules.masked_name(row.name)) for row in found]


_CONTACT = """
select c.id, c.community_id, c.channel, c.name, c.phone, c.home_id, h.label, c.resident_id, r.name, r.phone,
       case when r.left_on is null then r.kind else 'former' end
  from people_contact c left join places_home h on h.id = c.home_id left join people_resident r on r.id = c.resident_id
"""


def _contact_row(row: tuple[Any, ...]) -> ContactRow:
    key, community_id, channel, name, phone, home_id, label, resident_id, known_as, known_phone, kind = row
    return ContactRow(
        id=key,
        community_id=community_id,
        channel=channel,
        name=name if resident_id is None else known_as,
        masked_phone=rules.masked_phone(known_phone or phone),
        home_id=home_id,
        home_label=label or "",
        resident_id=resident_id,
        kind=kind or "",
    )


def contacts_by_phone(community_ids: Sequence[UUID], digits: str) -> list[UUID]:
    """Contacts whose own phone, or whose resident's, holds these four or more digits; none for fewer. Two queries."""
    tables = ("people_contact", "people_resident")
    own, living = keys_in_each(tables, "phone", PHONE_PIECE, community_ids, digits)
    return [*(own or []), *contacts_of_residents(living or [])]


def residents_with_digits(community_ids: Sequence[UUID], digits: str) -> list[UUID]:
    """Residents whose phone holds these four or more digits; none for fewer, or where too many do. One query."""
    return keys_with("people_resident", "phone", PHONE_PIECE, community_ids, digits) or []


def contacts_of_residents(resident_ids: Iterable[UUID]) -> list[UUID]:
    """Every way in these residents are known by. One query, none for nobody."""
    wanted = list(resident_ids)
    return (
        [key for (key,) in ask("select id from people_contact where resident_id = any(%s)", [wanted])] if wanted else []
    )


PHONE_PIECE = 4
"""Digits of a piece in the index of phones; who types fewer means no phone."""
