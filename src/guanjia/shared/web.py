"""What every page has in common: the door, the answer as page or part, errors as pages, the request's number."""

import logging
import re
import secrets
import sys
from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from guanjia.shared.actor import Actor, coming_from
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.log import request_id

Answer = Callable[[HttpRequest], HttpResponse]

AWAY = (OperationalError, InterfaceError)
"""What is raised while the database is away."""
AGAIN = "5"
"""Seconds after which whoever was told so may try again."""

logger = logging.getLogger("guanjia.web")


class StaffRequest(HttpRequest):
    """A request behind a door: who acts is known; `auth` says the same where a bearer token did."""

    actor: Actor
    auth: Actor
    htmx: Any


class LoadActor(Protocol):
    """How the room of people finds out who acts."""

    def __call__(self, request: HttpRequest) -> Actor | None: ...


_surroundings: list[Callable[[HttpRequest], dict[str, Any]]] = []
_load: list[LoadActor] = []


def actor_by(load: LoadActor) -> LoadActor:
    """Declare how a signed-in request becomes an actor (the room of people does, at start)."""
    _load[:] = [load]
    return load


def surrounding(give: Callable[[HttpRequest], dict[str, Any]]) -> Callable[[HttpRequest], dict[str, Any]]:
    """Declare values every page needs around its content (counts in the navigation, the community's name …)."""
    if give not in _surroundings:
        _surroundings.append(give)
    return give


def acting(request: HttpRequest) -> Actor | None:
    """Who acts in this request, whose session is known; None for nobody."""
    return _load[0](request) if _load else None


def door(duty: str | None) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in only a signed-in person with this duty; None lets in everybody signed in.

    The duty stays readable on the view (`.duty`), so the table test of every role against every door sees it.
    """

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(request, "actor", None) is None:
                return redirect_to_login(request.get_full_path())
            first = getattr(request, "must_first", "")
            if first and not getattr(view, "in_between", False):
                return redirect(first)
            if duty is not None:
                request.actor.need(duty)
            return view(request, *args, **kwargs)

        guarded.duty = duty or "signed_in"  # type: ignore[attr-defined]
        return guarded

    return guard


def in_between(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Put above `door`: a page one may see before what `request.must_first` asks for is done."""
    inside: Any = getattr(view, "__wrapped__", view)
    inside.in_between = True
    return view


def open_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page as meant for everybody: sign-in, health, an outside callback."""
    view.duty = "open"  # type: ignore[attr-defined]
    return view


def show(
    request: HttpRequest, page: str, context: dict[str, Any], *, part: str | None = None, status: int = 200
) -> HttpResponse:
    """The whole page, or only `part` when HTMX asks for one."""
    htmx = getattr(request, "htmx", None)
    alone = part and htmx and not htmx.boosted and not htmx.history_restore_request
    answer = render(request, part if alone and part else page, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def played(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """Sound as a player wants it: whole, or the part a Range header names (a phone plays nothing without)."""
    asked = re.fullmatch(r"bytes=(\d{1,12})-(\d{0,12})", request.headers.get("Range", ""))
    first = int(asked[1]) if asked else 0
    last = min(int(asked[2]) if asked and asked[2] else len(content) - 1, len(content) - 1)
    if asked and not first <= last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    answer = HttpResponse(content[first : last + 1], content_type=kind, status=206 if asked else 200)
    answer["Accept-Ranges"], answer["Cache-Control"] = "bytes", "private, no-store"
    if asked:
        answer["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return answer


def done(request: HttpRequest, to: str, message: str = "", **where: Any) -> HttpResponse:
    """Leave a message and go on to the page named `to` (a url name, or a path)."""
    if message:
        messages.success(request, message)
    target = to if to.startswith("/") else reverse(to, kwargs=where or None)
    if getattr(request, "htmx", None):
        return HttpResponse(headers={"HX-Redirect": target})
    return redirect(target)


def accepted(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do the act of a valid form; a refusal lands on the form, so nothing typed is lost."""
    try:
        act()
    except GuanjiaError as refused:
        field = getattr(refused, "field", "") or None
        form.add_error(field if field in form.fields else None, said(refused))
        return False
    return True


def said(error: GuanjiaError) -> str:
    """The error's message in the reader's language."""
    text = gettext(error.message)
    return text % error.params if error.params else text


