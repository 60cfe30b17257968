"""The page of an edition, what it changes, and the steps of its road."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.rooms.handbook import access, edition_page, services
from guanjia.rooms.handbook.forms import PublishForm, ReturnForm, StepForm
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

BOTH = ["GET", "POST"]


@require_GET
@door(Duty.SEE_HANDBOOK)
def edition(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """One edition: its road, what it changes against another, what may be done next."""
    at, q = now(), request.GET.get("q", "").strip()[:100]
    found = edition_page.page(request.actor, edition_id, request.GET.get("against", ""), at=at)
    context = {"found": found, "q": q, "now": at, "lines": edition_page.standards(request.actor, edition_id, q)}
    return show(request, "handbook/edition.html", context)


@require_GET
@door(Duty.SEE_HANDBOOK)
def pack(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """The pack of an edition as a zip, byte for byte what it was made of."""
    found = edition_page.packed(request.actor, edition_id)
    answer = HttpResponse(found.content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a step is called, what it means, and what is said after it."""

    title: Promise
    text: Promise
    done: Promise


REVIEW = Words(_("Mark as reviewed"), _("It was read through; now the leader approves it."), _("Marked as reviewed."))
APPROVE = Words(_("Approve"), _("Your name stands beside this edition."), _("Approved. Now it can be published."))
RETURN = Words(
    _("Send back to draft"), _("It can be changed then, and takes its road anew."), _("It is a draft again.")
)
PUBLISH = Words(
    _("Publish"), _("It never changes then. What began earlier is judged by the earlier edition."), _("Published.")
)


def _step(
    request: StaffRequest, edition_id: UUID, form: StepForm, words: Words, act: Callable[[], Any]
) -> HttpResponse:
    if form.is_valid() and accepted(form, act):
        return done(request, "handbook:edition", str(words.done), edition_id=edition_id)
    context = {"form": form, "found": edition_page.headed(request.actor, edition_id), "words": words}
    return show(request, "handbook/step.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH)
@door(Duty.EDIT_HANDBOOK)
def review(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """Say that a draft was read through."""
    actor, found = request.actor, access.edition_of(request.actor, edition_id)
    form = StepForm(request.POST or None)
    return _step(
        request, found, form, REVIEW, lambda: services.put_forward(actor, found, remark=form.remark(), at=now())
    )


@require_http_methods(BOTH)
@door(Duty.APPROVE_HANDBOOK)
def approve(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """Stand for an edition by name."""
    actor, found = request.actor, access.edition_of(request.actor, edition_id)
    form = StepForm(request.POST or None)
    return _step(
        request, found, form, APPROVE, lambda: services.stand_for(actor, found, remark=form.remark(), at=now())
    )


@require_http_methods(BOTH)
@door(Duty.EDIT_HANDBOOK)
def send_back(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """Make a draft of it again, to be changed."""
    actor, found = request.actor, access.edition_of(request.actor, edition_id)
    form = ReturnForm(request.POST or None)
    return _step(
        request, found, form, RETURN, lambda: services.return_to_draft(actor, found, remark=form.remark(), at=now())
    )


@require_http_methods(BOTH)
@door(Duty.EDIT_HANDBOOK)
def publish(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """Put an approved edition in force, at once or from a day."""
    actor, found = request.actor, access.edition_of(request.actor, edition_id)
    form = PublishForm(request.POST or None)
    return _step(request, found, form, PUBLISH, lambda: edition_page.put_in_force(actor, found, form.wish(), at=now()))
