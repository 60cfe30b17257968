"""The desk: the queue at the left, the talk in the middle, who and what is owed at the right."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanjia.desks.service.forms.answering import NOTE, AnswerForm, known_id
from guanjia.desks.service.selectors import queue
from guanjia.desks.service.selectors.keeping import begins_with, with_views
from guanjia.desks.service.selectors.work import Work, work
from guanjia.rooms.cases import services as cases
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.people import access as people_access
from guanjia.rooms.people import selectors as people_rows
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import Duty, UnmaskReason
from guanjia.rooms.workplace import services as workplace
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

OPEN = "service/_open.html"
PARTS = {"talk": "service/_live.html"}
"""What an open page asks for by itself."""
CHANGED = "queue-changed"
"""What the list listens to: something in it is no longer as it stands there."""


@require_GET
@door(Duty.SEE_QUEUE)
def desk(request: StaffRequest) -> HttpResponse:
    """The queue with what was opened; for a script only the part that changes: rows, or the open row."""
    at, wish = now(), queue.asked(request.GET)
    after, part = request.GET.get("after"), request.GET.get("part", "")
    if request.htmx and (after or part == "rows"):
        rows = queue.queue(request.actor, wish, at=at, after=after)
        return show(request, "service/desk.html", {"page": rows, "asked": wish, "now": at}, part="service/_rows.html")
    first = "" if request.GET or request.htmx else begins_with(request.actor, "desk")
    if first:
        return redirect(first)
    found = opened(request, at)
    if request.htmx and found.opened:
        return show(request, "service/desk.html", around(found, AnswerForm(), at), part=PARTS.get(part, OPEN))
    return whole(request, found, AnswerForm(), at)


def opened(request: StaffRequest, at: datetime) -> Work:
    """The case or conversation the address names."""
    case_id, talk_id = (known_id(request.GET.get(name, "")) for name in ("case", "conversation"))
    return work(request.actor, case_id, talk_id, at=at)


def around(found: Work, form: AnswerForm, at: datetime) -> dict[str, Any]:
    """The open row as its templates take it."""
    shown = {one.name: getattr(found, one.name) for one in fields(found)}
    return {**shown, "form": form if found.may_answer else None, "now": at, "asked": queue.Asked()}


def whole(request: StaffRequest, found: Work, form: AnswerForm, at: datetime, status: int = 200) -> HttpResponse:
    """The desk as one page."""
    wish, after = queue.asked(request.GET), request.GET.get("after")
    listed = queue.desk(request.actor, wish, reverse("service:desk"), at=at)
    page = queue.queue(request.actor, wish, at=at, after=after) if after else listed.page
    tabs = with_views(listed.tabs, request.actor, "desk", wish.query())
    context = {**around(found, form, at), "asked": wish, "page": page, "tabs": tabs}
    context |= {"kept_today": listed.kept_today, "counts": listed.counts}
    return show(request, "service/desk.html", context, status=status)


@require_GET
@door(Duty.SEE_QUEUE)
def news(request: StaffRequest) -> HttpResponse:
    """How many residents wrote and what became overdue since; the list itself moves only when asked to."""
    since = _instant(request.GET.get("since", ""))
    context: dict[str, Any] = {
        "new": queue.fresh(request.actor, since),
        "late": queue.just_late(request.actor, since, at=now()),
    }
    context |= {"since": since, "asked": queue.asked(request.GET)}
    return show(request, "service/_news.html", context)


def _instant(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and found.tzinfo is not None else now()


@require_POST
@door(Duty.ANSWER)
def answer(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """Answer the resident, or keep a note; what can't be sent comes back with its text."""
    at = now()
    found = work(request.actor, None, conversation_id, at=at)
    form = AnswerForm(request.POST)
    if not (form.is_valid() and accepted(form, lambda: _say(request, found, form, at))):
        return _again(request, conversation_id, form, at)
    workplace.drop_draft(request.actor, f"answer-{conversation_id}")
    if not request.htmx:
        return done(request, f"{reverse('service:desk')}?conversation={conversation_id}", _said(form))
    fresh = work(request.actor, None, conversation_id, at=at)
    return told(show(request, "service/_open.html", around(fresh, AnswerForm(), at)))


def _say(request: StaffRequest, found: Work, form: AnswerForm, at: datetime) -> None:
    given, talk, case = form.cleaned_data, found.conversation, found.case
    if talk is None:
        return
    if given["kind"] == NOTE:
        conversations.note(request.actor, talk.id, given["text"], at=at, draft=given["draft"])
    elif given["then"] == "settle" and case is not None:
        conversations.check_unanswered(request.actor, talk.id, given["seen"])
        cases.answer_on_the_spot(request.actor, case.id, given["text"], at=at)
    else:
        case_id = case.id if case and case.is_open else None
        key, seen = given["draft"], given["seen"]
        conversations.answer(request.actor, talk.id, given["text"], at=at, case_id=case_id, draft=key, seen=seen)


def _said(form: AnswerForm) -> str:
    return _("Note kept.") if form.cleaned_data["kind"] == NOTE else _("Sent.")


def _again(request: StaffRequest, conversation_id: UUID, form: AnswerForm, at: datetime) -> HttpResponse:
    """The form with its text, beside the talk as it is by now."""
    found = work(request.actor, None, conversation_id, at=at)
    if request.htmx:
        return show(request, "service/_open.html", around(found, form, at), status=422)
    return whole(request, found, form, at, status=422)


def told(answer: HttpResponse) -> HttpResponse:
    """The answer, and a word to the list that it changed."""
    answer["HX-Trigger"] = CHANGED
    return answer


@require_POST
@door(Duty.UNMASK)
def unmask(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show a resident's number in full, once and on record."""
    people_access.contact(request.actor, contact_id)
    given = request.POST.get("reason", "")
    reason = UnmaskReason(given) if given in set(UnmaskReason) else UnmaskReason.CALL
    seen = people.unmask(request.actor, "contact", contact_id, reason, now())
    row = people_rows.contact_row(contact_id)
    shown = {"id": contact_id, "name": seen.name, "phone": seen.phone, "masked_phone": row.masked_phone}
    return show(request, "service/phone.html", {"contact": shown}, part="service/_phone.html")
