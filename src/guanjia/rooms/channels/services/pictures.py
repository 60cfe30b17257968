"""Pictures residents send on WeChat: fetched by a job, looked at, written anew, kept beside their message."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.channels import rules
from guanjia.rooms.channels.models import Inbound, Picture, WeChatAccount
from guanjia.rooms.channels.rules import Unreadable
from guanjia.rooms.channels.services.queue import span, to_be_fetched
from guanjia.rooms.channels.services.sending import TOO_LARGE, TURN, brought
from guanjia.rooms.channels.types import InboundState
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.terms import Terms
from guanjia.shared.actor import coming_from
from guanjia.shared.db import change, in_reach, insert_new, row_of, rows_of

logger = logging.getLogger("guanjia.channels")

BATCH = 100
NEVER = frozenset({40007, 40004, 48001, TOO_LARGE})
"""No such medium (any more), not of that kind, not allowed, too large: asked again it would be the same."""


def await_picture(came: Inbound, message_id: UUID, media_id: str, *, at: datetime) -> None:
    """Have the picture of a message fetched, once."""
    row = Picture(
        community_id=came.community_id,
        account_id=came.account_id,
        message_id=message_id,
        media_id=media_id,
        came_at=at,
        next_at=at,
    )
    if insert_new(row):
        to_be_fetched(row.pk)


def fetch_picture(picture_id: UUID, *, at: datetime) -> None:
    """Fetch a picture that waits and keep it; what fails is tried again after a growing pause, then given up."""
    row = row_of(Picture, picture_id)
    if row is None or row.state != InboundState.WAITING or row.next_at > at:
        return
    terms = handbook.edition_in_force(row.community_id, at).terms
    if not _claimed(row, terms, at):
        return
    account = rows_of(WeChatAccount, id=row.account_id)[0]
    found = brought(account, row.media_id, at, terms.case.photo_bytes_most)
    if isinstance(found, bytes):
        _kept(row, found, at)
    else:
        _not_yet(row, found, terms, at)


@transaction.atomic
def _claimed(row: Picture, terms: Terms, at: datetime) -> bool:
    """Take the next try for ourselves; False when somebody else was quicker."""
    until = at + span(terms.channel.again_after) + TURN
    mine = Picture.objects.filter(pk=row.pk, next_at=row.next_at, tries=row.tries)
    row.tries += 1
    return bool(mine.update(next_at=until, tries=row.tries))


@transaction.atomic
def _kept(row: Picture, content: bytes, at: datetime) -> None:
    try:
        with coming_from("channel"):
            conversations.keep_picture(row.message_id, rules.remade(content), at=at)
        row.state = InboundState.TAKEN.value
    except Unreadable as refused:
        row.state, row.why = InboundState.REFUSED.value, refused.code
    change(row, ["state", "why"])


@transaction.atomic
def _not_yet(row: Picture, code: int, terms: Terms, at: datetime) -> None:
    over = code in NEVER or row.tries >= terms.channel.tries_most
    row.state = InboundState.FAILED.value if over else InboundState.WAITING.value
    row.why, row.next_at = f"wechat.{code}", at + rules.pause(row.tries, span(terms.channel.again_after))
    change(row, ["state", "why", "next_at"])
    logger.warning("channels.no_picture", extra={"picture": row.pk, "code": code, "tries": row.tries})


@transaction.atomic
def fetch_again(*, at: datetime) -> int:
    """Queue again one batch of pictures that wait too long; returns how many."""
    due = in_reach(Picture.objects.filter(state=InboundState.WAITING, next_at__lte=at)).order_by("next_at", "id")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    for key in ids:
        to_be_fetched(key)
    return len(ids)
