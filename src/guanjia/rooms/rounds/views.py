"""Pages of rounds beside the phone's: what is planned and short, the plan of a week, the photos and signatures."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import label_pages, proof_pages, selectors, services
from guanjia.rooms.rounds.forms import MoveForm, read_ids
from guanjia.rooms.rounds.types import StopKind, StopRow
from guanjia.rooms.rounds.wording import KINDS
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, open_door, show

MOST = 1_000_000


@require_GET
@door(Duty.SEE_SCORE)
def overview(request: StaffRequest) -> HttpResponse:
    """What is planned today, and what the running periods still ask for."""
    at, here, kind = now(), _community(request), _kind(request)
    after = request.GET.get("after", "")
    skipped = min(int(after), MOST) if after.isdecimal() else 0
    context: dict[str, Any] = {"found": selectors.overview(request.actor, here, at=at), "now": at, "kind": kind or ""}
    context["page"] = selectors.owed(request.actor, here, kind, at=at, after=skipped)
    context["short"] = selectors.short(request.actor, here, at=at)
    context |= {"tabs": _tabs(kind), "may_plan": request.actor.may(Duty.DISPATCH)}
    return show(request, "rounds/overview.html", context)


def _tabs(chosen: StopKind | None) -> list[dict[str, object]]:
    here = reverse("rounds:overview")
    every = {"label": _("All"), "url": here, "current": chosen is None}
    return [
        every,
        *(
            {"label": str(KINDS[kind]), "url": f"{here}?kind={kind.value}", "current": kind is chosen}
            for kind in StopKind
        ),
    ]


def _kind(request: StaffRequest) -> StopKind | None:
    wished = request.GET.get("kind", "")
    return StopKind(wished) if wished in set(StopKind) else None


def _community(request: StaffRequest) -> str:
    return str(request.GET.get("community") or request.session.get("community") or "")


@require_POST
@door(Duty.DISPATCH)
def plan(request: StaffRequest) -> HttpResponse:
    """Plan the coming weeks anew; what stands moves as little as may be."""
    made = services.plan(request.actor, selectors.chosen(request.actor, _community(request)), at=now())
    told = ngettext("%(n)d stop is new in the plan.", "%(n)d stops are new in the plan.", made) % {"n": made}
    back = "rounds:week" if request.POST.get("on") == "week" else "rounds:overview"
    return done(request, back, told if made else _("The plan holds: nothing new in it."))


@require_GET
@door(Duty.SEE_SCORE)
def week(request: StaffRequest) -> HttpResponse:
    """The plan of a week, by person and day; stops are put elsewhere by dragging or by the form."""
    try:
        wished = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        wished = None
    found = selectors.week(request.actor, _community(request), wished, at=now())
    return show(request, "rounds/week.html", {"found": found, "may_plan": request.actor.may(Duty.DISPATCH)})


@require_http_methods(["GET", "POST"])
@door(Duty.DISPATCH)
def move(request: StaffRequest) -> HttpResponse:
    """Put stops on another day, or to somebody else; a refusal says why."""
    sent = request.POST if request.method == "POST" else None
    ids = read_ids((sent or request.GET).get("stops", ""))
    if not ids:
        return redirect("rounds:week")
    stops, whom = selectors.picked(request.actor, ids, at=now())
    form = MoveForm(whom, sent, initial=_begun(request, stops))
    act = lambda: services.move_stops(request.actor, ids, form.target(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, f"{reverse('rounds:week')}?week={form.cleaned_data['day']}", _("Put there. It stays."))
    context = {"form": form, "stops": stops}
    return show(request, "rounds/move.html", context, part="rounds/_move.html", status=422 if sent else 200)


def _begun(request: StaffRequest, stops: list[StopRow]) -> dict[str, object]:
    """What the form holds before anything is chosen: where it was dropped, else where it stands."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = stops[0].day
    staff = request.GET.get("staff") or stops[0].staff_id
    return {"day": day, "staff": staff, "stops": ",".join(str(one.id) for one in stops)}


@require_GET
@door(Duty.SEE_SCORE)
def short(request: StaffRequest) -> HttpResponse:
    """What finds no place in the plan: for whom, until when, why."""
    page = selectors.short(request.actor, _community(request), at=now(), after=request.GET.get("after"))
    return show(request, "rounds/short.html", {"page": page, "now": now()})


@require_GET
@door(Duty.SEE_SCORE)
def unreached(request: StaffRequest) -> HttpResponse:
    """The homes whose visit is still owed and where nobody opened."""
    page = selectors.unreached(request.actor, _community(request), at=now(), after=request.GET.get("after"))
    return show(request, "rounds/unreached.html", {"page": page, "now": now()})


@require_GET
@door(Duty.SEE_SCORE)
def tries(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Every try made for a visit that is owed; from here it is let go."""
    promise, made = selectors.tries_shown(request.actor, promise_id, at=now())
    context = {"promise": promise, "tries": made, "may_waive": request.actor.may(Duty.WAIVE), "now": now()}
    return show(request, "rounds/tries.html", context)


@require_safe
@open_door
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's plan as their phone's calendar reads it: who has the address has the plan."""
    answer = HttpResponse(services.read_feed(token, at=now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"], answer["Referrer-Policy"] = "private, no-cache", "no-referrer"
    return answer


@require_GET
@door(None)
def shot(request: StaffRequest, shot_id: UUID) -> HttpResponse:
    """A photo taken at a stop, for who may see the stop."""
    return _picture(services.shot_file(request.actor, shot_id).read_bytes(), "image/jpeg")


@require_GET
@door(None)
def finding_photo(request: StaffRequest, photo_id: UUID) -> HttpResponse:
    """A photo of something found, for who may see that."""
    return _picture(services.photo_file(request.actor, photo_id).read_bytes(), "image/jpeg")


@require_GET
@door(None)
def signature(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """What the resident signed, for who may see the stop."""
    return _picture(services.signature_file(request.actor, stop_id).read_bytes(), "image/png")


def _picture(content: bytes, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "private, max-age=86400"})


app_name = "rounds"
urlpatterns = [
    path("", overview, name="overview"),
    path("plan/", plan, name="plan"),
    path("week/", week, name="week"),
    path("move/", move, name="move"),
    path("short/", short, name="short"),
    path("unreached/", unreached, name="unreached"),
    path("unreached/<uuid:promise_id>/", tries, name="tries"),
    path("plan/<str:token>.ics", feed, name="feed"),
    path("shots/<uuid:shot_id>/", shot, name="shot"),
    path("findings/photos/<uuid:photo_id>/", finding_photo, name="finding_photo"),
    *proof_pages.urlpatterns,
    *label_pages.urlpatterns,
    path("<uuid:stop_id>/signature/", signature, name="signature"),
]
