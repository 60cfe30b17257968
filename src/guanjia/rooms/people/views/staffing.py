"""Staff, one by one: posts, skills, shifts, passwords; the week; roles and what they may do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import selectors
from guanjia.rooms.people.forms import HireForm, PostForm, ShiftForm, SignInTermsForm, SkillForm
from guanjia.rooms.people.selectors import records, signing
from guanjia.rooms.people.services import second_factor, staffing
from guanjia.rooms.people.types import Duty
from guanjia.rooms.people.wording import DUTIES
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show


@require_GET
@door(Duty.MANAGE)
def staff_file(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """One member of staff."""
    return show(request, "people/staff_file.html", _file(request, staff_id))


def _file(request: StaffRequest, staff_id: UUID, **more: Any) -> dict[str, Any]:
    at, here, words = now(), places.communities(request.actor), selectors.titles(request.actor)
    one = records.staff_file(request.actor, staff_id, at=at)
    week = records.week_of(request.GET.get("week", ""), here[0].id, at=at)
    shifts = records.week_shifts(request.actor, [staff_id], week)[staff_id]
    shown = {"one": one, "titles": words, "places": {row.id: row.name for row in here}, "week": week, "moment": at}
    return {
        **shown,
        "days": list(zip(week.days, shifts, strict=True)),
        "post_form": PostForm(communities=here, titles=words, auto_id="post-%s"),
        "skill_form": SkillForm(titles=words, auto_id="skill-%s"),
        "shift_form": ShiftForm(communities=here, titles=words, auto_id="shift-%s"),
        **more,
    }


@require_http_methods(["GET", "POST"])
@door(Duty.MANAGE)
def hire(request: StaffRequest) -> HttpResponse:
    """Employ somebody."""
    here, made = places.communities(request.actor), list[UUID]()
    form = HireForm(request.POST or None, communities=here, titles=selectors.titles(request.actor))
    if form.is_valid() and accepted(form, lambda: made.append(staffing.employ(request.actor, form.wanted(), at=now()))):
        return done(request, "people:staff_file", _("Written down. Give them a password next."), staff_id=made[0])
    return show(request, "people/hire.html", {"form": form}, status=422 if form.is_bound else 200)


def _act(
    request: StaffRequest, staff_id: UUID, name: str, form: django_forms.Form, act: Callable[[], Any]
) -> HttpResponse:
    if form.is_valid() and accepted(form, act):
        return done(request, "people:staff_file", _("Saved."), staff_id=staff_id)
    return show(request, "people/staff_file.html", _file(request, staff_id, **{name: form}), status=422)


@require_POST
@door(Duty.MANAGE)
def give_role(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Give somebody a role."""
    here, words = places.communities(request.actor), selectors.titles(request.actor)
    form = PostForm(request.POST, communities=here, titles=words, auto_id="post-%s")
    return _act(
        request,
        staff_id,
        "post_form",
        form,
        lambda: staffing.give_role(request.actor, staff_id, form.post(), at=now()),
    )


@require_POST
@door(Duty.MANAGE)
def take_role(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """Take a role from somebody."""
    staff_id = staffing.take_role(request.actor, post_id, at=now())
    if records.works_here(request.actor, staff_id):
        return done(request, "people:staff_file", _("The role is taken from them."), staff_id=staff_id)
    return done(request, "people:staff", _("The role is taken from them. They no longer work here."))


@require_POST
@door(Duty.MANAGE)
def note_skill(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Note a skill or certificate."""
    form = SkillForm(request.POST, titles=selectors.titles(request.actor), auto_id="skill-%s")
    zone = places.communities(request.actor)[0].zone
    return _act(
        request,
        staff_id,
        "skill_form",
        form,
        lambda: staffing.note_skill(request.actor, staff_id, *form.skill_until(zone)),
    )


@require_POST
@door(Duty.MANAGE)
def add_shift(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Write down a shift."""
    here, words = places.communities(request.actor), selectors.titles(request.actor)
    form = ShiftForm(request.POST, communities=here, titles=words, auto_id="shift-%s")
    return _act(
        request,
        staff_id,
        "shift_form",
        form,
        lambda: staffing.add_shift(request.actor, staff_id, form.shift(here[0].zone)),
    )


@require_POST
@door(Duty.MANAGE)
def remove_shift(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Take off a shift still to come."""
    staff_id = staffing.remove_shift(request.actor, shift_id, at=now())
    return done(request, "people:staff_file", _("The shift is taken off."), staff_id=staff_id)


@require_POST
@door(Duty.MANAGE)
def let_go(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Somebody leaves."""
    staffing.let_go(request.actor, staff_id, at=now())
    return done(request, "people:staff", _("Their account is closed, and shifts still to come are taken off."))


@never_cache
@require_POST
@door(Duty.MANAGE)
def new_password(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """A new password for somebody, shown once."""
    password = staffing.new_password(request.actor, staff_id, at=now())
    return show(request, "people/new_password.html", _file(request, staff_id, password=password))


@require_POST
@door(Duty.MANAGE)
def forget_factor(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    """Take somebody's second factor away."""
    second_factor.forget_factor(request.actor, staff_id, at=now())
    return done(request, "people:staff_file", _("Their second factor is taken away."), staff_id=staff_id)


@require_GET
@door(Duty.SEE_QUEUE)
def week(request: StaffRequest) -> HttpResponse:
    """Who is on duty when, for seven days."""
    here = places.communities(request.actor)
    found = records.week_of(request.GET.get("week", ""), here[0].id, at=now())
    page = records.weeks(request.actor, found, after=request.GET.get("after"))
    context = {"week": found, "page": page, "titles": selectors.titles(request.actor)}
    return show(request, "people/week.html", context)


@require_GET
@door(Duty.MANAGE)
def roles(request: StaffRequest) -> HttpResponse:
    """Which role may do what, and what the company asks of signing in."""
    return show(request, "people/roles.html", _roles(request, None))


def _roles(request: StaffRequest, form: SignInTermsForm | None) -> dict[str, Any]:
    words, lines = selectors.titles(request.actor), records.role_table(request.actor)
    terms = signing.terms_here(request.actor)
    form = form or SignInTermsForm(roles=[line.code for line in lines], titles=words, terms=terms)
    return {"lines": lines, "titles": words, "duties": DUTIES, "form": form, "terms": terms}


@require_POST
@door(Duty.MANAGE)
def sign_in_terms(request: StaffRequest) -> HttpResponse:
    """Change what the company asks of signing in."""
    codes = [line.code for line in records.role_table(request.actor)]
    terms = signing.terms_here(request.actor)
    form = SignInTermsForm(request.POST, roles=codes, titles=selectors.titles(request.actor), terms=terms)
    if form.is_valid() and accepted(
        form, lambda: second_factor.set_sign_in_terms(request.actor, form.terms(), at=now())
    ):
        return done(request, "people:roles", _("Saved. It holds from the next sign-in on."))
    return show(request, "people/roles.html", _roles(request, form), status=422)
