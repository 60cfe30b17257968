"""What the platform would send: bodies, signatures, calls."""

from datetime import datetime
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from guanjia.rooms.channels import rules

TOKEN = "lakeside2026"
AES_KEY = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
APP_ID = "wx0123456789abcdef"
_nonces = count(1)


def body(
    at: datetime, number: object = 24000000001, *, kind: str = "text", sender: str = "openid-zhou", **more: str
) -> bytes:
    """A body as the platform writes it; `more` are further elements."""
    words = {"Content": "厨房漏水"} if kind == "text" and "Content" not in more else {}
    inside = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in {**words, **more}.items())
    message = f"<MsgId>{number}</MsgId>" if number else ""
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inside}{message}</xml>"
    ).encode()


def signed(at: datetime, *, token: str = TOKEN, nonce: str = "") -> dict[str, str]:
    """The words of a call signed at `at`; each call has a nonce of its own unless one is given."""
    stamp, nonce = str(int(at.timestamp())), nonce or f"n{next(_nonces)}"
    return {"signature": rules.signed(token, stamp, nonce), "timestamp": stamp, "nonce": nonce}


def call(at: datetime, what: bytes, *, account: str = "garden", **words: Any) -> HttpResponse:
    """The platform calls with a body; `words` replace those of a right call."""
    asked = {**signed(at), **words}
    address = f"/channels/wechat/{account}/"
    return Client().post(address, what, content_type="text/xml", query_params=asked)  # type: ignore[return-value]
