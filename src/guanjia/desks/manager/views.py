"""Today, for who runs a project: what is late or about to be, by community, team and person, with one touch to act."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanjia.desks.manager import nudging, raising, selectors
from guanjia.rooms.cases import access as case_access
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import SeenHow
from guanjia.rooms.rounds import selectors as rounds
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

PAGE, ROWS = "manager/today.html", "manager/_action_rows.html"
RAISED_PAGE, RAISED, BROUGHT = "manager/raised.html", "manager/_raised_rows.html", "manager/_brought_rows.html"


@require_GET
@door(Duty.MANAGE)
def today(request: StaffRequest) -> HttpResponse:
    """What is late or about to be, and who is at work."""
    at, after = now(), request.GET.get("after")
    wish = selectors.wish_of(request.GET, request.actor)
    if after and request.htmx:
        page = selectors.actions(request.actor, wish, at=at, after=after)
        return show(request, PAGE, {"page": page, "now": at, "here": selectors.address(wish)}, part=ROWS)
    found = selectors.today(request.actor, wish, at=at, after=after)
    context = {"found": found, "page": found.page, "now": at, "here": selectors.address(wish), "wish": wish}
    return show(request, PAGE, context)


@require_POST
@door(Duty.MANAGE)
def nudge(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Remind whoever owes it, on the case itself."""
    told = nudging.nudge(request.actor, promise_id, at=now())
    back = selectors.address(selectors.wish_of(request.POST, request.actor))
    return done(request, back, _("Reminded on %(number)s.") % {"number": told})


@require_GET
@door(Duty.RECEIVE_ESCALATION)
def raised(request: StaffRequest) -> HttpResponse:
    """What the ladder brought up to this person: what waits, or what was seen to."""
    return _raised(request, raising.SeeToForm())


def _raised(request: StaffRequest, form: raising.SeeToForm, wrong: UUID | None = None) -> HttpResponse:
    at, seen, asked = now(), request.GET.get("view") == "seen", request.GET
    context = {"seen": seen, "form": form, "wrong": wrong, "now": at}
    if request.htmx and "brought" in asked:
        hand = raising.brought(request.actor, seen=seen, at=at, after=asked["brought"])
        return show(request, RAISED_PAGE, {**context, "hand": hand}, part=BROUGHT)
    context["page"] = raising.lines(request.actor, seen=seen, at=at, after=asked.get("after"))
    if not (request.htmx and "after" in asked):
        context["hand"] = raising.brought(request.actor, seen=seen, at=at, after=asked.get("brought"))
        context["tabs"] = _raised_tabs(seen=seen)
        context["grave"] = Page([]) if seen else rounds.to_lead(request.actor, after=asked.get("grave"))
    return show(request, RAISED_PAGE, context, part=RAISED, status=422 if wrong else 200)


def _raised_tabs(*, seen: bool) -> list[dict[str, object]]:
    here = reverse("manager:raised")
    return [
        {"label": _("To be seen to"), "url": here, "current": not seen},
        {"label": _("Seen to"), "url": f"{here}?view=seen", "current": seen},
    ]


@require_POST
@door(Duty.RECEIVE_ESCALATION)
def see_to(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Seen, reminded, or acted in words."""
    promises.promise(request.actor, promise_id, at=now())
    form = raising.SeeToForm(request.POST)

    def act() -> None:
        said = form.cleaned_data
        raising.see_to(request.actor, promise_id, SeenHow(said["how"]), said["words"], at=now())

    if form.is_valid() and accepted(form, act):
        return done(request, "manager:raised", _("Seen to."))
    return _raised(request, form, promise_id)


@require_POST
@door(Duty.RECEIVE_ESCALATION)
def answer(request: StaffRequest, brought_id: UUID) -> HttpResponse:
    """What a colleague brought up: seen, or answered in words."""
    case_access.brought_up(request.actor, brought_id)
    form = raising.SeeToForm(request.POST)

    def act() -> None:
        said = form.cleaned_data
        raising.see_to_case(request.actor, brought_id, SeenHow(said["how"]), said["words"], at=now())

    if form.is_valid() and accepted(form, act):
        return done(request, "manager:raised", _("Seen to."))
    return _raised(request, form, brought_id)


app_name = "manager"
urlpatterns = [
    path("", today, name="today"),
    path("promises/<uuid:promise_id>/nudge/", nudge, name="nudge"),
    path("brought-up/", raised, name="raised"),
    path("brought-up/<uuid:promise_id>/", see_to, name="see_to"),
    path("brought-up/cases/<uuid:brought_id>/", answer, name="answer"),
]
