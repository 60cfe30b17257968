"""Words go out. Kept first, sent by a job, tried again; a platform that fails loses nothing."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass
from uuid import UUID

import certifi
import urllib3
from django.conf import settings
from django.db import transaction

from guanjia.rooms.channels import access, rules
from guanjia.rooms.channels.models import Outgoing, WeChatAccount
from guanjia.rooms.channels.rules.sending import STALE
from guanjia.rooms.channels.services.queue import span, to_be_sent
from guanjia.rooms.channels.types import OutgoingState
from guanjia.rooms.conversations import selectors as conversation_reads
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.types import Channel, Delivery
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.terms import ChannelTerms
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, in_reach, insert_new, row_of, rows_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask

logger = logging.getLogger("guanjia.channels")
# Its lines hold whole addresses, and the platform wants its secrets there.
logging.getLogger("urllib3").setLevel(logging.ERROR)

BATCH = 100
PATIENCE = 10.0
"""Seconds the platform has to answer."""
STEP = 65_536
"""Bytes of a file that are fetched at a time."""
TURN = timedelta(seconds=PATIENCE * 10)
"""So long somebody may be about sending one message, its parts included, before it counts as left lying."""
EARLY = timedelta(minutes=5)
"""So long before its end an access token is no longer used."""
UNREACHED = -2
"""Our word for: no answer that can be read. The platform's own are 0 and up, and -1 for busy."""
TOO_LARGE = -3
"""Our word for: more bytes than the handbook lets a photo have."""


@dataclass(frozen=True, slots=True)
class _Told:
    code: int
    parts_sent: int


@transaction.atomic
def send_out(message_id: UUID, *, at: datetime) -> None:
    """Put an answer of a conversation on its way, once. On a channel without an account it is shown as not sent."""
    found = conversation_reads.to_send(message_id)
    if found is None or found.channel != Channel.WECHAT:
        return
    account = min(rows_of(WeChatAccount, community_id=found.community_id), key=lambda one: one.pk, default=None)
    if account is None:
        conversations.delivered(message_id, Delivery.FAILED)
        return
    row = _row(account, found.contact_id, found.text, at)
    row.message_id = message_id
    if insert_new(row):
        conversations.delivered(message_id, Delivery.WAITING)
        to_be_sent(row.pk)


@transaction.atomic
def tell_contact(contact_id: UUID, text: str, *, at: datetime) -> UUID:
    """Say something that belongs to no conversation to somebody who follows the account; returns what carries it.

    Raises Missing when the contact's community has no account.
    """
    contact = people.contact_row(contact_id)
    account = WeChatAccount.objects.filter(community=contact.community_id).first()
    if account is None or contact.channel != Channel.WECHAT:
        raise Missing("channels.no_account", gettext_noop("There is no account by which this contact can be told."))
    row = _row(account, contact_id, text, at)
    row.save(force_insert=True)
    to_be_sent(row.pk)
    return row.pk


def _row(account: WeChatAccount, contact_id: UUID, text: str, at: datetime) -> Outgoing:
    return Outgoing(
        community_id=account.community_id, account=account, contact_id=contact_id, text=text, made_at=at, next_at=at
    )


def send(outgoing_id: UUID, *, at: datetime) -> None:
    """Send what waits. Nothing is held while the platform is spoken to; who else tries meanwhile finds it taken."""
    row = row_of(Outgoing, outgoing_id)
    if row is None or row.state != OutgoingState.WAITING or row.next_at > at:
        return
    terms = handbook.edition_in_force(row.community_id, at).terms.channel
    if _claimed(row, terms, at):
        told = _spoken(row, at)
        _noted(row, told, terms, at)


_CLAIM = """
update channels_outgoing set tries = tries + 1, next_at = %s
 where id = %s and state = 'waiting' and next_at <= %s returning tries, parts_sent
"""


def _claimed(row: Outgoing, terms: ChannelTerms, at: datetime) -> bool:
    """Take the next try for ourselves, in one statement; False when somebody else was quicker."""
    found = ask(_CLAIM, [at + span(terms.again_after) + TURN, row.pk, at])
    if found:
        row.tries, row.parts_sent = found[0]
    return bool(found)


def _spoken(row: Outgoing, at: datetime) -> _Told:
    _, follower = people.outside_id(row.contact_id)
    pieces, account = rules.parts(row.text), rows_of(WeChatAccount, id=row.account_id)[0]
    sent = row.parts_sent
    for piece in pieces[sent:]:
        code = _said(account, follower, piece, at)
        if code != 0:
            return _Told(code, sent)
        sent += 1
    return _Told(0, sent)


@transaction.atomic
def _noted(row: Outgoing, told: _Told, terms: ChannelTerms, at: datetime) -> None:
    state = rules.verdict(told.code, row.tries, terms.tries_most)
    row.state, row.parts_sent = state.value, told.parts_sent
    row.why = "" if told.code == 0 else f"wechat.{told.code}"
    row.sent_at = at if state == OutgoingState.SENT else None
    row.next_at = at + rules.pause(row.tries, span(terms.again_after))
    change(row, ["state", "parts_sent", "why", "sent_at", "next_at"])
    if row.message_id is not None:
        conversations.delivered(row.message_id, Delivery(state.value))
    if state != OutgoingState.SENT:
        logger.warning("channels.not_sent", extra={"outgoing": row.pk, "code": told.code, "tries": row.tries})


