"""Connecting official accounts."""

import re
from uuid import UUID

from django.db import transaction

from guanjia.rooms.channels.models import WeChatAccount
from guanjia.rooms.channels.types import NewAccount
from guanjia.shared.errors import Invalid, gettext_noop


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
