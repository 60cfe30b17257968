"""Reads of channels: what is stuck."""

from guanjia.rooms.channels import access
from guanjia.rooms.channels.models import Inbound
from guanjia.rooms.channels.types import InboundState, OutgoingState, TroubleRow
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset


def not_taken(actor: Actor, *, after: str | None = None) -> Page[TroubleRow]:
    """Bodies that could not be taken in, the latest first. One query."""
    rows = (
        access.inbound(actor)
        .filter(state__in=[InboundState.REFUSED, InboundState.FAILED])
        .only("id", "came_at", "why", "tries")
    )
    return keyset(rows, by="came_at", after=after, down=True).map(_came)


def not_sent(actor: Actor, *, after: str | None = None) -> Page[TroubleRow]:
    """Messages that could not be sent, the latest first. Two queries."""
    rows = access.outgoing(actor).filter(state=OutgoingState.FAILED)
    page = keyset(rows, by="made_at", after=after, down=True)
    names = people.contacts(row.contact_id for row in page)
    return page.map(
        lambda row: TroubleRow(
            row.pk, "out", row.made_at, row.why, row.tries, names[row.contact_id].name, row.message_id
        )
    )


def _came(row: Inbound) -> TroubleRow:
    return TroubleRow(row.pk, "in", row.came_at, row.why, row.tries)
