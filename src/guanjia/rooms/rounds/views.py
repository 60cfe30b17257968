"""Pages of rounds beside the phone's: what is planned and short, the photos and signatures."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.types import StopKind
from guanjia.rooms.rounds.wording import KINDS
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, show

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
    """Lay out today; again it only adds what joined since."""
    made = services.plan(request.actor, selectors.chosen(request.actor, _community(request)), at=now())
    told = ngettext("%(n)d stop is new today.", "%(n)d stops are new today.", made) % {"n": made}
    return done(request, "rounds:overview", told if made else _("Nothing new for today."))


@require_GET
@door(None)
def shot(request: StaffRequest, shot_id: UUID) -> HttpResponse:
    """A photo taken at a stop, for who may see the stop."""
    return _picture(services.shot_file(request.actor, shot_id).read_bytes(), "image/jpeg")


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
    path("shots/<uuid:shot_id>/", shot, name="shot"),
    path("<uuid:stop_id>/signature/", signature, name="signature"),
]
