"""Making a draft, changing it, throwing it away."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.rooms.handbook import access, edition_page, services
from guanjia.rooms.handbook.forms import PackForm, StandardForm
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

BOTH = ["GET", "POST"]
EDIT = Duty.EDIT_HANDBOOK


@require_POST
@door(EDIT)
def draft(request: StaffRequest) -> HttpResponse:
    """A draft from the edition in force."""
    made = edition_page.draft_in_force(request.actor, at=now())
    return done(request, "handbook:edition", _("The draft says what holds now. Change it."), edition_id=made)


@require_http_methods(BOTH)
@door(EDIT)
def upload(request: StaffRequest) -> HttpResponse:
    """A draft from a pack that is sent; its mistakes are shown by file, line and key."""
    form = PackForm(request.POST or None, request.FILES or None)
    sent = edition_page.Sent(request.actor)
    if form.is_valid() and accepted(form, lambda: sent.draft(form.pack(), at=now())) and sent.made:
        return done(request, "handbook:edition", _("The pack is a draft now."), edition_id=sent.made)
    context = {"form": form, "problems": sent.problems}
    return show(request, "handbook/upload.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH)
@door(EDIT)
def rewrite(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """A pack, or single files of it, in place of what a draft says."""
    found, form = edition_page.headed(request.actor, edition_id), PackForm(request.POST or None, request.FILES or None)
    sent = edition_page.Sent(request.actor)
    if form.is_valid() and accepted(form, lambda: sent.rewrite(edition_id, form, at=now())) and sent.made:
        return done(request, "handbook:edition", _("The draft says what was sent."), edition_id=edition_id)
    context = {"form": form, "problems": sent.problems, "found": found}
    return show(request, "handbook/upload.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH)
@door(EDIT)
def change(request: StaffRequest, edition_id: UUID, code: str) -> HttpResponse:
    """Figures, hours, texts, weight and status of one standard of a draft, everywhere or in one community."""
    found = edition_page.standard(request.actor, edition_id, code, request.GET.get("community", ""))
    form = StandardForm(found, request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: services.change_standard(request.actor, edition_id, form.change(), at=now())
    ):
        return done(request, "handbook:edition", _("Saved in the draft."), edition_id=edition_id)
    status = 422 if form.is_bound else 200
    return show(request, "handbook/change.html", {"form": form, "found": found}, status=status)


@require_POST
@door(EDIT)
def throw_away(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """Take a draft away with everything in it."""
    services.throw_away(request.actor, access.edition_of(request.actor, edition_id))
    return done(request, "handbook:editions", _("The draft is gone."))
