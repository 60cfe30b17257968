"""Taking down a call or a visit."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.service.forms.registering import RegisterForm
from guanjia.desks.service.selectors import registering
from guanjia.desks.service.selectors.registered import registered as taken_down
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import CaseOpened
from guanjia.rooms.cases.types.calling import Call
from guanjia.rooms.people.types import Duty
from guanjia.rooms.workplace import services as workplace
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, door, show


@require_http_methods(["GET", "POST"])
@door(Duty.REGISTER)
def register(request: StaffRequest) -> HttpResponse:
    """The form at the phone and the counter; what was typed comes back with every error."""
    form, at = _form(request), now()
    look = registering.look(request.actor, form, at=at)
    form.sure, made = look.sure, list[CaseOpened]()
    if form.is_valid() and accepted(form, lambda: made.append(_take_down(request, form, look))):
        workplace.drop_draft(request.actor, "register")
        said = f"?joined={'hurry' if form.hurries else 'add'}" if form.joins else ""
        return redirect(reverse("service:registered", args=[made[0].id]) + said)
    status = 422 if form.is_bound else 200
    return show(request, "service/register.html", {"form": form, "look": look, "now": at}, status=status)


def _form(request: StaffRequest) -> RegisterForm:
    given: Any = request.POST if request.method == "POST" else request.GET
    book, served = registering.choices(request.actor, given.get("community", ""), at=now())
    if request.method == "POST":
        return RegisterForm(book, served, request.POST)
    return RegisterForm(book, served, initial={"channel": "phone", **given.dict()})


def _take_down(request: StaffRequest, form: RegisterForm, look: registering.Look) -> CaseOpened:
    wanted = form.wanted(look.community_id, look.home.id if look.home else None)
    caller, key, at = form.caller(look.resident_id), form.cleaned_data["draft"], now()
    if form.joins is not None:
        call = Call(wanted.text, wanted.channel, hurries=form.hurries)
        return cases.join_call(request.actor, caller, form.joins, call, at=at, key=key)
    return cases.take_down(request.actor, caller, wanted, at=at, key=key)


@require_POST
@door(Duty.REGISTER)
def register_look(request: StaffRequest) -> HttpResponse:
    """What the words typed so far tell; nothing is written."""
    form, at = _form(request), now()
    look = registering.look(request.actor, form, at=at)
    return show(request, "service/_after.html", {"form": form, "look": look, "now": at, "recognised": True})


@require_GET
@door(Duty.REGISTER)
def registered(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The number, big enough to be said, and what is owed from now on."""
    at = now()
    found = taken_down(request.actor, case_id, at=at)
    context = {"found": found, "case": found.case, "now": at, "joined": request.GET.get("joined", "")}
    return show(request, "service/registered.html", context)
