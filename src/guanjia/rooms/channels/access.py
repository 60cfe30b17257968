"""The only ways to an account, and from an actor to what is on its way."""

from uuid import UUID

from django.db.models import QuerySet

from guanjia.rooms.channels.models import Inbound, Outgoing, WeChatAccount
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of
from guanjia.shared.errors import Missing, gettext_noop


def account_named(name: str) -> WeChatAccount:
    """The account of a callback's address. Raises Missing."""
    found = rows_of(WeChatAccount, name=name)
    if not found:
        raise Missing("channels.no_account", gettext_noop("There is no such account here. Check the address."))
    return found[0]


def inbound(actor: Actor) -> QuerySet[Inbound]:
    """What came in for the communities this person serves."""
    return Inbound.objects.filter(community__in=actor.community_ids)


def outgoing(actor: Actor) -> QuerySet[Outgoing]:
    """What goes out of the communities this person serves."""
    return Outgoing.objects.filter(community__in=actor.community_ids)


def outgoing_of(actor: Actor, message_id: UUID) -> Outgoing:
    """What carries a message out, held. Raises Missing."""
    found = outgoing(actor).select_for_update(of=("self",)).filter(message_id=message_id).first()
    if found is None:
        raise Missing("channels.no_message", gettext_noop("There is no such message on its way."))
    return found
