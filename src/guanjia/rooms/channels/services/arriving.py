"""The platform calls: its body is checked, kept once, and answered at once; everything else comes after."""

from datetime import datetime, timedelta

from django.db import transaction

from guanjia.rooms.channels import access, rules
from guanjia.rooms.channels.models import Inbound, SeenSignature, WeChatAccount
from guanjia.rooms.channels.services.queue import span, to_be_taken
from guanjia.rooms.channels.types import Arrived, Signed
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.terms import Terms
from guanjia.shared.db import in_reach, insert_new
from guanjia.shared.errors import Denied, gettext_noop
from guanjia.shared.time import from_outside

BATCH = 1000
REMEMBERED = timedelta(days=1)
"""Longer than any handbook lets a call be old."""


def confirm(name: str, asked: Signed, *, at: datetime) -> None:
    """Whether a call comes from the account's platform, lately.

    Raises Missing for an unknown account, Denied for a wrong signature or an old one.
    """
    account = access.account_named(name)
    rules.check_signature(account.token, asked)
    _check_age(asked, _terms(account, at), at)


@transaction.atomic
def arrive(name: str, asked: Signed, body: bytes, *, at: datetime) -> bool:
    """Keep the body of a callback and queue its taking in; returns whether it is new.

    The platform repeats a call it heard no answer to: the same message is kept once, and answered the same.
    Raises Missing for an unknown account, Denied for a wrong, old or reused signature, Unreadable for a body that
    is too large, broken, or not the platform's; then nothing is kept.
    """
    account = access.account_named(name)
    rules.check_signature(account.token, asked)
    terms = _terms(account, at)
    _check_age(asked, terms, at)
    rules.check_size(body, terms.channel.bytes_most)
    plain = _opened(account, asked, body)
    arrived = rules.read(plain)
    rules.check_created(from_outside(arrived.at), at, span(terms.journal.early_tolerance))
    _check_fresh(account, asked, arrived, at)
    row = Inbound(
        community_id=account.community_id,
        account=account,
        outside_id=arrived.outside_id,
        body=plain,
        came_at=at,
        next_at=at + span(terms.channel.again_after),
    )
    new = insert_new(row)
    if new:
        to_be_taken(row.pk)
    return new


def _terms(account: WeChatAccount, at: datetime) -> Terms:
    return handbook.edition_in_force(account.community_id, at).terms


def _check_age(asked: Signed, terms: Terms, at: datetime) -> None:
    rules.check_age(from_outside(rules.stamped(asked)), at, span(terms.channel.callback_age_most))


def _opened(account: WeChatAccount, asked: Signed, body: bytes) -> bytes:
    if not asked.encrypted:
        return body
    inside = rules.envelope(body)
    rules.check_safe_signature(account.token, asked, inside)
    return rules.decrypted(inside, account.aes_key, account.app_id)


def _check_fresh(account: WeChatAccount, asked: Signed, arrived: Arrived, at: datetime) -> None:
    """A plain signature does not cover the body: used for one message, it can't be used for another."""
    seen = SeenSignature(
        community_id=account.community_id,
        account=account,
        signature=asked.signature,
        nonce=asked.nonce[:128],
        outside_id=arrived.outside_id,
        at=at,
    )
    if insert_new(seen):
        return
    first = SeenSignature.objects.values_list("outside_id", flat=True).get(
        account=account, signature=seen.signature, nonce=seen.nonce
    )
    if first != arrived.outside_id:
        message = gettext_noop("This signature was used for another message. Sign each call anew.")
        raise Denied("channels.reused", message)


@transaction.atomic
def forget_signatures(*, at: datetime) -> int:
    """Take away one batch of signatures that are refused for their age anyway; returns how many."""
    old = in_reach(SeenSignature.objects.filter(at__lt=at - REMEMBERED)).order_by("at").values("pk")[:BATCH]
    return SeenSignature.objects.filter(pk__in=old).delete()[0]
