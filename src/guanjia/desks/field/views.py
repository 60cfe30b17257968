"""Pages of the field, for a phone in one hand: my tasks, one task, and what is done on it."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.field import findings, rounds, routines, selectors, spots, visits
from guanjia.desks.field.acts import ACTS, ENDS, OFFERED, Act
from guanjia.desks.field.forms import CallForm, FieldForm, PhotoForm
from guanjia.desks.field.money_forms import VanForm
from guanjia.desks.field.types import Ground
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.services.looking import see_contact
from guanjia.rooms.dispatch import selectors as tasks_of
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.people.types import Duty, Unmasked, UnmaskReason
from guanjia.rooms.places import selectors as places
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs import services as materials
from guanjia.rooms.rounds import selectors as walks
from guanjia.rooms.routines import selectors as routine_work
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

WORK = Duty.DO_WORK


@require_GET
@door(WORK)
def tasks(request: StaffRequest) -> HttpResponse:
    """What I am asked to do, and what I have, by what is due first."""
    at = now()
    found = selectors.tasks(request.actor, at=at, after=request.GET.get("after"))
    context = {"found": found, "offers": found.offers, "tasks": found.tasks, "until": found.until, "now": at}
    context |= {"openings": found.openings, "gone": found.gone}
    context["stops"] = walks.waiting_today(request.actor, at=at)
    context["routines"] = routine_work.waiting_today(request.actor, at=at)
    return show(request, "field/tasks.html", context, part="field/_mine.html")


@never_cache
@require_GET
@door(WORK)
def task(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One task: what is owed, where, who, how, and what comes next."""
    return _task(request, selectors.ground(request.actor, case_id, at=now()))


def _task(request: StaffRequest, found: Ground, status: int = 200, **more: Any) -> HttpResponse:
    shown = selectors.task_page(found)
    context = {one.name: getattr(shown, one.name) for one in fields(shown)}
    context |= {"page": shown, "now": found.at, "task": found.task}
    context |= {"photos_form": PhotoForm(found), "call_form": CallForm(), "phone": None, **more}
    return show(request, "field/task.html", context, status=status)


@require_POST
@door(WORK)
def photo(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Photos of before and after; the same one sent twice is kept once."""
    found = selectors.ground(request.actor, case_id, at=now())
    form = PhotoForm(found, request.POST, request.FILES)
    if form.is_valid() and accepted(form, lambda: _keep(found, form)):
        return done(request, "field:task", _("Photos kept."), case_id=case_id)
    return _task(request, found, 422, photos_form=form)


def _keep(found: Ground, form: PhotoForm) -> None:
    for picture in form.pictures():
        cases.add_photo(found.actor, found.case.id, picture, at=found.at)


@never_cache
@require_POST
@door(WORK)
def unmask(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show the number for a call, once, against a reason and on record."""
    found, form, seen = selectors.ground(request.actor, case_id, at=now()), CallForm(request.POST), list[Unmasked]()
    if form.is_valid() and accepted(form, lambda: seen.append(_number(found, form))):
        return _task(request, found, phone=seen[0].phone or None, no_phone=not seen[0].phone)
    return _task(request, found, 422, call_form=form)


def _number(found: Ground, form: CallForm) -> Unmasked:
    return see_contact(found.actor, found.case.id, UnmaskReason(form.cleaned_data["reason"]), at=found.at)


def act_page(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act on a case: its form when asked for, the act when sent."""

    @require_http_methods(["GET", "POST"])
    @door(WORK)
    def page(request: StaffRequest, case_id: UUID) -> HttpResponse:
        return _act(request, act, selectors.ground(request.actor, case_id, at=now()))

    return page


def offer_page(act: Act) -> Callable[..., HttpResponse]:
    """The answer to an offer."""

    @require_http_methods(["GET", "POST"])
    @door(WORK)
    def page(request: StaffRequest, assignment_id: UUID) -> HttpResponse:
        return _act(request, act, selectors.offer_ground(request.actor, assignment_id, at=now()))

    return page


def _act(request: StaffRequest, act: Act, found: Ground) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form: FieldForm = act.form(found, *sent)
    if form.is_valid() and accepted(form, lambda: act.perform(found, form, form.happened())):
        if act.name in ENDS:
            return done(request, "field:tasks", str(act.told))
        return done(request, "field:task", form.told or str(act.told), case_id=found.case.id)
    context = {"form": form, "act": selectors.act_row(found, act.name), "case": found.case, "now": found.at}
    return show(request, "field/act.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(WORK)
def claim(request: StaffRequest, opening_id: UUID) -> HttpResponse:
    """Take what lies open; a colleague may have been faster."""
    made = dispatch.claim(request.actor, opening_id, at=now())
    case_id = tasks_of.task(request.actor, made, at=now()).case_id
    return done(request, "field:task", _("It is yours now."), case_id=case_id)


@require_http_methods(["GET", "POST"])
@door(WORK)
def van(request: StaffRequest) -> HttpResponse:
    """What is on my van, and what comes on it."""
    return _van(request, counting=False)


@require_http_methods(["GET", "POST"])
@door(WORK)
def count_van(request: StaffRequest) -> HttpResponse:
    """What I counted on my van."""
    return _van(request, counting=True)


def _van(request: StaffRequest, *, counting: bool) -> HttpResponse:
    at, here = now(), _here(request)
    rows = repairs.van(request.actor, here, at=at)
    form = VanForm(rows, request.POST if request.method == "POST" else None, counting=counting)
    act = materials.count_stock if counting else materials.take_in_stock
    if form.is_valid() and accepted(form, lambda: act(request.actor, here, form.given(), at=at)):
        return done(request, "field:van", _("Counted.") if counting else _("Written down: it is on your van."))
    context = {"rows": [row for row in rows if row.count], "form": form, "counting": counting, "here": here}
    context["places"] = places.communities(request.actor)
    return show(request, "field/van.html", context, status=422 if form.is_bound else 200)


def _here(request: StaffRequest) -> UUID:
    """The community that is asked for, of those the reader serves; the first of them for none."""
    wished = request.POST.get("community") or request.GET.get("community") or ""
    return next((one for one in request.actor.community_ids if str(one) == wished), request.actor.community_ids[0])


app_name = "field"
urlpatterns = [
    path("", tasks, name="tasks"),
    *rounds.urlpatterns,
    *spots.urlpatterns,
    *findings.urlpatterns,
    *visits.urlpatterns,
    *routines.urlpatterns,
    path("van/", van, name="van"),
    path("van/count/", count_van, name="count_van"),
    path("open/<uuid:opening_id>/claim/", claim, name="claim"),
    path("<uuid:case_id>/", task, name="task"),
    path("<uuid:case_id>/photo/", photo, name="photo"),
    path("<uuid:case_id>/number/", unmask, name="unmask"),
    *(path(f"offers/<uuid:assignment_id>/{act.name}/", offer_page(act), name=act.name) for act in OFFERED),
    *(path(f"<uuid:case_id>/{act.name}/", act_page(act), name=act.name) for act in ACTS),
]