@transaction.atomic
def send_due(*, at: datetime) -> int:
    """Queue again one batch of what waits too long; returns how many."""
    due = in_reach(Outgoing.objects.filter(state=OutgoingState.WAITING, next_at__lte=at)).order_by("next_at", "id")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    for key in ids:
        to_be_sent(key)
    return len(ids)


@transaction.atomic
def send_again(actor: Actor, message_id: UUID, *, at: datetime) -> None:
    """Try a message anew that could not be sent. One that was sent, or is being tried, stays as it is."""
    actor.need(Duty.ANSWER)
    row = access.outgoing_of(actor, message_id)
    if row.state != OutgoingState.FAILED:
        return
    row.state, row.tries, row.next_at, row.why = OutgoingState.WAITING.value, 0, at, ""
    row.save(update_fields=["state", "tries", "next_at", "why"])
    conversations.delivered(message_id, Delivery.WAITING)
    to_be_sent(row.pk)


# The platform ---------------------------------------------------------------------------------------------------------


@cache
def _client(platform: str) -> urllib3.PoolManager:
    """Connections to the platform, by the way out the surroundings name; nothing is tried twice here."""
    words: dict[str, Any] = {"timeout": PATIENCE, "retries": False, "ca_certs": certifi.where()}
    address = urlsplit(platform)
    proxy, host = getproxies().get(address.scheme), address.hostname or ""
    if proxy and host != "127.0.0.1" and not proxy_bypass(host):
        return urllib3.ProxyManager(proxy, **words)
    return urllib3.PoolManager(**words)


def _sent(method: str, path: str, query: dict[str, str], **more: Any) -> urllib3.BaseHTTPResponse:
    platform = settings.WECHAT_API
    return _client(platform).request(method, f"{platform}{path}?{urlencode(query)}", **more)


def _said(account: WeChatAccount, follower: str, text: str, at: datetime) -> int:
    """Send one piece; returns the platform's code, 0 when it took it. A stale access token is renewed once."""
    code = _posted(account, follower, text, at)
    if code in STALE:
        account.access_token = ""
        code = _posted(account, follower, text, at)
    return code


def _posted(account: WeChatAccount, follower: str, text: str, at: datetime) -> int:
    token = _access_token(account, at)
    if not token:
        return UNREACHED
    words = {"touser": follower, "msgtype": "text", "text": {"content": text}}
    body = json.dumps(words, ensure_ascii=False).encode()
    query = {"access_token": token}
    answer = _asked("POST", "/cgi-bin/message/custom/send", query, body=body)
    return int(answer.get("errcode", UNREACHED)) if answer is not None else UNREACHED


def _access_token(account: WeChatAccount, at: datetime) -> str:
    """The account's access token, kept until shortly before its end; empty when the platform gives none."""
    until = account.access_token_until
    if account.access_token and until is not None and until > at:
        return account.access_token
    query = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.app_secret}
    answer = _asked("GET", "/cgi-bin/token", query) or {}
    account.access_token = str(answer.get("access_token", ""))[:600]
    account.access_token_until = at + timedelta(seconds=int(answer.get("expires_in", 0))) - EARLY
    account.save(update_fields=["access_token", "access_token_until"])
    return account.access_token


def _asked(method: str, path: str, query: dict[str, str], **more: Any) -> dict[str, Any] | None:
    """The platform's answer; None when there is none that can be read."""
    try:
        answer = _sent(method, path, query, **more)
        found = answer.json() if answer.status == 200 else None
    except (urllib3.exceptions.HTTPError, ValueError):
        # The error's own words hold the address, and with it the secret.
        logger.warning("channels.unreached", extra={"path": path})
        return None
    return found if isinstance(found, dict) else None


def brought(account: WeChatAccount, media_id: str, at: datetime, most: int) -> bytes | int:
    """The bytes of what a sender attached; or the platform's code for why not. A stale access token is renewed once."""
    found = _fetched(account, media_id, at, most)
    if found in STALE:
        account.access_token = ""
        found = _fetched(account, media_id, at, most)
    return found


def _fetched(account: WeChatAccount, media_id: str, at: datetime, most: int) -> bytes | int:
    token = _access_token(account, at)
    if not token:
        return UNREACHED
    query = {"access_token": token, "media_id": media_id}
    try:
        answer = _sent("GET", "/cgi-bin/media/get", query, preload_content=False)
        try:
            return _read(answer, most) if answer.status == 200 else UNREACHED
        finally:
            answer.close()  # what was too large is not read to its end
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, ValueError):
        logger.warning("channels.unreached", extra={"path": "/cgi-bin/media/get"})
        return UNREACHED


def _read(answer: urllib3.BaseHTTPResponse, most: int) -> bytes | int:
    """The body as far as it is allowed to be long; instead of a file the platform sends JSON with its code."""
    content = b""
    for piece in answer.stream(STEP):
        content += piece
        if len(content) > most:
            return TOO_LARGE
    if answer.headers.get("Content-Type", "").startswith(("application/json", "text/")):
        return int(json.loads(content).get("errcode", UNREACHED))
    return content
