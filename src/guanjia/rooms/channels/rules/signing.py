"""The platform's signature: who calls back must know the account's token, and must have signed lately."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from guanjia.rooms.channels.types import Signed
from guanjia.shared.errors import Denied, gettext_noop

LONGEST = 128
"""Signs of a nonce or signature; the platform's own are shorter."""


def signed(token: str, timestamp: str, nonce: str, *more: str) -> str:
    """The signature of a callback: SHA-1 of the sorted words, in hexadecimal.

    Source: WeChat, access guide of the message server. The platform prescribes SHA-1.
    """
    return hashlib.sha1("".join(sorted((token, timestamp, nonce, *more))).encode()).hexdigest()  # noqa: S324


def check_signature(token: str, asked: Signed) -> None:
    """Raises Denied for a signature made without the account's token."""
    compare(signed(token, asked.timestamp, asked.nonce), asked.signature)


def compare(right: str, given: str) -> None:
    """Raises Denied when they differ; takes as long for a near miss as for a far one."""
    if not given or len(given) > LONGEST or not hmac.compare_digest(right.encode(), given.encode("utf-8", "replace")):
        message = gettext_noop("The signature is wrong. Check the token of the account on both sides.")
        raise Denied("channels.signature", message)


def stamped(asked: Signed) -> datetime:
    """When the platform signed, on its own clock. Raises Denied for a timestamp that is none."""
    if not re.fullmatch(r"[0-9]{1,11}", asked.timestamp) or not 1 <= len(asked.nonce) <= LONGEST:
        message = gettext_noop("The call carries no time that can be read. Timestamp and nonce are needed.")
        raise Denied("channels.timestamp", message)
    return datetime.fromtimestamp(int(asked.timestamp), UTC)


def check_age(stamp: datetime, now: datetime, most: timedelta) -> None:
    """Raises Denied for a call signed too long ago, or for later than `now` by as much."""
    if abs(now - stamp) > most:
        message = gettext_noop("The call was signed too long ago or in the future. Check the clocks of both sides.")
        raise Denied("channels.old", message)
