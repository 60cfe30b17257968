"""Pages of the rounds, for a phone in one hand: today's walk, one stop, its record, and that nobody opened."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.field.round_forms import AbsentForm, RecordForm
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.rules.proving import PhoneSaid
from guanjia.shared.errors import Refused
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, said, show

WORK = Duty.DO_WORK


@require_GET
@door(WORK)
def today(request: StaffRequest) -> HttpResponse:
    """What I walk today, in the order of the walk, and what is behind me."""
    at = now()
    context = {"found": selectors.day(request.actor, at=at), "again": selectors.to_look_at(request.actor), "now": at}
    return show(request, "field/rounds.html", context)


@never_cache
@require_GET
@door(WORK)
def stop(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """One stop: who lives there, what is asked, and its record."""
    return _stop(request, stop_id)


def _stop(request: StaffRequest, stop_id: UUID, form: RecordForm | None = None, refused: str = "") -> HttpResponse:
    at = now()
    view = selectors.stop(request.actor, stop_id, at=at)
    context = {"view": view, "stop": view.stop, "form": form or RecordForm(view, at), "refused": refused, "now": at}
    context["promised"] = [] if view.may_record else selectors.promised(request.actor, stop_id, at=at)
    return show(request, "field/stop.html", context, status=422 if form or refused else 200)


@require_POST
@door(WORK)
def start(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """I am at the door."""
    view, form = selectors.stop(request.actor, stop_id, at=now()), None
    form = AbsentForm(view, now(), {**request.POST.dict(), "knocks": 0})
    at, phone = (form.happened(), form.phone()) if form.is_valid() else (now(), PhoneSaid())
    try:
        services.start(request.actor, stop_id, phone, at=at)
    except Refused as refused:
        return _stop(request, stop_id, refused=said(refused))
    return done(request, "field:stop", _("Written down: at the door."), stop_id=stop_id)


@require_POST
@door(WORK)
def record(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """What was seen and said. The same sent twice counts once."""
    view = selectors.stop(request.actor, stop_id, at=now())
    form = RecordForm(view, now(), request.POST, request.FILES)
    act = lambda: services.record(request.actor, stop_id, form.recording(), at=form.happened())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:rounds", _("Recorded. It counts for the quota."))
    return _stop(request, stop_id, form)


@require_http_methods(["GET", "POST"])
@door(WORK)
def absent(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """Nobody opened; it is planned again for another day."""
    at = now()
    view = selectors.stop(request.actor, stop_id, at=at)
    form = AbsentForm(view, at, request.POST if request.method == "POST" else None)
    act = lambda: services.absent(request.actor, stop_id, form.attempt(), at=form.happened())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:rounds", _("Noted. It is planned again for another day."))
    context = {"view": view, "stop": view.stop, "form": form, "now": at}
    return show(request, "field/absent.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("rounds/", today, name="rounds"),
    path("rounds/<uuid:stop_id>/", stop, name="stop"),
    path("rounds/<uuid:stop_id>/start/", start, name="start_stop"),
    path("rounds/<uuid:stop_id>/record/", record, name="record_stop"),
    path("rounds/<uuid:stop_id>/absent/", absent, name="absent_stop"),
]
