"""What a household is told of a visit: the handbook's wording at its moments, to whoever of them writes to us.

It is a machine's word. Where a slot isn't known, or nobody of the household writes to us, nothing is said.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import formats, timezone, translation

from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.rules import CHATS
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.services import script as wording
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.types import ResidentKind
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.services.ground import zone_of

LANGUAGE = "zh-hans"  # residents write and read Chinese; the wording of the handbook is theirs
KNOWN = frozenset(kind.value for kind in ResidentKind)


def reached_by(stop: Stop) -> UUID | None:
    """The contact by which the household is told: who of them wrote to us last in a chat. One query."""
    rows = people.contacts_of_home(stop.community_id, stop.home_id)
    return next((row.id for row in rows if row.channel in CHATS and row.kind in KNOWN), None)


def tell_household(stop: Stop, moment: str, *, at: datetime, **slots: str) -> UUID | None:
    """Say the handbook's words for this moment; returns the contact who was told, None where nobody was."""
    book = handbook.edition_in_force(stop.community_id, at)
    code = book.terms.round.visit.scripts.get(moment, "")
    found = book.scripts.get(code)
    contact_id = reached_by(stop) if found is not None else None
    if found is None or contact_id is None:
        return None
    known = {name: words for name, words in (_known(stop, contact_id, at) | slots).items() if words}
    if not set(found.slots) <= set(known):
        return None
    conversations.tell_contact(stop.community_id, contact_id, (wording(book, code, **known), code), at=at)
    return contact_id


def _known(stop: Stop, contact_id: UUID, at: datetime) -> dict[str, str]:
    here, zone = places.community(stop.community_id), zone_of(stop.community_id)
    began = stop.booked_from
    return {
        "agent": people.staff_names([stop.staff_id]).get(stop.staff_id, ""),
        "phone": here.phone,
        "link": settings.PUBLIC_URL + people_verbs.resident_link(contact_id),
        "time": timezone.localtime(at, zone).strftime("%H:%M"),
        "start": day_and_time(began, stop.community_id) if began else "",
        "end": timezone.localtime(stop.booked_until, zone).strftime("%H:%M") if stop.booked_until else "",
    }


def day_and_time(at: datetime, community_id: UUID) -> str:
    """A time as a resident reads it."""
    local = timezone.localtime(at, zone_of(community_id))
    with translation.override(LANGUAGE):
        return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M}"
