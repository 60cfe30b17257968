"""Homes and who lives there: the list, one home with its history, moving in and out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.forms import EraseForm, HomeForm, MoveInForm, MoveOutForm, SearchForm, UnmaskForm
from guanjia.rooms.people.selectors import records
from guanjia.rooms.people.services import erasing
from guanjia.rooms.people.types import Duty, EraseReason
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show


@require_GET
@door(Duty.SEE_RESIDENTS)
def homes(request: StaffRequest) -> HttpResponse:
    """Homes and who lives there, masked."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    page = selectors.households(request.actor, query, after=request.GET.get("after"))
    names = selectors.community_names(request.actor)
    context = {"page": page, "form": form, "query": query, "names": names}
    return show(request, "people/homes.html", context, part="people/_home_rows.html")


@require_GET
@door(Duty.SEE_RESIDENTS)
def home(request: StaffRequest, home_id: UUID) -> HttpResponse:
    """One home, who lives and lived there, and who wrote for it."""
    return show(request, "people/home.html", _home(request, home_id))


def _home(request: StaffRequest, home_id: UUID, **more: Any) -> dict[str, Any]:
    found, row = selectors.household(request.actor, home_id), places.homes([home_id])[home_id]
    residences = records.residences_of_home(request.actor, home_id)
    shown = {"home": found, "row": row, "place": places.community(found.community_id), "today": now()}
    shown["living"] = [one for one in residences if one.until is None]
    shown["lived"] = [one for one in residences if one.until is not None]
    shown["contacts"] = selectors.contacts_of_home(found.community_id, home_id)
    return shown | {
        "form": UnmaskForm(),
        "move_in_form": MoveInForm(auto_id="in-%s"),
        "move_out_form": MoveOutForm(auto_id="out-%s"),
        "home_form": HomeForm.of(row),
        **more,
    }


@require_POST
@door(Duty.REGISTER)
def change_home(request: StaffRequest, home_id: UUID) -> HttpResponse:
    """Put a home's floor, area or occupancy right."""
    form = HomeForm(request.POST, auto_id="home-%s")
    if form.is_valid() and accepted(form, lambda: services.change_home(request.actor, form.change(home_id))):
        return done(request, "people:home", _("Saved."), home_id=home_id)
    return show(request, "people/home.html", _home(request, home_id, home_form=form), status=422)


@require_POST
@door(Duty.REGISTER)
def move_in(request: StaffRequest, home_id: UUID) -> HttpResponse:
    """Somebody moves in."""
    form = MoveInForm(request.POST, auto_id="in-%s")
    if form.is_valid() and accepted(form, lambda: services.move_in(request.actor, home_id, form.wanted(), at=now())):
        return done(request, "people:home", _("Written down."), home_id=home_id)
    return show(request, "people/home.html", _home(request, home_id, move_in_form=form), status=422)


@require_POST
@door(Duty.REGISTER)
def move_out(request: StaffRequest, residence_id: UUID) -> HttpResponse:
    """Somebody moves out; that they lived there stays written down."""
    home_id = records.home_of_residence(request.actor, residence_id)
    form = MoveOutForm(request.POST, auto_id="out-%s")
    if form.is_valid() and accepted(
        form, lambda: services.move_out(request.actor, residence_id, form.cleaned_data["day"], at=now())
    ):
        return done(request, "people:home", _("Written down."), home_id=home_id)
    return show(request, "people/home.html", _home(request, home_id, move_out_form=form), status=422)


@require_POST
@door(Duty.REGISTER)
def end_links(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """A resident's phone was lost, or their link went on to others."""
    home_id = services.end_links(request.actor, contact_id)
    told = _(
        "Every link given out to them is over, and so is where they were signed in. The next message brings a new one."
    )
    return done(request, "people:home", told, home_id=home_id) if home_id else done(request, "people:homes", told)


@require_http_methods(["GET", "POST"])
@door(Duty.MANAGE)
def erase(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """What would be taken away on request; then it is."""
    found, form = erasing.preview(request.actor, resident_id), EraseForm(request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: services.erase(request.actor, resident_id, EraseReason(form.cleaned_data["reason"]), at=now())
    ):
        return done(request, "people:homes", _("Name, phone and texts are taken away. It is on record."))
    context = {"found": found, "form": form}
    return show(request, "people/erase.html", context, status=422 if form.is_bound else 200)
