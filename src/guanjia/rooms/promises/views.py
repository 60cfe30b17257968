"""Pages of promises: why this time, asking for a waiver, appealing, and what waits for a decision."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.rooms.people.selectors import community_names
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import pages, selectors, services
from guanjia.rooms.promises.forms import AppealForm, DecisionForm, WaiverForm
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

BOTH = ["GET", "POST"]
EVERYBODY = Duty.SEE_HANDBOOK
"""Every member of staff reads the handbook; which promises they see, the selectors say."""


@require_GET
@door(Duty.SEE_SCORE)
def waiting(request: StaffRequest) -> HttpResponse:
    """What waits for a decision, or was decided; of all communities or one."""
    names = {str(key): name for key, name in community_names(request.actor).items()}
    asked = request.GET.get("community", "")
    chosen = UUID(asked) if asked in names else None
    decided = request.GET.get("view") == "decided"
    page = selectors.waiting(
        request.actor, at=now(), community_id=chosen, decided=decided, after=request.GET.get("after")
    )
    context = {"page": page, "names": names, "chosen": asked if chosen else "", "decided": decided, "now": now()}
    return show(request, "promises/waiting.html", context, part="promises/_waiting_rows.html")


@require_GET
@door(EVERYBODY)
def promise(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """One promise: why this time, which edition judges it, its trace, what was asked and decided."""
    at = now()
    return show(request, "promises/promise.html", {"found": pages.promise(request.actor, promise_id, at=at), "now": at})


def _asking(request: StaffRequest, promise_id: UUID, form: Any, words: dict[str, str]) -> HttpResponse:
    context = {"form": form, "row": pages.told(request.actor, promise_id, at=now()), **words}
    return show(request, "promises/ask.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH)
@door(EVERYBODY)
def ask(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Ask for a waiver."""
    at, actor = now(), request.actor
    reasons = pages.reasons(selectors.seen(actor, promise_id, at=at), at=at)
    form = WaiverForm(reasons, request.POST or None)
    if form.is_valid() and accepted(form, lambda: services.ask_waiver(actor, promise_id, form.asked(), at=at)):
        return done(request, "promises:promise", _("Asked. Somebody else decides."), promise_id=promise_id)
    return _asking(request, promise_id, form, {"title": _("Ask for a waiver")})


@require_http_methods(BOTH)
@door(EVERYBODY)
def appeal(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """The objection of the one who owes."""
    at, actor, form = now(), request.actor, AppealForm(request.POST or None)
    selectors.seen(actor, promise_id, at=at)
    if form.is_valid() and accepted(form, lambda: services.appeal(actor, promise_id, form.asked(), at=at)):
        return done(request, "promises:promise", _("Kept. Somebody else decides about it."), promise_id=promise_id)
    return _asking(request, promise_id, form, {"title": _("Appeal")})


@require_http_methods(BOTH)
@door(Duty.WAIVE)
def waive(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Waive at once, by somebody with the duty."""
    at, actor = now(), request.actor
    form = WaiverForm(pages.reasons(selectors.seen(actor, promise_id, at=at), at=at), request.POST or None)
    if form.is_valid() and accepted(form, lambda: services.waive_for(actor, promise_id, form.asked(), at=at)):
        return done(request, "promises:promise", _("Waived. It is shown beside what was kept."), promise_id=promise_id)
    return _asking(request, promise_id, form, {"title": _("Waive")})


@require_http_methods(BOTH)
@door(Duty.WAIVE)
def decide(request: StaffRequest, plea_id: UUID) -> HttpResponse:
    """Waive it, or leave it as it is."""
    at, actor = now(), request.actor
    plea = selectors.plea(actor, plea_id, at=at)
    found = pages.promise(actor, plea.promise_id, at=at)
    form = DecisionForm(pages.reasons(found.row, at=at), request.POST or None, initial={"reason": plea.reason})
    if form.is_valid() and accepted(form, lambda: pages.decide(actor, plea_id, form, at=at)):
        return done(request, "promises:waiting", _("Decided."))
    context = {"form": form, "plea": plea, "found": found, "now": at}
    return show(request, "promises/decide.html", context, status=422 if form.is_bound else 200)


app_name = "promises"
urlpatterns = [
    path("", waiting, name="waiting"),
    path("<uuid:promise_id>/", promise, name="promise"),
    path("<uuid:promise_id>/ask/", ask, name="ask"),
    path("<uuid:promise_id>/appeal/", appeal, name="appeal"),
    path("<uuid:promise_id>/waive/", waive, name="waive"),
    path("pleas/<uuid:plea_id>/", decide, name="decide"),
]
