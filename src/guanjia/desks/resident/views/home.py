"""My home, my family, my data, and who looked at it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.resident import selectors
from guanjia.desks.resident.forms.home import DataForm, FamilyForm
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.people.types.asking import Asked, NewRequest
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

MINE = Duty.AS_RESIDENT


@never_cache
@require_http_methods(["GET", "POST"])
@door(MINE)
def home(request: StaffRequest) -> HttpResponse:
    """My homes and who lives there; somebody new is told to the desk, which confirms it."""
    found = selectors.home_page(request.actor, at=now())
    form = FamilyForm(found.homes, request.POST or None)
    if form.is_valid() and accepted(form, lambda: people.make_request(request.actor, form.wanted(), at=now())):
        return done(request, "resident:home", _("We have it. The desk confirms it."))
    context = {"homes": found.homes, "requests": found.requests, "form": form, "now": now()}
    return show(request, "resident/home.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(MINE)
def leaves(request: StaffRequest, residence_id: UUID) -> HttpResponse:
    """Somebody of my home no longer lives there."""
    wanted = NewRequest(what=Asked.REMOVE_FAMILY, residence_id=residence_id, key=selectors.key_of(request.POST))
    people.make_request(request.actor, wanted, at=now())
    return done(request, "resident:home", _("We have it. The desk confirms it."))


@never_cache
@require_http_methods(["GET", "POST"])
@door(MINE)
def data(request: StaffRequest) -> HttpResponse:
    """What is kept of me and for how long, who looked at it, and what I want done about it."""
    form = DataForm(request.POST or None)
    if form.is_valid() and accepted(form, lambda: people.make_request(request.actor, form.wanted(), at=now())):
        return done(request, "resident:data", _("We have it. You get an answer."))
    context: dict[str, Any] = {**selectors.data_page(request.actor, at=now()), "form": form, "now": now()}
    return show(request, "resident/data.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(MINE)
def take_back(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Take a request back."""
    people.withdraw_request(request.actor, request_id, at=now())
    back = "resident:data" if request.POST.get("back") == "data" else "resident:home"
    return done(request, back, _("Taken back."))


@never_cache
@require_GET
@door(MINE)
def seen(request: StaffRequest) -> HttpResponse:
    """Who saw my number, why and when."""
    return show(request, "resident/seen.html", {"looks": selectors.looks(request.actor), "now": now()})
