"""What every endpoint has in common: the bearer, problem+json, and requests that may be sent twice."""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Annotated, Any

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer
from pydantic import AfterValidator, Field

from guanjia.shared.actor import Actor, account_id, coming_from, via
from guanjia.shared.errors import Denied, GuanjiaError, Refused, gettext_noop
from guanjia.shared.log import request_id
from guanjia.shared.models import Repeat
from guanjia.shared.time import now
from guanjia.shared.web import said

logger = logging.getLogger("guanjia.api")


def _printable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("The text contains a character that can't be stored (NUL).")
    return text


Printable = Annotated[str, AfterValidator(_printable)]
"""A text PostgreSQL can keep; to be bounded: `Annotated[Printable, Field(max_length=60)]`."""


def Text(longest: int, *, shortest: int = 0) -> Any:  # noqa: N802 - reads as a type in schemas
    """A text of a schema: bounded, and without the one character PostgreSQL refuses."""
    return Annotated[str, Field(min_length=shortest, max_length=longest), AfterValidator(_printable)]


_token_owner: list[Callable[[str], Actor | None]] = []


def token_owner(find: Callable[[str], Actor | None]) -> Callable[[str], Actor | None]:
    """Declare how a bearer token becomes an actor (the room of people does, at start)."""
    _token_owner[:] = [find]
    return find


class bearer(HttpBearer):  # noqa: N801 - reads as a verb at the router
    """Bearer tokens with a duty: `auth=bearer(Duty.SEE_CASES)`; the actor is `request.auth`."""

    def __init__(self, duty: str | None = None) -> None:
        super().__init__()
        self.duty = duty

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = _token_owner[0](token) if _token_owner else None
        if actor is None:
            return None
        if self.duty is not None:
            actor.need(self.duty)
        # Facts of this request came from this program; `who_acts` around it puts back what was before.
        via.set("api")
        account_id.set(actor.id)
        return actor


def problem(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """An error as problem+json (RFC 9457), with the number to quote."""
    body = {"type": f"urn:guanjia:{code}", "title": code, "status": status, "detail": detail}
    body |= {"request": request_id.get(), **more}
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json; charset=utf-8"
    )


def handle_errors(api: NinjaAPI) -> None:
    """Answer every error of this API in one form."""

    @api.exception_handler(GuanjiaError)
    def _met(request: HttpRequest, error: GuanjiaError) -> HttpResponse:
        return problem(request, error.status, error.code, said(error))

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def _away(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.warning("api.database_away", exc_info=error, extra={"path": request.path})
        message = gettext("Our records can't be reached just now. Send the same again in a moment.")
        answer = problem(request, 503, "house.away", message)
        answer["Retry-After"] = "2"
        return answer

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(request, 401, "people.token", gettext("The token is missing, wrong or withdrawn."))

    @api.exception_handler(ValidationError)
    def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = [{"field": ".".join(map(str, one["loc"][2:])), "message": one["msg"]} for one in error.errors]
        return problem(request, 422, "request.unreadable", gettext("Some values can't be read."), errors=wrong)


def repeatable(request: HttpRequest, act: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    """Do `act` once per Idempotency-Key of this account; sent again, the first answer comes back.

    `act` returns status and body. Without the header it is simply done. Raises Refused when the key was used for
    another request, Denied without an actor.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    actor: Actor | None = getattr(request, "auth", None) or getattr(request, "actor", None)
    if actor is None or actor.id is None:
        raise Denied("people.sign_in", gettext_noop("Please sign in first."))
    digest = hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
    with transaction.atomic():
        Repeat.objects.bulk_create(
            [Repeat(account_id=actor.id, key=key[:200], digest=digest, at=now())], ignore_conflicts=True
        )
        kept = Repeat.objects.select_for_update().get(account_id=actor.id, key=key[:200])
        if kept.digest != digest:
            raise Refused("request.key", gettext_noop("This Idempotency-Key was used for another request."))
        if kept.status is None:
            with coming_from("api", actor.id):
                kept.status, kept.body = act()
            Repeat.objects.filter(pk=kept.pk).update(status=kept.status, body=kept.body)
        return kept.status, bytes(kept.body or b"")
