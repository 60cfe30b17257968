"""Pages of routine work beside the phone's: how it stands, what is looked after, sheets on paper, the map."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors as rounds
from guanjia.rooms.routines import selectors, services
from guanjia.rooms.routines.forms import PaperForm, SheetForm, ThingForm
from guanjia.rooms.routines.types import NewSheet, SheetOf
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show


def _community(request: StaffRequest) -> str:
    return str(request.GET.get("community") or request.session.get("community") or "")


def _staff(request: StaffRequest) -> list[tuple[str, str]]:
    here = selectors.chosen(request.actor, _community(request))
    return [(str(one.id), one.name) for one in people.colleagues(here)]


@require_GET
@door(Duty.SEE_SCORE)
def overview(request: StaffRequest) -> HttpResponse:
    """How each standard of routine work stands, and what is on today."""
    at, where = now(), _community(request)
    page, behind = selectors.here(request.actor, where, at=at, after=request.GET.get("after"))
    context: dict[str, Any] = {"page": page, "behind": behind, "now": at}
    context["standing"] = selectors.standing(request.actor, where, at=at)
    context |= {"may_manage": request.actor.may(Duty.MANAGE), "may_dispatch": request.actor.may(Duty.DISPATCH)}
    return show(request, "routines/overview.html", context)


@require_GET
@door(Duty.SEE_SCORE)
def coverage(request: StaffRequest) -> HttpResponse:
    """The map: which building and floor was seen when, what is owed there, what was done."""
    at = now()
    found = selectors.coverage(request.actor, _community(request), at=at)
    return show(request, "routines/coverage.html", {"found": found, "now": at})


@require_GET
@door(Duty.SEE_SCORE)
def building(request: StaffRequest, code: str) -> HttpResponse:
    """One building of the map, home by home."""
    at = now()
    homes = selectors.building(request.actor, code, _community(request), at=at)
    return show(request, "routines/building.html", {"homes": homes, "code": code, "now": at})


@require_http_methods(["GET", "POST"])
@door(Duty.MANAGE)
def things(request: StaffRequest) -> HttpResponse:
    """What is looked after beside homes; entering more."""
    at, where = now(), _community(request)
    kinds = selectors.kinds_here(request.actor, where, at=at)
    form = ThingForm(kinds, request.POST if request.method == "POST" else None)
    here = selectors.chosen(request.actor, where)
    if form.is_valid() and accepted(form, lambda: services.look_after(request.actor, here, form.thing(), at=at)):
        return done(request, "routines:things", _("Entered. What the handbook owes to it is owed from now on."))
    page = selectors.things(request.actor, where, at=at, after=request.GET.get("after"))
    context = {"page": page, "form": form, "now": at}
    return show(request, "routines/things.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(Duty.MANAGE)
def strike_off(request: StaffRequest, thing_id: UUID) -> HttpResponse:
    """It is there no more."""
    services.strike_off(request.actor, thing_id, at=now())
    return done(request, "routines:things", _("Struck off. Nothing is owed to it any more."))


@require_http_methods(["GET", "POST"])
@door(Duty.DISPATCH)
def sheets(request: StaffRequest) -> HttpResponse:
    """Printing sheets for who wants paper, and what was entered from paper lately."""
    at, where = now(), _community(request)
    form = SheetForm(_staff(request), request.POST if request.method == "POST" else None, initial={"day": at.date()})
    here, made = selectors.chosen(request.actor, where), list[UUID]()
    ask = lambda: made.append(services.ask_for_sheet(request.actor, here, form.sheet(), at=at))  # noqa: E731
    if form.is_valid() and accepted(form, ask):
        return done(request, "routines:sheets", _("It is being printed; look again in a moment."))
    papers = selectors.papers(request.actor, where, after=request.GET.get("after"))
    context = {"form": form, "sheets": selectors.sheets(request.actor, where), "papers": papers, "now": at}
    return show(request, "routines/sheets.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(Duty.DO_WORK)
def print_mine(request: StaffRequest) -> HttpResponse:
    """Print my own day."""
    at = now()
    of = SheetOf.STOPS if request.POST.get("of") == SheetOf.STOPS.value else SheetOf.ROUTINES
    new = NewSheet(of=of, day=selectors.day(request.actor, at=at).day, staff_id=request.actor.staff_id)
    made = services.ask_for_sheet(request.actor, selectors.chosen(request.actor), new, at=at)
    return done(request, "routines:sheet", sheet_id=made)


@never_cache
@require_GET
@door(Duty.DO_WORK)
def sheet(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    """The PDF; while it is being made the page says so."""
    content = services.sheet_file(request.actor, sheet_id)
    if not content:
        return show(request, "routines/making.html", {"sheet_id": sheet_id})
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="sheets.pdf"'}
    )


@require_http_methods(["GET", "POST"])
@door(Duty.DISPATCH)
def enter_routine(request: StaffRequest, routine_id: UUID) -> HttpResponse:
    """Enter a patrol sheet that was filled in by hand."""
    view = selectors.routine(request.actor, routine_id, at=now())
    initial = {"staff": view.routine.staff_id, "people": view.together}
    form = _paper_form(request, view.items, initial)
    act = lambda: services.enter_routine(request.actor, routine_id, form.entered(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "routines:sheets", _("Entered, and marked as entered afterwards."))
    context = {"form": form, "title": view.routine.title, "place": view.routine.place}
    return show(request, "routines/enter.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@door(Duty.DISPATCH)
def enter_stop(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """Enter a form of a visit or a check at a home that was filled in by hand."""
    view = rounds.stop(request.actor, stop_id, at=now())
    form = _paper_form(request, view.items, {"staff": view.stop.staff_id, "people": 1})
    act = lambda: services.enter_stop(request.actor, stop_id, form.entered(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "routines:sheets", _("Entered, and marked as entered afterwards."))
    context = {"form": form, "title": view.standard, "place": view.stop.home}
    return show(request, "routines/enter.html", context, status=422 if form.is_bound else 200)


def _paper_form(request: StaffRequest, items: Any, initial: dict[str, Any]) -> PaperForm:
    sent = request.POST if request.method == "POST" else None
    return PaperForm(_staff(request), items, sent, request.FILES or None, initial=initial)


@require_GET
@door(None)
def picture(request: StaffRequest, picture_id: UUID) -> HttpResponse:
    """A photo taken at a doing, for who may see it."""
    return _image(services.picture_file(request.actor, picture_id).read_bytes())


@require_GET
@door(None)
def paper(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """The photo of a sheet that was entered, for who may see it."""
    return _image(services.paper_file(request.actor, paper_id).read_bytes())


def _image(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


app_name = "routines"
urlpatterns = [
    path("", overview, name="overview"),
    path("map/", coverage, name="coverage"),
    path("map/<str:code>/", building, name="building"),
    path("things/", things, name="things"),
    path("things/<uuid:thing_id>/strike-off/", strike_off, name="strike_off"),
    path("sheets/", sheets, name="sheets"),
    path("sheets/mine/", print_mine, name="print_mine"),
    path("sheets/<uuid:sheet_id>/", sheet, name="sheet"),
    path("pictures/<uuid:picture_id>/", picture, name="picture"),
    path("papers/<uuid:paper_id>/", paper, name="paper"),
    path("stops/<uuid:stop_id>/paper/", enter_stop, name="enter_stop"),
    path("<uuid:routine_id>/paper/", enter_routine, name="enter_routine"),
]
