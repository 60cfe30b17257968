"""The sheet of printed codes: one sign for each shared area or stairwell, to be hung up there."""

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import signs
from guanjia.shared.web import StaffRequest, door, show


@require_GET
@door(Duty.REGISTER)
def sheet(request: StaffRequest) -> HttpResponse:
    """The signs of the shared areas, or of one building's stairwells."""
    here = places.communities(request.actor)
    chosen = next((row for row in here if str(row.id) == request.GET.get("community", "")), here[0])
    building = request.GET.get("building", "")[:10]
    shown = [(one.words, _picture(one.code)) for one in signs.signs(request.actor, chosen.id, building)]
    context = {"shown": shown, "chosen": chosen, "communities_here": here, "building": building}
    context["buildings"] = signs.buildings(request.actor, chosen.id)
    return show(request, "people/signs.html", context)


def _picture(code: str) -> str:
    address = settings.PUBLIC_URL + reverse("resident:at", args=[code])
    made: str = segno.make(address, error="q").svg_data_uri(border=2, omitsize=True, dark="black", light="white")
    return made
