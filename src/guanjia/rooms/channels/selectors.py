"""Reads of channels: the accounts, and what is stuck."""

from typing import Any

from django.db.models import OuterRef, Subquery

from guanjia.rooms.channels import access
from guanjia.rooms.channels.models import Inbound, WeChatAccount
from guanjia.rooms.channels.types import AccountRow, InboundState, OutgoingState, TroubleRow
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset


def accounts(actor: Actor) -> list[AccountRow]:
    """Every community this person serves, with its account where there is one. Two queries at most."""
    last = Inbound.objects.filter(account=OuterRef("pk")).order_by("-id").values("came_at")[:1]
    rows = WeChatAccount.objects.filter(community__in=actor.community_ids).annotate(last_came_at=Subquery(last))
    known = {row.community_id: row for row in rows}
    return [_account(place, known.get(place.id)) for place in places.communities_by_id(actor.community_ids)]


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


def _account(place: CommunityRow, row: Any) -> AccountRow:
    if row is None:
        return AccountRow(place.id, place.name)
    return AccountRow(
        place.id, place.name, row.name, row.app_id, bool(row.aes_key), bool(row.app_secret), row.last_came_at
    )
