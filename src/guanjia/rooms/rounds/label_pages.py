"""The labels of a building, to be printed and hung up; each finds its place by the phone of who stands at it."""

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import signs
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, show


@require_GET
@door(Duty.DISPATCH)
def labels(request: StaffRequest) -> HttpResponse:
    """The labels of one building, as a sheet."""
    here = places.community(selectors.chosen(request.actor, _community(request)))
    buildings = signs.buildings(request.actor, here.id)
    building = request.GET.get("building", "")[:10] or next(iter(buildings), "")
    shown = [(one, _picture(one.code)) for one in selectors.labels(request.actor, here.id, building)]
    context = {"shown": shown, "here": here, "buildings": buildings, "building": building}
    return show(request, "rounds/labels.html", context)


def _community(request: StaffRequest) -> str:
    return str(request.GET.get("community") or request.session.get("community") or "")


def _picture(code: str) -> str:
    address = settings.PUBLIC_URL + reverse("field:spot", args=[code])
    made: str = segno.make(address, error="q").svg_data_uri(border=2, omitsize=True, dark="black", light="white")
    return made


@require_POST
@door(Duty.DISPATCH)
def hang(request: StaffRequest) -> HttpResponse:
    """Make the labels a building lacks."""
    here, building = selectors.chosen(request.actor, _community(request)), request.POST.get("building", "")[:10]
    made = services.hang_labels(request.actor, here, building, at=now())
    told = ngettext("%(n)d label is new.", "%(n)d labels are new.", made) % {"n": made}
    return done(request, f"{reverse('rounds:labels')}?building={building}", told if made else _("None is missing."))


@require_POST
@door(Duty.DISPATCH)
def renew(request: StaffRequest, spot_id: UUID) -> HttpResponse:
    """A label was lost or copied: another code."""
    services.renew_spot(request.actor, spot_id, at=now())
    return done(request, "rounds:labels", _("It has another code now. Print it and hang it up."))


@require_POST
@door(Duty.DISPATCH)
def place(request: StaffRequest, spot_id: UUID) -> HttpResponse:
    """Somebody stands at the label."""
    try:
        latitude, longitude, unsure = (float(part) for part in request.POST.get("point", "").split(","))
    except ValueError as wrong:
        message = gettext_noop("The phone doesn't know where it is. Allow it, go to a window, and try again.")
        raise Invalid("rounds.no_point", message) from wrong
    services.place_spot(request.actor, spot_id, Point(latitude, longitude, unsure), at=now())
    return done(request, "field:rounds", _("The label knows its place now."))


urlpatterns = [
    path("labels/", labels, name="labels"),
    path("labels/hang/", hang, name="hang_labels"),
    path("labels/<uuid:spot_id>/renew/", renew, name="renew_label"),
    path("labels/<uuid:spot_id>/place/", place, name="place_label"),
]
