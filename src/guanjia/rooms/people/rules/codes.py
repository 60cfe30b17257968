"""Time-based codes of a second factor (RFC 6238: six digits, thirty seconds, HMAC-SHA-1) and recovery codes."""

import base64
import hashlib
import hmac
import re
import struct
from datetime import datetime
from urllib.parse import quote

from guanjia.shared.errors import Denied, gettext_noop

STEP = 30
"""Seconds a code lasts."""
DIGITS = 6
DRIFT = 1
"""Steps a phone's clock may be off, either way."""


def step_of(at: datetime) -> int:
    """The number of the step an instant lies in."""
    return int(at.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    """The code of a step."""
    digest = hmac.digest(secret, struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def accepted_step(secret: bytes, typed: str, at: datetime, last: int) -> int | None:
    """The step whose code was typed, none when it is wrong or not newer than the last one used."""
    digits = re.sub(r"\s", "", typed).encode()
    now = step_of(at)
    steps = range(max(now - DRIFT, last + 1), now + DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), digits)), None)


def address(secret: bytes, account: str, company: str) -> str:
    """What the QR picture says to an authenticator."""
    key = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(company)}:{quote(account)}?secret={key}&issuer={quote(company)}"


def spelled(secret: bytes) -> str:
    """The secret to type by hand, in groups of four."""
    key = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def folded_code(typed: str) -> str:
    """A recovery code as it is compared: small letters without blanks and dashes."""
    return re.sub(r"[\s-]", "", typed).lower()


def wrong_code() -> Denied:
    """Not this code, or used already."""
    message = gettext_noop("This code is wrong or was used already. Wait for the next one and try again.")
    return Denied("people.wrong_code", message)
