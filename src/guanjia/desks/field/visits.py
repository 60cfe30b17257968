"""Pages of visits to come, for a phone: what is known before one, the time agreed with them, and the address by which
a phone's calendar reads the plan."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.field.visit_forms import BookForm, CallOffForm, TryForm, WishForm
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.selectors.visits import Preparation
from guanjia.shared.errors import Refused
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, said, show

WORK = Duty.DO_WORK


@require_GET
@door(WORK)
def coming(request: StaffRequest) -> HttpResponse:
    """My visits still to be made, and which are agreed."""
    page = selectors.coming(request.actor, at=now(), after=request.GET.get("after"))
    return show(request, "field/coming.html", {"page": page, "now": now()})


@never_cache
@require_GET
@door(WORK)
def prepare(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """What is to be known before a visit, and what may be agreed."""
    return _prepare(request, stop_id)


def _prepare(request: StaffRequest, stop_id: UUID, refused: str = "") -> HttpResponse:
    view = selectors.preparation(request.actor, stop_id, at=now())
    context = {"view": view, "stop": view.stop, "refused": refused, "now": now()}
    return show(request, "field/prepare.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@door(WORK)
def book(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """Write down the time that was agreed."""
    view, slots = _ground(request, stop_id), selectors.offered(request.actor, stop_id, at=now())
    form = BookForm(view, slots, now(), request.POST or None)
    act = lambda: services.book_visit(request.actor, stop_id, form.agreed(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:prepare", _("Agreed. The plan keeps to it."), stop_id=stop_id)
    title = _("Agree another time") if view.stop.booked_from else _("Agree a time")
    return _form(request, view, form, (title, reverse("field:book", args=[stop_id]), not slots))


@require_http_methods(["GET", "POST"])
@door(WORK)
def call_off(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """What was agreed holds no more."""
    view = _ground(request, stop_id)
    form = CallOffForm(view, now(), request.POST or None)
    act = lambda: services.call_off(request.actor, stop_id, form.why(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:prepare", _("Called off. The visit stays planned."), stop_id=stop_id)
    return _form(request, view, form, (_("Call it off"), reverse("field:call_off", args=[stop_id]), False))


@require_http_methods(["GET", "POST"])
@door(WORK)
def tried(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """I tried to reach them, and could not."""
    view = _ground(request, stop_id)
    form = TryForm(request.POST or None)
    act = lambda: services.note_try(request.actor, stop_id, form.way(), form.words(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:prepare", _("Written down."), stop_id=stop_id)
    return _form(request, view, form, (_("Not reached"), reverse("field:tried", args=[stop_id]), False))


@require_http_methods(["GET", "POST"])
@door(WORK)
def wishes(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """On which days the household would be visited, and what to mind."""
    view = _ground(request, stop_id)
    form = WishForm(view.wished, request.POST or None)
    act = lambda: services.note_wishes(request.actor, stop_id, form.wished(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:prepare", _("Noted. The plan keeps to it where it can."), stop_id=stop_id)
    return _form(request, view, form, (_("What they wish"), reverse("field:wishes", args=[stop_id]), False))


@require_POST
@door(WORK)
def invite(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """Ask the household by message to choose a time."""
    try:
        services.invite(request.actor, stop_id, at=now())
    except Refused as refused:
        return _prepare(request, stop_id, said(refused))
    return done(request, "field:prepare", _("Asked. They choose a time on their page."), stop_id=stop_id)


def _ground(request: StaffRequest, stop_id: UUID) -> Preparation:
    return selectors.preparation(request.actor, stop_id, at=now())


def _form(request: StaffRequest, view: Preparation, form: Any, said_of: tuple[str, str, bool]) -> HttpResponse:
    title, url, nothing = said_of
    context = {"view": view, "stop": view.stop, "form": form, "title": title, "url": url, "nothing": nothing}
    context["now"] = now()
    return show(request, "field/visit_form.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@door(WORK)
def calendar(request: StaffRequest) -> HttpResponse:
    """The address by which my phone's calendar reads my plan: made, shown this once, ended."""
    url = ""
    if request.method == "POST":
        url = _CALENDAR[request.POST.get("act") == "end"](request)
    context = {"feed": selectors.feed_of(request.actor), "url": url, "now": now()}
    return show(request, "field/calendar.html", context)


def _made(request: StaffRequest) -> str:
    return settings.PUBLIC_URL + reverse("rounds:feed", args=[services.make_feed(request.actor, at=now())])


def _ended(request: StaffRequest) -> str:
    services.end_feed(request.actor, at=now())
    return ""


_CALENDAR: dict[bool, Callable[[StaffRequest], str]] = {True: _ended, False: _made}

urlpatterns = [
    path("visits/", coming, name="coming"),
    path("calendar/", calendar, name="calendar"),
    path("visits/<uuid:stop_id>/", prepare, name="prepare"),
    path("visits/<uuid:stop_id>/book/", book, name="book"),
    path("visits/<uuid:stop_id>/call-off/", call_off, name="call_off"),
    path("visits/<uuid:stop_id>/tried/", tried, name="tried"),
    path("visits/<uuid:stop_id>/wishes/", wishes, name="wishes"),
    path("visits/<uuid:stop_id>/invite/", invite, name="invite"),
]
