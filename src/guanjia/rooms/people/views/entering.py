"""The way in: password, then the code where there is a second factor; one's own sessions and factor."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import services
from guanjia.rooms.people.forms import CodeForm, PasswordForm
from guanjia.rooms.people.selectors import signing as reads
from guanjia.rooms.people.services import second_factor, sessions
from guanjia.rooms.people.types.signing import Browser
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now, outside_now
from guanjia.shared.web import StaffRequest, accepted, done, door, in_between, open_door, show

BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"  # noqa: S105 - a path, not a password
HALF = "half_in"
"""Name in the session of who gave the right password and owes a code."""
HALF_LASTS = timedelta(minutes=5)


def enter(request: HttpRequest, typed: dict[str, Any]) -> None:
    """After the right password: in, or half in where a code is owed."""
    at = now()
    account = services.sign_in(typed["username"], typed["password"], at=at)
    if reads.has_factor(account.pk):
        request.session[HALF] = [str(account.pk), at.isoformat(), bool(typed["shared"])]
    else:
        let_in(request, account, shared=typed["shared"])


def let_in(request: HttpRequest, account: Any, *, shared: bool) -> None:
    """Begin the session; who must have a second factor and has none sets it up before anything else."""
    at = now()
    login(request, account, backend=BY_PASSWORD)
    terms = reads.terms_of_account(account.pk)
    request.session["shared"] = terms.shared_minutes if shared else 0
    request.session["must_set_factor"] = reads.needs_factor(account.pk, terms) and not reads.has_factor(account.pk)
    request.session["seen"] = at.isoformat()
    if shared:
        request.session.set_expiry(terms.shared_minutes * 60)
    _written_down(request, account.pk, shared=shared)


def let_resident_in(request: HttpRequest, account: Any) -> None:
    """Begin the session of who opened their own link."""
    login(request, account, backend=BY_PASSWORD)
    _written_down(request, account.pk, shared=False)


def _written_down(request: HttpRequest, account_id: UUID, *, shared: bool) -> None:
    request.session.save()  # it has a key from now on, also where it began anew
    device = request.headers.get("User-Agent", "")
    sessions.note_sign_in(account_id, Browser(request.session.session_key or "", device, bool(shared)), at=now())


def half_in(request: HttpRequest) -> tuple[UUID, bool] | None:
    """Who gave the right password a moment ago, and whether the computer is shared."""
    kept = request.session.get(HALF)
    if not kept or datetime.fromisoformat(kept[1]) + HALF_LASTS < now():
        return None
    return UUID(kept[0]), bool(kept[2])


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
@open_door
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code of the authenticator, or one to recover."""
    half = half_in(request)
    if half is None:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid() and accepted(form, lambda: _with_code(request, half, form.cleaned_data["code"])):
        return redirect("home")
    context = {"form": form, "company": places.only_company()}
    return show(request, "people/code.html", context, status=422 if form.is_bound else 200)


def _with_code(request: HttpRequest, half: tuple[UUID, bool], typed: str) -> None:
    account = second_factor.check_code(half[0], typed, at=now())
    request.session.pop(HALF, None)
    let_in(request, account, shared=half[1])


@never_cache
@require_GET
@in_between
@door(None)
def account(request: StaffRequest) -> HttpResponse:
    """Where one is signed in, one's password and second factor."""
    return show(request, "people/account.html", _account(request))


def _account(request: StaffRequest, **more: Any) -> dict[str, Any]:
    key = request.session.session_key or ""
    found = {
        "sessions": reads.sessions(request.actor, key, at=outside_now()),
        "factor": reads.factor_state(request.actor),
    }
    forms = {"password_form": PasswordForm(), "code_form": CodeForm(auto_id="factor-%s")}
    return {**found, **forms, "is_staff": request.actor.staff_id is not None, **more}


@require_POST
@in_between
@door(None)
def end_session(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """End one of one's own sessions."""
    if sessions.end_session(request.actor, session_id) == request.session.session_key:
        request.session.flush()  # it was this one: what is said now begins a new one
    return done(request, "people:account", _("That session has ended."))


@require_POST
@in_between
@door(None)
def end_others(request: StaffRequest) -> HttpResponse:
    """End all of them but this one."""
    sessions.end_other_sessions(request.actor, request.session.session_key or "")
    return done(request, "people:account", _("All other sessions have ended."))


@sensitive_post_parameters("old", "new")
@require_POST
@in_between
@door(None)
def change_password(request: StaffRequest) -> HttpResponse:
    """Give oneself another password; all other sessions end."""
    form = PasswordForm(request.POST)
    if form.is_valid() and accepted(form, lambda: _changed(request, form.cleaned_data)):
        return done(request, "people:account", _("Your password is changed. All other sessions have ended."))
    return show(request, "people/account.html", _account(request, password_form=form), status=422)


def _changed(request: StaffRequest, typed: dict[str, Any]) -> None:
    shared, key = bool(request.session.get("shared")), request.session.session_key or ""
    changed = services.change_password(request.actor, typed["old"], typed["new"], at=now())
    sessions.end_other_sessions(request.actor, key)
    sessions.forget_session(key)  # it goes on under another key
    let_in(request, changed, shared=shared)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
@in_between
@door(None)
def set_factor(request: StaffRequest) -> HttpResponse:
    """Set up the second factor: scan, type a code, keep the recovery codes."""
    company = places.only_company()
    new = second_factor.begin_factor(request.actor, company=company)
    form, told = CodeForm(request.POST or None), []
    if form.is_valid() and accepted(form, lambda: told.extend(_confirmed(request, form.cleaned_data["code"]))):
        return show(request, "people/codes.html", {"codes": told})
    return show(request, "people/factor.html", {"form": form, "new": new}, status=422 if form.is_bound else 200)


def _confirmed(request: StaffRequest, typed: str) -> list[str]:
    told = second_factor.confirm_factor(request.actor, typed, at=now())
    request.session["must_set_factor"] = False
    return told


@sensitive_post_parameters("code")
@never_cache
@require_POST
@door(None)
def new_codes(request: StaffRequest) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    form, told = CodeForm(request.POST, auto_id="factor-%s"), list[str]()
    typed = request.POST.get("code", "")
    if form.is_valid() and accepted(
        form, lambda: told.extend(second_factor.new_recovery_codes(request.actor, typed, at=now()))
    ):
        return show(request, "people/codes.html", {"codes": told})
    return show(request, "people/account.html", _account(request, code_form=form), status=422)


@sensitive_post_parameters("code")
@require_POST
@door(None)
def drop_factor(request: StaffRequest) -> HttpResponse:
    """Go without a second factor again."""
    form = CodeForm(request.POST, auto_id="factor-%s")
    typed = request.POST.get("code", "")
    if form.is_valid() and accepted(form, lambda: second_factor.drop_factor(request.actor, typed, at=now())):
        return done(request, "people:account", _("You sign in with your password alone again."))
    return show(request, "people/account.html", _account(request, code_form=form), status=422)


def must_first(request: HttpRequest) -> str:
    """Where somebody must go before any other page; empty: nowhere."""
    return reverse("people:set_factor") if request.session.get("must_set_factor") else ""
