"""What channels hold of a person: words on their way out, and raw bodies as they came."""

from typing import Any

from django.db import connection, transaction

from guanjia.rooms.channels.models import Outgoing
from guanjia.rooms.people.services.erasing import GONE
from guanjia.rooms.people.types.erasing import Person

_BODIES = """
 from channels_inbound where community_id = %s and octet_length(body) > 0
  and exists (select 1 from unnest(%s::bytea[]) as outside where position(outside in body) > 0)
"""


def _outside(person: Person) -> list[bytes]:
    return [outside.encode() for _, outside in person.outside if len(outside) > 3]


def bodies_held(person: Person) -> int:
    """Words sent to them, and raw bodies that name them. Two queries."""
    sent = Outgoing.objects.filter(contact__in=person.contact_ids).exclude(text=GONE).count()
    with connection.cursor() as cursor:
        asked: tuple[Any, ...] = (person.community_id, _outside(person))
        cursor.execute(f"select count(*) {_BODIES}", asked)
        return sent + sum(int(count) for (count,) in cursor.fetchall())


@transaction.atomic
def take_bodies_away(person: Person) -> int:
    """They are emptied; that something came and went stays, under its id."""
    gone = Outgoing.objects.filter(contact__in=person.contact_ids).exclude(text=GONE).update(text=GONE)
    with connection.cursor() as cursor:
        ids = f"select id {_BODIES}"
        found: tuple[Any, ...] = (person.community_id, _outside(person))
        cursor.execute(f"update channels_inbound set body = '' where id in ({ids})", found)  # noqa: S608
        return gone + int(cursor.rowcount)
