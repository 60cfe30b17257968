"""Codes in the reader's language, for what no room says itself."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.promises.types import PromiseRow

KINDS = {"owner": _("owner"), "tenant": _("tenant"), "family": _("family")}
CHANNELS = {
    "wechat": _("WeChat"),
    "page": _("resident page"),
    "phone": _("phone"),
    "counter": _("counter"),
    "visit": _("in person"),
    "letter": _("letter"),
    "email": _("e-mail"),
    "sms": _("text message"),
    "gov_hotline": _("government hotline"),
}


def kind_title(kind: str) -> str:
    """How a resident belongs to the home."""
    return str(KINDS.get(kind, ""))


def channel_title(channel: str) -> str:
    """A way in."""
    return str(CHANNELS.get(channel, ""))


def told(row: PromiseRow, words: BookWords, community_id: UUID) -> PromiseRow:
    """The promise with the role that owes it in words."""
    return replace(row, owed_role=words.of("roles", community_id, row.owed_role))
