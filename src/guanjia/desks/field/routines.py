"""Pages of routine work, for a phone in one hand: what I see to today, one doing, its record."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from guanjia.desks.field.routine_forms import RoutineForm
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors as rounds
from guanjia.rooms.routines import selectors, services
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

WORK = Duty.DO_WORK


@require_GET
@door(WORK)
def today(request: StaffRequest) -> HttpResponse:
    """What I see to today, by the hour it is meant for, and what is behind me."""
    at = now()
    return show(request, "field/routines.html", {"found": selectors.day(request.actor, at=at), "now": at})


@never_cache
@require_GET
@door(WORK)
def routine(request: StaffRequest, routine_id: UUID) -> HttpResponse:
    """One doing: where, why, what is asked, and its record."""
    return _routine(request, routine_id)


def _routine(request: StaffRequest, routine_id: UUID, form: RoutineForm | None = None) -> HttpResponse:
    view = selectors.routine(request.actor, routine_id, at=now())
    context = {"view": view, "one": view.routine, "form": form or RoutineForm(view), "now": now()}
    context["found"] = [] if view.may_record else rounds.findings_at(request.actor, routine_id)
    return show(request, "field/routine.html", context, status=422 if form else 200)


@require_POST
@door(WORK)
def record(request: StaffRequest, routine_id: UUID) -> HttpResponse:
    """What was seen. The same sent twice counts once."""
    at = now()
    form = RoutineForm(selectors.routine(request.actor, routine_id, at=at), request.POST, request.FILES)
    act = lambda: services.record(request.actor, routine_id, form.seen(), at=form.happened(at))  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:routines", _("Recorded. It counts for the quota."))
    return _routine(request, routine_id, form)


urlpatterns = [
    path("routines/", today, name="routines"),
    path("routines/<uuid:routine_id>/", routine, name="routine"),
    path("routines/<uuid:routine_id>/record/", record, name="record_routine"),
]
