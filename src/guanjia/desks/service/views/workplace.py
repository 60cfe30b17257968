"""One's own place: drafts as they are typed, who else sits at a case, views kept by name."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.request import QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.desks.service.forms.answering import known_id
from guanjia.desks.service.selectors.keeping import address_of, here_of, kept_as
from guanjia.desks.service.undoing import offer_view
from guanjia.rooms.people.types import Duty
from guanjia.rooms.workplace import selectors, services
from guanjia.rooms.workplace.types import Opened
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, show


@require_http_methods(["GET", "POST"])
@door(None)
def drafts(request: StaffRequest) -> HttpResponse:
    """Asked: what was begun in these forms (`name`). Sent: what stands in one now; nothing drops it."""
    if request.method == "POST":
        services.keep_draft(request.actor, request.POST.get("name", ""), _values(request.POST), at=now())
        return HttpResponse(status=204)
    found = selectors.drafts(request.actor, request.GET.getlist("name"), at=now())
    return JsonResponse({row.name: {"at": row.at.timestamp() * 1000, "values": row.values} for row in found})


def _values(given: QueryDict) -> dict[str, list[str]]:
    try:
        found: Any = json.loads(given.get("values", "{}"))
    except ValueError:
        found = {}
    plain = found.items() if isinstance(found, dict) else ()
    return {_kept(key): [_kept(one) for one in values] for key, values in plain if isinstance(values, list)}


def _kept(text: Any) -> str:
    """What was typed, without what no table holds: halves of signs, and NUL."""
    return str(text).encode(errors="ignore").decode().replace("\x00", "")


@require_http_methods(["GET", "POST"])
@door(Duty.SEE_QUEUE)
def here(request: StaffRequest) -> HttpResponse:
    """Asked: who else has it open. Sent: this tab has it open now, and its hand writes there or doesn't."""
    given, at = request.POST if request.method == "POST" else request.GET, now()
    subject_id, community_id = here_of(request.actor, known_id(given.get("case", "")), known_id(given.get("talk", "")))
    if request.method == "POST":
        sat = Opened(subject_id, community_id, given.get("tab", "")[:40])
        services.sit_down(request.actor, sat, at=at, writes=bool(given.get("writes")))
        return HttpResponse(status=204)
    context = {"together": selectors.beside(request.actor, subject_id, at=at), "now": at}
    context |= {"case_id": given.get("case"), "talk_id": given.get("talk"), "subject_id": subject_id}
    return show(request, "service/together.html", context, part="service/_together.html")


@require_POST
@door(Duty.SEE_QUEUE)
def leave(request: StaffRequest) -> HttpResponse:
    """This tab has nothing open any more."""
    services.get_up(request.actor, request.POST.get("tab", ""))
    return HttpResponse(status=204)


@require_POST
@door(Duty.SEE_QUEUE)
def keep_view(request: StaffRequest, page: str) -> HttpResponse:
    """Keep what the list shows now under a name; the tab of it stands beside the others."""
    address, query = address_of(page), kept_as(page, QueryDict(request.POST.get("query", "")[:300]))
    row = services.keep_view(request.actor, page, request.POST.get("name", ""), query)
    if request.POST.get("chosen") and not row.chosen:  # a dropped one comes back as it was
        services.choose_view(request.actor, row.id)
    return done(request, f"{address}?{row.query}", _("View kept."))


@require_POST
@door(Duty.SEE_QUEUE)
def choose_view(request: StaffRequest, page: str, view_id: UUID) -> HttpResponse:
    """Let the list begin with this view, or no longer."""
    row = services.choose_view(request.actor, view_id)
    told = _("The list begins with “%(name)s” now.") if row.chosen else _("The list begins as before now.")
    return done(request, f"{address_of(page)}?{row.query}", told % {"name": row.name})


@require_POST
@door(Duty.SEE_QUEUE)
def drop_view(request: StaffRequest, page: str, view_id: UUID) -> HttpResponse:
    """Forget a view; for a few seconds it can be had back."""
    row = services.drop_view(request.actor, view_id)
    offer_view(request, page, row, _("View “%(name)s” dropped.") % {"name": row.name})
    return done(request, f"{address_of(page)}?view=all")
