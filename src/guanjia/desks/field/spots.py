"""Labels on the phone: what the camera's link opens, and the worker that keeps the day for a basement."""

from importlib.resources import files

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show

WORK = Duty.DO_WORK


@never_cache
@require_GET
@door(WORK)
def spot(request: StaffRequest, code: str) -> HttpResponse:
    """Where a label leads: to the one stop of today there, else to a choice. A code that is none of ours says so."""
    found = selectors.spot(request.actor, code)
    stops = selectors.stops_at(request.actor, code, at=now())
    if len(stops) == 1:
        return redirect(f"{reverse('field:stop', args=[stops[0].id])}?spot={found.code}")
    context = {"found": found, "stops": stops, "may_place": request.actor.may(Duty.DISPATCH), "now": now()}
    return show(request, "field/spot.html", context)


@require_GET
@door(WORK)
def worker(request: StaffRequest) -> HttpResponse:
    """The worker that answers for the house where there is no signal; it lies here, for what it may answer for."""
    script = files("guanjia").joinpath("desks/field/static/field/worker.js").read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


urlpatterns = [
    path("spots/<str:code>/", spot, name="spot"),
    path("worker.js", worker, name="worker"),
]
