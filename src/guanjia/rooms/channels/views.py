"""The callback of official accounts, and the page of who looks after them."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.channels import selectors, services
from guanjia.rooms.channels.forms import AccountForm
from guanjia.rooms.channels.types import Signed
from guanjia.rooms.people.types import Duty
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.time import now
from guanjia.shared.web import AGAIN, AWAY, StaffRequest, accepted, done, door, open_door, said, show

PLAIN = "text/plain; charset=utf-8"
logger = logging.getLogger("guanjia.channels")


def told_plainly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A platform reads no pages: what is refused is one sentence of plain text."""

    @wraps(view)
    def plainly(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except GuanjiaError as refused:
            return HttpResponse(said(refused) + "\n", status=refused.status, content_type=PLAIN)
        except RequestDataTooBig:
            return HttpResponse(_("The body is too large.") + "\n", status=413, content_type=PLAIN)
        except AWAY as error:  # nothing was kept, so nothing is acknowledged: the platform sends it again
            return _away(error)

    return plainly


def _away(error: Exception) -> HttpResponse:
    logger.warning("channels.database_away", exc_info=error)
    words = _("Our records can't be reached just now. Send the same again in a moment.")
    return HttpResponse(words + "\n", status=503, content_type=PLAIN, headers={"Retry-After": AGAIN})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@open_door
@told_plainly
def wechat(request: HttpRequest, account: str) -> HttpResponse:
    """The platform makes itself known (GET), or brings something (POST)."""
    asked = _signed(request)
    if request.method == "GET":
        services.confirm(account, asked, at=now())
        return HttpResponse(request.GET.get("echostr", "")[:200], content_type=PLAIN)
    services.arrive(account, asked, request.body, at=now())
    return HttpResponse("success", content_type=PLAIN)


def _signed(request: HttpRequest) -> Signed:
    signature, timestamp, nonce = (request.GET.get(name, "") for name in ("signature", "timestamp", "nonce"))
    safe = request.GET.get("encrypt_type") == "aes"
    return Signed(signature, timestamp, nonce, (request.GET.get("msg_signature") or "-") if safe else "")


# Pages ----------------------------------------------------------------------------------------------------------------


@require_GET
@door(Duty.SEE_OPS)
def overview(request: StaffRequest) -> HttpResponse:
    """The accounts, and what is stuck."""
    context = {
        "accounts": selectors.accounts(request.actor),
        "not_taken": selectors.not_taken(request.actor),
        "not_sent": selectors.not_sent(request.actor),
        "base": settings.PUBLIC_URL,
    }
    return show(request, "channels/overview.html", context)


@sensitive_post_parameters("token", "app_secret", "aes_key")
@require_http_methods(["GET", "POST"])
@door(Duty.SEE_OPS)
def connect(request: StaffRequest) -> HttpResponse:
    """Connect an account, or change its words; a wrong try keeps all but the secrets."""
    accounts = selectors.accounts(request.actor)
    form = AccountForm(request.POST if request.method == "POST" else None, accounts=accounts)
    if form.is_valid() and accepted(form, lambda: services.connect(request.actor, form.account())):
        return done(request, "channels:overview", _("The account is connected."))
    status = 422 if form.is_bound else 200
    return show(request, "channels/connect.html", {"form": form}, part="channels/_connect.html", status=status)


@require_POST
@door(Duty.ANSWER)
def again(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Try a message anew that could not be sent, and go back to where it was seen."""
    services.send_again(request.actor, message_id, at=now())
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return done(request, back if here and back.startswith("/") else "/", _("The message is on its way again."))


app_name = "channels"
urlpatterns = [
    path("", overview, name="overview"),
    path("connect/", connect, name="connect"),
    path("messages/<uuid:message_id>/again/", again, name="again"),
    path("wechat/<slug:account>/", wechat, name="wechat"),
]
