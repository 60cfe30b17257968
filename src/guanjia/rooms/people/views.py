"""Pages of people: the way in, staff and shifts, homes and residents."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import access, selectors, services
from guanjia.rooms.people.forms import LeaveForm, SearchForm, SignInForm, UnmaskForm
from guanjia.rooms.people.types import Duty, UnmaskReason
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, open_door, show

BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"  # noqa: S105 - a path, not a password


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """Staff sign in; a wrong try keeps the name typed."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(form, lambda: _enter(request, form.cleaned_data)):
        return redirect(_next(request))
    if form.is_bound:
        form.try_again()
    context = {"form": form, "next": _next(request, ""), "company": places.only_company()}
    context["demo_logins"] = selectors.demo_logins()
    return show(request, "people/sign_in.html", context, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, typed: dict[str, Any]) -> None:
    account = services.sign_in(typed["username"], typed["password"], at=now())
    login(request, account, backend=BY_PASSWORD)
    request.session["shared"] = typed["shared"]
    if typed["shared"]:
        request.session.set_expiry(settings.SHARED_COMPUTER_MINUTES * 60)


def _next(request: HttpRequest, otherwise: str = "/") -> str:
    """The page to go on to, if it is one of ours."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if ours else otherwise


@require_POST
@open_door
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return done(request, "people:sign_in", _("You are signed out."))


@never_cache
@require_GET
@open_door
def resident_link(request: StaffRequest, token: str) -> HttpResponse:
    """Let a resident in by the link they were given."""
    account = services.open_link(request.actor, token)
    login(request, account, backend=BY_PASSWORD)
    return redirect("home")


@require_POST
@door(None)
def community(request: StaffRequest) -> HttpResponse:
    """Look at one of the communities one serves, or at all of them again."""
    chosen = request.POST.get("community", "")
    if chosen in {str(key) for key in getattr(request, "served", ())}:
        request.session["community"] = chosen
    else:
        request.session.pop("community", None)
    return redirect(_next(request))


@require_GET
@door(Duty.SEE_QUEUE)
def staff(request: StaffRequest) -> HttpResponse:
    """Who is on duty now, or everybody."""
    everybody = request.GET.get("show") == "all"
    page = selectors.staff_list(request.actor, at=now(), on_duty=not everybody, after=request.GET.get("after"))
    titles = selectors.titles(request.actor)
    context = {"page": page, "everybody": everybody, "titles": titles}
    return show(request, "people/staff.html", context, part="people/_staff_rows.html")


@require_http_methods(["GET", "POST"])
@door(Duty.MANAGE)
def leave(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Grant a leave: the shifts inside it are taken off, open work moves on when it begins."""
    person = access.one_of_staff(request.actor, staff_id)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(
        form, lambda: services.grant_leave(request.actor, staff_id, **form.cleaned_data, at=now())
    ):
        return done(request, "people:staff", _("Leave granted. What they have in hand moves on when it begins."))
    return show(request, "people/leave.html", {"form": form, "person": person}, status=422 if form.is_bound else 200)


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
    """One home, who lives there, and who wrote for it."""
    found = selectors.household(request.actor, home_id)
    context = {"home": found, "form": UnmaskForm(), "place": places.community(found.community_id)}
    context["contacts"] = selectors.contacts_of_home(found.community_id, home_id)
    return show(request, "people/home.html", context)


@require_POST
@door(Duty.UNMASK)
def unmask(request: StaffRequest, kind: str, person_id: UUID) -> HttpResponse:
    """Show one person's name and phone in full, once and on record."""
    form = UnmaskForm(request.POST)
    context: dict[str, Any] = {"form": form, "kind": kind, "person_id": person_id, "seen": None}
    if form.is_valid():
        reason = UnmaskReason(form.cleaned_data["reason"])
        context["seen"] = services.unmask(request.actor, kind, person_id, reason, now())
    status = 200 if context["seen"] else 422
    return show(request, "people/unmasked.html", context, part="people/_unmasked.html", status=status)


app_name = "people"
urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("r/<str:token>/", resident_link, name="resident_link"),
    path("community/", community, name="community"),
    path("staff/", staff, name="staff"),
    path("staff/<uuid:staff_id>/leave/", leave, name="leave"),
    path("homes/", homes, name="homes"),
    path("homes/<uuid:home_id>/", home, name="home"),
    path("residents/<uuid:person_id>/unmask/", unmask, {"kind": "resident"}, name="unmask_resident"),
    path("contacts/<uuid:person_id>/unmask/", unmask, {"kind": "contact"}, name="unmask_contact"),
]
