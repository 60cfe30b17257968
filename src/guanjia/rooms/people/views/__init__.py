"""Pages of people: the way in, staff and shifts, homes and residents."""

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import access, selectors, services
from guanjia.rooms.people.forms import LeaveForm, SignInForm, UnmaskForm
from guanjia.rooms.people.services import sessions
from guanjia.rooms.people.types import Duty, UnmaskReason
from guanjia.rooms.people.views import asking, entering, importing, living, looking, signs, staffing
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, open_door, show


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """Staff sign in; a wrong try keeps the name typed."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(form, lambda: entering.enter(request, form.cleaned_data)):
        return redirect("people:code" if entering.half_in(request) else _next(request))
    if form.is_bound:
        form.try_again()
    context = {"form": form, "next": _next(request, ""), "company": places.only_company()}
    context["demo_logins"] = selectors.demo_logins()
    return show(request, "people/sign_in.html", context, status=422 if form.is_bound else 200)


def _next(request: HttpRequest, otherwise: str = "/") -> str:
    """The page to go on to, if it is one of ours."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if ours else otherwise


@require_POST
@open_door
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; nothing of it stays behind in the browser's back button."""
    sessions.forget_session(request.session.session_key or "")
    logout(request)
    answer = done(request, "people:sign_in", _("You are signed out."))
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@never_cache
@require_GET
@open_door
def resident_link(request: StaffRequest, token: str) -> HttpResponse:
    """Let a resident in by the link they were given."""
    account = services.open_link(request.actor, token)
    entering.let_resident_in(request, account)
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
    path("sign-in/code/", entering.code, name="code"),
    path("sign-out/", sign_out, name="sign_out"),
    path("account/", entering.account, name="account"),
    path("account/sessions/end-others/", entering.end_others, name="end_other_sessions"),
    path("account/sessions/<uuid:session_id>/end/", entering.end_session, name="end_session"),
    path("account/password/", entering.change_password, name="change_password"),
    path("account/second-factor/", entering.set_factor, name="set_factor"),
    path("account/second-factor/codes/", entering.new_codes, name="new_codes"),
    path("account/second-factor/drop/", entering.drop_factor, name="drop_factor"),
    path("r/<str:token>/", resident_link, name="resident_link"),
    path("community/", community, name="community"),
    path("staff/", staff, name="staff"),
    path("staff/<uuid:staff_id>/leave/", leave, name="leave"),
    path("staff/week/", staffing.week, name="week"),
    path("staff/new/", staffing.hire, name="hire"),
    path("staff/<uuid:staff_id>/", staffing.staff_file, name="staff_file"),
    path("staff/<uuid:staff_id>/role/", staffing.give_role, name="give_role"),
    path("staff/<uuid:staff_id>/skill/", staffing.note_skill, name="note_skill"),
    path("staff/<uuid:staff_id>/shift/", staffing.add_shift, name="add_shift"),
    path("staff/<uuid:staff_id>/password/", staffing.new_password, name="new_password"),
    path("staff/<uuid:staff_id>/second-factor/", staffing.forget_factor, name="forget_factor"),
    path("staff/<uuid:staff_id>/let-go/", staffing.let_go, name="let_go"),
    path("posts/<uuid:post_id>/take/", staffing.take_role, name="take_role"),
    path("shifts/<uuid:shift_id>/remove/", staffing.remove_shift, name="remove_shift"),
    path("roles/", staffing.roles, name="roles"),
    path("roles/sign-in/", staffing.sign_in_terms, name="sign_in_terms"),
    path("master-data/", importing.imports, name="imports"),
    path("master-data/template.xlsx", importing.template, name="import_template"),
    path("master-data/export/", importing.ask_export, name="ask_export"),
    path("master-data/exports/<uuid:export_id>/file.xlsx", importing.export_file, name="export_file"),
    path("master-data/<uuid:import_id>/", importing.sent_import, name="import"),
    path("master-data/<uuid:import_id>/confirm/", importing.confirm, name="confirm_import"),
    path("master-data/<uuid:import_id>/drop/", importing.drop, name="drop_import"),
    path("requests/", asking.requests, name="requests"),
    path("requests/<uuid:request_id>/", asking.one, name="request"),
    path("looks/", looking.looks, name="looks"),
    path("signs/", signs.sheet, name="signs"),
    path("homes/", living.homes, name="homes"),
    path("homes/<uuid:home_id>/", living.home, name="home"),
    path("homes/<uuid:home_id>/change/", living.change_home, name="change_home"),
    path("homes/<uuid:home_id>/move-in/", living.move_in, name="move_in"),
    path("residents/<uuid:resident_id>/erase/", living.erase, name="erase"),
    path("contacts/<uuid:contact_id>/end-links/", living.end_links, name="end_links"),
    path("residences/<uuid:residence_id>/move-out/", living.move_out, name="move_out"),
    path("residents/<uuid:person_id>/unmask/", unmask, {"kind": "resident"}, name="unmask_resident"),
    path("contacts/<uuid:person_id>/unmask/", unmask, {"kind": "contact"}, name="unmask_contact"),
]
