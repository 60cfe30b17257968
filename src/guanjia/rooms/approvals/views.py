"""Pages of approvals: what waits for whom, papers laid for the first time and anew, one matter and its acts."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.approvals import selectors, services
from guanjia.rooms.approvals.forms import (
    AgainForm,
    BegunForm,
    LayForm,
    StartForm,
    UnaskedForm,
    WithdrawForm,
    WordForm,
)
from guanjia.rooms.approvals.types import MatterView, Shown
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

SEE = Duty.SEE_APPROVALS


def _here(request: StaffRequest) -> UUID:
    return selectors.chosen(request.actor, str(request.session.get("community") or ""))


@require_GET
@door(SEE)
def waiting(request: StaffRequest) -> HttpResponse:
    """What waits for my approval; what is under way; what has ended."""
    at, asked = now(), request.GET.get("show", "")
    shown = Shown(asked) if asked in {one.value for one in Shown} else Shown.MINE
    page = selectors.listed(request.actor, shown, at=at, after=request.GET.get("after"))
    context: dict[str, Any] = {"page": page, "shown": shown.value, "now": at}
    context["may_lay"] = bool(selectors.kinds(request.actor, _here(request), at=at))
    context["mine"] = selectors.waiting_count(request.actor)
    return show(request, "approvals/waiting.html", context, part="approvals/_rows.html")


@require_GET
@door(SEE)
def choose(request: StaffRequest) -> HttpResponse:
    """Which kind of act papers are laid for."""
    at = now()
    return show(request, "approvals/choose.html", {"kinds": selectors.kinds(request.actor, _here(request), at=at)})


@require_http_methods(["GET", "POST"])
@door(SEE)
def lay(request: StaffRequest, act: str) -> HttpResponse:
    """Lay papers before those who must approve."""
    at, here = now(), _here(request)
    kind = selectors.kind(request.actor, here, act, at=at)
    form = LayForm(kind, *_sent(request))
    made: list[UUID] = []
    if form.is_valid() and accepted(form, lambda: made.append(services.lay(request.actor, form.new(here), at=at))):
        return done(request, "approvals:matter", _("Laid. Those who approve see it from now on."), matter_id=made[0])
    return show(request, "approvals/lay.html", {"form": form, "kind": kind}, status=422 if form.is_bound else 200)


def _sent(request: StaffRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_GET
@door(SEE)
def matter(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One matter: papers, versions, who said what, what is missing."""
    return _matter(request, selectors.matter(request.actor, matter_id, at=now()))


def _matter(request: StaffRequest, view: MatterView, **wrong: forms.Form) -> HttpResponse:
    at = now()
    context: dict[str, Any] = {
        "view": view,
        "word": WordForm(view.may_say, initial={"seen": view.row.version}),
        "again": AgainForm(view.kind),
        "start": StartForm(view.kind),
        "withdraw": WithdrawForm(),
        "begun": BegunForm(initial={"happened": at}),
        "promises": selectors.judged(view, at=at),
        "now": at,
        "wrong": next(iter(wrong), ""),
    }
    return show(request, "approvals/matter.html", context | wrong, status=422 if wrong else 200)


@require_POST
@door(SEE)
def say(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Approve, or refuse with what must be changed."""
    view = selectors.matter(request.actor, matter_id, at=now())
    form = WordForm(view.may_say or [("", "")], request.POST)
    if not form.is_valid():
        return _matter(request, view, word=form)
    verb = services.approve if form.approves else services.refuse
    if not accepted(form, lambda: verb(request.actor, matter_id, form.word(), at=now())):
        return _matter(request, selectors.matter(request.actor, matter_id, at=now()), word=form)
    message = _("Approved.") if form.approves else _("Refused. Whoever laid the papers sees why.")
    return done(request, "approvals:matter", message, matter_id=matter_id)


@require_POST
@door(SEE)
def lay_again(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Lay another version; everybody is asked anew."""
    view = selectors.matter(request.actor, matter_id, at=now())
    form = AgainForm(view.kind, request.POST, request.FILES)
    act = lambda: services.lay_again(request.actor, matter_id, form.version(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(
            request, "approvals:matter", _("A new version lies there; all are asked anew."), matter_id=matter_id
        )
    return _matter(request, view, again=form)


@require_POST
@door(SEE)
def start(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Begin: release, open, start."""
    view = selectors.matter(request.actor, matter_id, at=now())
    form = StartForm(view.kind, request.POST, request.FILES)
    act = lambda: services.start(request.actor, matter_id, form.begun(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "approvals:matter", _("Written down. It has begun."), matter_id=matter_id)
    return _matter(request, view, start=form)


@require_POST
@door(SEE)
def withdraw(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Take the papers back."""
    view = selectors.matter(request.actor, matter_id, at=now())
    form = WithdrawForm(request.POST)
    act = lambda: services.withdraw(request.actor, matter_id, form.cleaned_data["why"], at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "approvals:matter", _("Withdrawn."), matter_id=matter_id)
    return _matter(request, view, withdraw=form)


@require_POST
@door(SEE)
def record_begun(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Write down that it began all the same."""
    at = now()
    view, form = selectors.matter(request.actor, matter_id, at=at), BegunForm(request.POST)
    act = lambda: services.record_begun(request.actor, matter_id, form.told(), happened_at=form.happened_at(at))  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "approvals:matter", _("Written down as it was."), matter_id=matter_id)
    return _matter(request, view, begun=form)


@require_http_methods(["GET", "POST"])
@door(SEE)
def unasked(request: StaffRequest) -> HttpResponse:
    """Write down what was begun without any papers."""
    at, here = now(), _here(request)
    kinds = selectors.kinds(request.actor, here, at=at, led=False)
    form = UnaskedForm(kinds, _sent(request)[0], initial={"happened": at})
    made: list[UUID] = []
    act = lambda: made.append(services.record_begun_unasked(request.actor, form.new(here, at), at=at))  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "approvals:matter", _("Written down as it was."), matter_id=made[0])
    return show(request, "approvals/unasked.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_GET
@door(SEE)
def attachment(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """A file of a matter, for who has to do with it."""
    found = services.attachment_file(request.actor, attachment_id)
    named = f"inline; filename*=UTF-8''{quote(found.name)}"
    return HttpResponse(found.place.read_bytes(), content_type=found.kind, headers={"Content-Disposition": named})


app_name = "approvals"
urlpatterns = [
    path("", waiting, name="waiting"),
    path("new/", choose, name="choose"),
    path("new/<str:act>/", lay, name="lay"),
    path("begun/", unasked, name="unasked"),
    path("files/<uuid:attachment_id>/", attachment, name="attachment"),
    path("<uuid:matter_id>/", matter, name="matter"),
    path("<uuid:matter_id>/word/", say, name="say"),
    path("<uuid:matter_id>/versions/", lay_again, name="lay_again"),
    path("<uuid:matter_id>/start/", start, name="start"),
    path("<uuid:matter_id>/withdraw/", withdraw, name="withdraw"),
    path("<uuid:matter_id>/begun/", record_begun, name="record_begun"),
]
