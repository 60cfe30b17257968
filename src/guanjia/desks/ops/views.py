"""The look of the pages: the parts on one sheet, and how each reader wants them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from guanjia.desks.ops import sheet
from guanjia.shared.time import now
from guanjia.shared.web import open_door, show

YEAR = 365 * 24 * 3600
THEMES = {"light", "dark"}


@require_GET
@open_door
def components(request: HttpRequest) -> HttpResponse:
    """All parts with made-up content, for looking at them; only in a demo or while building."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return show(request, "shared/components.html", sheet.made_up(at=now()))


@require_POST
@open_door
def look(request: HttpRequest) -> HttpResponse:
    """Keep light or dark and the size of letters for this device, and go back to the page."""
    to = request.POST.get("next", "/")
    answer = HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, None) else "/")
    for name in {"theme", "roomy"} & request.POST.keys():
        value = request.POST[name]
        if value and (name == "roomy" or value in THEMES):
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
        else:
            answer.delete_cookie(name, samesite="Lax")
    return answer


app_name = "ops"
urlpatterns = [
    path("components/", components, name="components"),
    path("look/", look, name="look"),
]
