"""My requests: what runs and what is finished, one of them, and what I can do with it."""

from collections.abc import Callable
from dataclasses import fields
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.desks.resident import selectors
from guanjia.desks.resident.acts import Act, row
from guanjia.desks.resident.forms import PriceForm, RateForm
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors as rounds
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

MINE = Duty.AS_RESIDENT


@never_cache
@require_GET
@door(MINE)
def my_cases(request: StaffRequest) -> HttpResponse:
    """My requests: what runs, what I joined, and what is finished."""
    at = now()
    running, page = selectors.my_cases(request.actor, at=at, after=request.GET.get("after"))
    context = {"running": running, "page": page, "now": at, "joined": selectors.my_joins(request.actor, at=at)}
    context["around"] = selectors.has_own_way(request.actor, at=at)
    context["visits"] = rounds.own_visits(request.actor)
    part = "resident/_finished.html" if request.GET.get("after") else None
    return show(request, "resident/cases.html", context, part=part)


@never_cache
@require_GET
@door(MINE)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One request: how far it is, what was promised and why then, and what I can do."""
    found = selectors.ground(request.actor, case_id, at=now())
    shown = selectors.case_page(found)
    context = {one.name: getattr(shown, one.name) for one in fields(shown)} | {"now": found.at}
    context |= {"rate_form": RateForm(found), "price_form": PriceForm(found)}
    context["ask_url"] = reverse("resident:ask", args=[case_id])
    return show(request, "resident/case.html", context)


def act_page(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act: its form when asked for, the act when sent."""

    @require_http_methods(["GET", "POST"])
    @door(MINE)
    def page(request: StaffRequest, case_id: UUID) -> HttpResponse:
        found, said = selectors.ground(request.actor, case_id, at=now()), list[object]()
        form = act.form(found, *((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_valid() and accepted(form, lambda: said.append(act.perform(found, form))):
            return done(request, "resident:case", act.words(said[0]), case_id=case_id)
        context = {"form": form, "act": row(act, found), "case": found.case}
        return show(request, "resident/act.html", context, status=422 if form.is_bound else 200)

    return page
