"""From a kept body to a conversation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.channels import rules
from guanjia.rooms.channels.models import Inbound
from guanjia.rooms.channels.services.pictures import await_picture
from guanjia.rooms.channels.services.queue import span, to_be_taken
from guanjia.rooms.channels.services.sending import tell_contact
from guanjia.rooms.channels.types import Arrived, InboundState
from guanjia.rooms.conversations import selectors as conversation_reads
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.types import Channel, Incoming, MessageKind
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people_reads
from guanjia.rooms.people import services as people
from guanjia.shared.actor import coming_from
from guanjia.shared.db import change, in_reach, row_of
from guanjia.shared.errors import Invalid
from guanjia.shared.time import from_outside
from guanjia.shared.web import said

BATCH = 100
PERSON = "person"
"""Key of the menu's button that asks for a person."""
KINDS = {"image": MessageKind.IMAGE, "voice": MessageKind.VOICE, "location": MessageKind.LOCATION}


@transaction.atomic
def take_in(inbound_id: UUID, *, at: datetime) -> None:
    """Bring a kept body into its conversation, once. What can't be taken is set aside, and its sender told why."""
    row = row_of(Inbound, inbound_id, lock=True)
    if row is None or row.state != InboundState.WAITING:
        return
    arrived = rules.read(bytes(row.body))
    contact = people.contact_for(row.community_id, Channel.WECHAT, arrived.sender, at=row.came_at)
    try:
        with transaction.atomic(), coming_from("channel"):
            _taken(row, contact.id, arrived, at)
    except Invalid as refused:
        row.state, row.why = InboundState.REFUSED.value, refused.code
        tell_contact(contact.id, said(refused), at=at)
    else:
        row.state = InboundState.TAKEN.value
    change(row, ["state", "why"])


def _taken(row: Inbound, contact_id: UUID, arrived: Arrived, present: datetime) -> None:
    at, community_id = from_outside(arrived.at), row.community_id
    if arrived.kind == "event":
        _happened(community_id, contact_id, arrived, at)
        return
    kind = MessageKind.TEXT if arrived.kind == "text" else KINDS.get(arrived.kind, MessageKind.EVENT)
    message = Incoming(
        channel=Channel.WECHAT,
        contact_id=contact_id,
        text=arrived.text,
        kind=kind,
        outside_id=arrived.outside_id,
        media=arrived.media,
    )
    came = conversations.take_in(community_id, message, at=at)
    if kind == MessageKind.IMAGE and arrived.media and "/" not in arrived.media:
        await_picture(row, came.message_id, arrived.media, at=present)


def _happened(community_id: UUID, contact_id: UUID, arrived: Arrived, at: datetime) -> None:
    """Somebody follows the account, or taps its menu. Who leaves only becomes silent."""
    if arrived.event == "subscribe":
        conversations.greet_contact(community_id, contact_id, Channel.WECHAT, at=at)
    elif arrived.event == "CLICK" and arrived.event_key == PERSON:
        running = conversation_reads.open_of_contact(contact_id, Channel.WECHAT)
        if running is not None:
            conversations.ask_person(people_reads.actor_of_contact(contact_id), running, at=at)


@transaction.atomic
def take_again(*, at: datetime) -> int:
    """Queue again what was not taken in, each time after a longer pause; set aside what was tried often enough.

    Returns how many were looked at.
    """
    due = in_reach(Inbound.objects.filter(state=InboundState.WAITING, next_at__lte=at)).order_by("next_at", "id")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for row in rows:
        terms = handbook.edition_in_force(row.community_id, at).terms.channel
        if row.tries >= terms.tries_most:
            row.state, row.why = InboundState.FAILED.value, "channels.tried"
        else:
            row.tries += 1
            row.next_at = at + rules.pause(row.tries, span(terms.again_after))
            to_be_taken(row.pk)
        row.save(update_fields=["state", "why", "tries", "next_at"])
    return len(rows)
