"""How a page listens, and what its parts listen for."""

import time
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString

from guanjia.shared.web import live_origin


def listens(request: Any) -> SafeString:
    """The attributes of a body whose parts are live: where it listens, and since when it knows what it shows."""
    if getattr(request, "actor", None) is None:
        return SafeString("")
    where = f"{live_origin(request)}/live/?{urlencode({'since': round(time.time(), 1)})}"
    return format_html('hx-ext="sse" sse-connect="{}"', where)


def trigger(names: tuple[str, ...], poll: int, wait: int) -> SafeString:
    """When a part asks for itself anew: at these names at most every `wait` seconds; without a stream every `poll`."""
    calm, later = (f" throttle:{wait}s", format_html(' data-wait="{}"', wait)) if wait else ("", "")
    heard = ", ".join(f"sse:{name}{calm}" for name in (*names, "reload"))
    return format_html('data-live{} hx-trigger="{}, poll{} from:body, again"', later, heard, poll)
