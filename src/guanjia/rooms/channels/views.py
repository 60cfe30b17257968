"""The callback of official accounts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guanjia.rooms.channels import services
from guanjia.rooms.channels.types import Signed
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.time import now
from guanjia.shared.web import open_door, said

PLAIN = "text/plain; charset=utf-8"


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

    return plainly


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
    return Signed(signature, timestamp, nonce, request.GET.get("msg_signature", "-") if safe else "")


app_name = "channels"
urlpatterns = [path("wechat/<slug:account>/", wechat, name="wechat")]
