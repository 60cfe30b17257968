"""Connecting official accounts."""

import re
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from guanjia.rooms.channels.models import WeChatAccount
from guanjia.rooms.channels.types import NewAccount
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Invalid, Missing, gettext_noop


@transaction.atomic
def connect(actor: Actor, new: NewAccount) -> UUID:
    """Connect or change the account of a community this person serves; an empty secret or key stays as it is.

    Raises Denied without the duty, Missing for another community, Invalid as `set_up_account` does.
    """
    actor.need(Duty.SEE_OPS)
    if new.community_id not in actor.community_ids:
        raise Missing("places.no_community", gettext_noop("There is no such community."))
    kept = WeChatAccount.objects.filter(community=new.community_id).first()
    if kept is not None:
        new = replace(new, app_secret=new.app_secret or kept.app_secret, aes_key=new.aes_key or kept.aes_key)
    return set_up_account(new)


@transaction.atomic
def set_up_account(new: NewAccount) -> UUID:
    """Connect a community's official account, or change its words; returns its id.

    Raises Invalid for a name that can't stand in an address, a token that is missing or an AES key that is none.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", new.name):
        message = gettext_noop("The name of an account has letters, digits and hyphens only, up to 40.")
        raise Invalid("channels.name", message, field="name")
    if not re.fullmatch(r"[A-Za-z0-9]{3,32}", new.token):
        message = gettext_noop("The token has 3 to 32 letters and digits, the same as on the platform.")
        raise Invalid("channels.token", message, field="token")
    if not re.fullmatch(r"|[A-Za-z0-9]{43}", new.aes_key):
        message = gettext_noop("The AES key has 43 letters and digits, the same as on the platform.")
        raise Invalid("channels.aes_key", message, field="aes_key")
    if WeChatAccount.objects.filter(name=new.name).exclude(community=new.community_id).exists():
        message = gettext_noop("Another community's account has this name already. Choose another one.")
        raise Invalid("channels.name_taken", message, field="name")
    words = {
        "name": new.name,
        "app_id": new.app_id,
        "token": new.token,
        "app_secret": new.app_secret,
        "aes_key": new.aes_key,
        "access_token": "",
        "access_token_until": None,
    }
    kept, _ = WeChatAccount.objects.update_or_create(community_id=new.community_id, defaults=words)
    return kept.pk
