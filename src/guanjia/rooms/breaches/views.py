"""Pages of breaches: the list, one of them with its next step, each step's form, the book, papers and photos."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.breaches import selectors, services
from guanjia.rooms.breaches.acts import ACTS, form_for
from guanjia.rooms.breaches.forms import NewForm
from guanjia.rooms.breaches.types import BreachState, Shown, Verb, Which
from guanjia.rooms.breaches.wording import HELP, SHOWN, VERBS
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

LIST, ROWS, ONE, STEP = "breaches/breaches.html", "breaches/_rows.html", "breaches/breach.html", "breaches/step.html"
SEES = Duty.SEE_RESIDENTS
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _here(request: StaffRequest) -> UUID:
    wished = request.GET.get("community") or request.session.get("community") or ""
    return selectors.chosen(request.actor, str(wished))


@require_GET
@door(SEES)
def breaches(request: StaffRequest) -> HttpResponse:
    """The breaches of a community, what comes first before the rest; or those that ended."""
    at, here, after = now(), _here(request), request.GET.get("after")
    wished, narrowed = request.GET.get("shown", ""), request.GET.get("state", "")
    shown = Shown(wished) if wished in set(Shown) else Shown.OPEN
    state = BreachState(narrowed) if narrowed in set(BreachState) else None
    page = selectors.breaches(request.actor, here, Which(shown, state), at=at, after=after)
    context = {"page": page, "shown": shown, "state": state or "", "here": here, "now": at}
    if not after:
        context["tabs"] = _tabs(shown, selectors.waiting(request.actor, here, at=at))
        context["places"] = places.communities(request.actor)
    return show(request, LIST, context, part=ROWS if after else None)


def _tabs(chosen: Shown, counts: dict[Shown, int]) -> list[dict[str, object]]:
    here = reverse("breaches:breaches")
    return [
        {"label": SHOWN[one], "url": f"{here}?shown={one.value}", "current": one is chosen, "count": counts.get(one)}
        for one in Shown
    ]


@require_http_methods(["GET", "POST"])
@door(SEES)
def new(request: StaffRequest) -> HttpResponse:
    """Write down a breach that was seen by the way."""
    at, here, made = now(), _here(request), list[UUID]()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewForm(selectors.kinds(here, at=at), *sent)
    if form.is_valid() and accepted(form, lambda: made.append(_written(request, here, form))):
        return done(request, "breaches:breach", _("Written down. Talk to them today."), breach_id=made[0])
    return show(request, "breaches/new.html", {"form": form, "now": at}, status=422 if form.is_bound else 200)


def _written(request: StaffRequest, here: UUID, form: NewForm) -> UUID:
    label = form.cleaned_data["home"].strip()
    home = places.home_by_label([here], label) if label else None
    if label and home is None:
        raise Invalid("breaches.home", gettext_noop("There is no such home here. Check the number."), field="home")
    return services.open_breach(request.actor, here, form.seen(home.id if home else None), at=now())


@never_cache
@require_GET
@door(SEES)
def breach(request: StaffRequest, breach_id: UUID) -> HttpResponse:
    """One breach: what was found, its course, what is owed, what is to be done next, papers and photos."""
    at = now()
    view = selectors.breach(request.actor, breach_id, at=at)
    others = [one for one in Verb if one in view.may and one is not view.next]
    context: dict[str, Any] = {"view": view, "one": view.row, "others": others, "now": at}
    context["promises"] = selectors.owed(request.actor, breach_id, at=at)
    return show(request, ONE, context)


@require_http_methods(["GET", "POST"])
@door(SEES)
def step(request: StaffRequest, breach_id: UUID, verb: Verb) -> HttpResponse:
    """One step: its form; a refusal says why."""
    at, actor, act = now(), request.actor, ACTS[verb]
    view = selectors.breach(actor, breach_id, at=at)
    form = form_for(verb, view, actor, (request.POST, request.FILES) if request.method == "POST" else (), at=at)
    does = lambda: act.does(actor, breach_id, form.act(), at)  # type: ignore[attr-defined] # noqa: E731
    if form.is_valid() and accepted(form, does):
        return done(request, "breaches:breach", str(act.done), breach_id=breach_id)
    context = {"view": view, "one": view.row, "form": form, "title": VERBS[verb], "help": HELP[verb], "now": at}
    context |= {"verb": verb, "bad": act.bad, "allowed": verb in view.may}
    return show(request, STEP, context, status=422 if form.is_bound else 200)


@require_POST
@door(Duty.RECEIVE_ESCALATION)
def lead(request: StaffRequest, breach_id: UUID) -> HttpResponse:
    """I take it in hand."""
    services.lead(request.actor, breach_id, at=now())
    return done(request, "breaches:breach", _("You lead it now."), breach_id=breach_id)


@require_GET
@door(SEES)
def book(request: StaffRequest) -> HttpResponse:
    """The book of dissuading, stopping and reporting."""
    at, here, after = now(), _here(request), request.GET.get("after")
    context = {"page": selectors.book(request.actor, here, at=at, after=after), "here": here, "now": at}
    return show(request, "breaches/book.html", context, part="breaches/_book_rows.html" if after else None)


@require_GET
@door(SEES)
def book_file(request: StaffRequest) -> HttpResponse:
    """The book as an Excel file."""
    content = selectors.book_sheet(request.actor, _here(request), at=now())
    headers = {"Content-Disposition": 'attachment; filename="breaches.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@never_cache
@require_GET
@door(SEES)
def paper(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """The PDF; while it is being made the page says so."""
    content, number = services.paper_file(request.actor, paper_id)
    if not content:
        return show(request, "breaches/making.html", {"paper_id": paper_id})
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_GET
@door(SEES)
def photo(request: StaffRequest, photo_id: UUID) -> HttpResponse:
    """A photo of a step."""
    content = services.photo_file(request.actor, photo_id).read_bytes()
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


app_name = "breaches"
urlpatterns = [
    path("", breaches, name="breaches"),
    path("new/", new, name="new"),
    path("book/", book, name="book"),
    path("book.xlsx", book_file, name="book_file"),
    path("papers/<uuid:paper_id>/", paper, name="paper"),
    path("photos/<uuid:photo_id>/", photo, name="photo"),
    path("<uuid:breach_id>/", breach, name="breach"),
    path("<uuid:breach_id>/lead/", lead, name="lead"),
    *(path(f"<uuid:breach_id>/{verb.value}/", step, {"verb": verb}, name=verb.value) for verb in ACTS),
]
