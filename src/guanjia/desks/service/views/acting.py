"""What is done to a case: each act has its address, its door and its form; a refused one keeps what was typed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.http.request import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.desks.service.acts import Act, row
from guanjia.desks.service.forms.acts import ActForm
from guanjia.desks.service.forms.answering import AnswerForm
from guanjia.desks.service.selectors import queue
from guanjia.desks.service.selectors.casework import ground, still_seen, told_now
from guanjia.desks.service.selectors.work import work
from guanjia.desks.service.types import Ground
from guanjia.desks.service.undoing import Acted, Values, as_it_stands, offer, take_back
from guanjia.desks.service.views.desk import around, told
from guanjia.rooms.people.types import Duty
from guanjia.rooms.workplace import services as workplace
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show


def act_page(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act: its form when asked for, the act when sent."""

    @require_http_methods(["GET", "POST"])
    @door(act.duty)
    def page(request: StaffRequest, case_id: UUID) -> HttpResponse:
        found = ground(request.actor, case_id, at=now())
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = act.form(found, *sent, initial=_begun(request, act, found))
        was = as_it_stands(act.name, found.case) if sent else {}
        if form.is_valid() and accepted(form, lambda: act.perform(found, form)):
            return _after(request, act, found, was)
        return _form(request, act, form)

    return page


def _begun(request: StaffRequest, act: Act, found: Ground) -> dict[str, str]:
    """What the form holds before anything is typed: a wording chosen on the case's page."""
    if act.name == "assign":  # dragged onto somebody of the board
        return {"staff": request.GET.get("staff", "")}
    text = told_now(found, request.GET.get("say", "")) if act.name == "tell" else ""
    return {"text": text} if text else {}


def _form(request: StaffRequest, act: Act, form: ActForm) -> HttpResponse:
    case = form.ground.case
    context = {"act": row(act, case), "case": case, "form": form, "files": act.files, "text": act.text}
    context["back"] = _back(request, case.id)
    status = 422 if form.is_bound else 200
    return show(request, "service/act.html", context, part="service/_act_form.html", status=status)


def _after(request: StaffRequest, act: Act, before: Ground, was: Values) -> HttpResponse:
    """On with the case; at the desk only its middle and right are new. What can be taken back may be for a moment.

    What is hidden from now on is left.
    """
    at, case_id = now(), before.case.id
    workplace.drop_draft(request.actor, f"{act.name}-{case_id}")
    if not still_seen(request.actor, case_id):
        return done(request, "service:desk", str(act.told))
    back = _back(request, case_id)
    offered = offer(request, Acted(act.name, before.case, str(act.told), back, was), at=at)
    if request.htmx and request.htmx.target == "work":
        found = work(request.actor, case_id, None, at=at)
        return told(show(request, "service/_open.html", around(found, AnswerForm(), at)))
    return done(request, back, "" if offered else str(act.told))


@require_POST
@door(Duty.SEE_QUEUE)
def undo(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Take back what was done a moment ago."""
    to = take_back(request.actor, case_id, request.POST.get("token", ""), at=now())
    return done(request, to, _("Taken back."))


def _back(request: StaffRequest, case_id: UUID) -> str:
    """Where the act was begun: the desk with this case open, the board, or the case's page."""
    given: Any = request.POST if request.method == "POST" else request.GET
    if given.get("on") == "desk":
        return f"{reverse('service:desk')}?{_shown(request).query(case=str(case_id))}"
    if given.get("on") == "board":
        return reverse("service:board")
    return reverse("service:case", args=[case_id])


def _shown(request: StaffRequest) -> queue.Asked:
    """The part of the queue that stands beside the case at the desk."""
    here = urlsplit(str(request.htmx.current_url or "")) if request.htmx else None
    return queue.asked(QueryDict(here.query)) if here and here.path == reverse("service:desk") else queue.Asked()
