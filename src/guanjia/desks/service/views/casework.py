"""Cases: the list with its filters, and the page of one."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from guanjia.desks.service import many
from guanjia.desks.service.selectors import casework
from guanjia.desks.service.selectors.keeping import begins_with, with_views
from guanjia.rooms.people.types import Duty
from guanjia.rooms.workplace import selectors as workplace
from guanjia.shared.actor import Actor
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show


@require_GET
@door(Duty.SEE_QUEUE)
def cases(request: StaffRequest) -> HttpResponse:
    """Cases by what is due first, or the finished ones; narrowed by tab, filter and words."""
    first = "" if request.GET or request.htmx else begins_with(request.actor, "cases")
    if first:
        return redirect(first)
    at, wish = now(), casework.cases_asked(request.GET)
    page = casework.listed(request.actor, wish, at=at, after=request.GET.get("after"))
    context = {"page": page, "asked": wish, "now": at, "more": wish.query(after=page.next)}
    if not (request.htmx and request.GET.get("after")):
        context |= _around(request.actor, wish, at)
    return show(request, "service/cases.html", context, part="service/_case_rows.html")


def _around(actor: Actor, wish: casework.CasesAsked, at: datetime) -> dict[str, Any]:
    return {
        "tabs": with_views(casework.case_tabs(actor, wish, at=at), actor, "cases", wish.query()),
        "topics": casework.topic_choices(actor, at=at),
        "urgencies": casework.urgency_choices(actor, at=at),
        "many": many.acts_for(actor),
        "most": many.MOST,
    }


@require_GET
@door(Duty.SEE_QUEUE)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One case: its road, what is owed and why, what happened, who and what proves it."""
    at = now()
    found = casework.case_page(request.actor, case_id, request.GET.get("promise", ""), at=at)
    context = {one.name: getattr(found, one.name) for one in fields(found)} | {"now": at}
    context["together"] = workplace.beside(request.actor, case_id, at=at)
    part = None if request.GET.get("part") == "page" else "service/_promises.html"
    return show(request, "service/case.html", context, part=part)