# Middleware -------------------------------------------------------------------------------------------------------

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'%s; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def live_origin(request: HttpRequest) -> str:
    """Where open pages listen when no proxy brings `/live/` to the live process: this host, on its port; else empty."""
    host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname or ""
    if not settings.LIVE_PORT or not re.fullmatch(r"[a-z0-9.-]{1,253}", host):
        return ""
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}"


def request_number(get: Answer) -> Answer:
    """Give each request a number people can quote, in the answer's header and in every line of the log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(4).upper()
        token = request_id.set(number)
        try:
            answer = get(request)
        finally:
            request_id.reset(token)
        answer["X-Request-Id"] = number
        answer.setdefault("Content-Security-Policy", POLICY % f" {live_origin(request)}".rstrip())
        return answer

    return middleware


def who_acts(get: Answer) -> Answer:
    """Put the actor on the request, and their zone and way in around everything below."""

    def middleware(request: Any) -> HttpResponse:
        request.actor = acting(request)
        timezone.activate(ZoneInfo(settings.TIME_ZONE))
        with coming_from("page", request.actor.id if request.actor else None):
            answer = get(request)
        if getattr(request, "idle_minutes", 0):
            answer["Cache-Control"] = "no-store"  # the next person at a shared computer may press "back"
        return answer

    return middleware


def errors_as_pages(get: Answer) -> Answer:
    """Turn what a person may meet into a page that says what happened and what now."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, GuanjiaError):
            return error_page(request, error.status, said(error))
        if isinstance(error, AWAY):
            return away(request)
        if isinstance(error, DataError) and "NUL" in str(error):  # a sign nobody types and no table keeps
            return error_page(request, 400, gettext("Some values can't be read."))
        logger.error("web.failed", exc_info=error, extra={"path": request.path})
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def bounded(get: Answer) -> Answer:
    """Send away more bytes than any form asks for: its files are written to disk before the form sees them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.UPLOAD_BYTES_MOST:
            return error_page(request, 413, gettext("This was too large to be taken. Send less at once."))
        return get(request)

    return middleware


def error_page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """A page with the status, the message and the number to quote."""
    context = {"status": status, "message": message, "number": request_id.get()}
    return _as_toast(request, render(request, "shared/error.html", context, status=status))


def away(request: HttpRequest) -> HttpResponse:
    """503 while the database is away: made without it, so without a session, a person, or what stands around pages."""
    logger.warning("web.database_away", exc_info=sys.exc_info()[1], extra={"path": request.path})  # so is a deadlock
    message = gettext("Our records can't be reached just now. Nothing you saved is lost. Please try again in a moment.")
    seen = SimpleNamespace(htmx=getattr(request, "htmx", None), COOKIES=request.COOKIES)  # and nothing of a session
    context = {"request": seen, "status": 503, "message": message, "number": request_id.get()}
    context["again"] = request.get_full_path() if request.method == "GET" else ""
    answer = _as_toast(request, HttpResponse(render_to_string("shared/error.html", context), status=503))
    answer["Retry-After"], answer["Cache-Control"] = AGAIN, "no-store"
    if context["again"]:
        answer["Refresh"] = str(2 * int(AGAIN))  # it comes by itself; what was sent must not
    return answer


def _as_toast(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A part asked for by HTMX stays as it is; what went wrong is said beside it."""
    if getattr(request, "htmx", None):
        answer["HX-Retarget"], answer["HX-Reswap"] = "#toasts", "innerHTML"
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address that leads nowhere."""
    return error_page(request, 404, gettext("There is no page at this address."))


def failed(request: HttpRequest) -> HttpResponse:
    """500: a bug, with a number to quote; or the database was away before or after the page itself."""
    if isinstance(sys.exc_info()[1], AWAY):
        return away(request)
    message = gettext("Something went wrong on our side. Nothing you saved before is lost. Please try again.")
    return error_page(request, 500, message)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose key is old or missing."""
    message = gettext("This page was open too long. Go back, reload it and send again; what you typed is kept.")
    return error_page(request, 403, message)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the actor, and what the rooms declared with `surrounding`."""
    found: dict[str, Any] = {"actor": getattr(request, "actor", None), "demo": settings.DEMO}
    found["idle_minutes"] = getattr(request, "idle_minutes", 0)
    for give in _surroundings:
        found |= give(request)
    return found
