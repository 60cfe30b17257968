"""Cases: the list with its filters, and the page of one."""

from dataclasses import fields
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from guanjia.desks.service.selectors import casework
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show


@require_GET
@door(Duty.SEE_QUEUE)
def cases(request: StaffRequest) -> HttpResponse:
    """Cases by what is due first, or the finished ones; narrowed by tab, filter and words."""
    at, wish = now(), casework.cases_asked(request.GET)
    page = casework.listed(request.actor, wish, at=at, after=request.GET.get("after"))
    context = {"page": page, "asked": wish, "now": at, "more": wish.query(after=page.next)}
    if not (request.htmx and request.GET.get("after")):
        context |= {
            "tabs": casework.case_tabs(request.actor, wish, at=at),
            "topics": casework.topic_choices(request.actor, at=at),
            "urgencies": casework.urgency_choices(request.actor, at=at),
        }
    return show(request, "service/cases.html", context, part="service/_case_rows.html")


@require_GET
@door(Duty.SEE_QUEUE)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One case: its road, what is owed and why, what happened, who and what proves it."""
    at = now()
    found = casework.case_page(request.actor, case_id, request.GET.get("promise", ""), at=at)
    context = {one.name: getattr(found, one.name) for one in fields(found)} | {"now": at}
    part = None if request.GET.get("part") == "page" else "service/_promises.html"
    return show(request, "service/case.html", context, part=part)
