"""Where communities lie: a list, and the code of one."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.rooms.handbook import division_page, services
from guanjia.rooms.handbook.forms import DivisionForm
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show


@require_GET
@door(Duty.SEE_HANDBOOK)
def communities(request: StaffRequest) -> HttpResponse:
    """The communities this person serves, where each lies, how many local rules are in force there."""
    page = division_page.communities(request.actor, now(), request.GET.get("after"))
    context = {"page": page, "may_edit": request.actor.may(Duty.EDIT_HANDBOOK)}
    return show(request, "handbook/communities.html", context)


@require_http_methods(["GET", "POST"])
@door(Duty.EDIT_HANDBOOK)
def division(request: StaffRequest, community_id: UUID) -> HttpResponse:
    """Say where a community lies."""
    actor, at = request.actor, now()
    found = division_page.community(actor, community_id, at)
    form = DivisionForm(found, request.POST or None)
    if form.is_valid() and accepted(form, lambda: services.set_division(actor, community_id, form.code(), at=at)):
        return done(request, "handbook:communities", _("Saved. The rules of the place hold from now on."))
    return show(request, "handbook/division.html", {"form": form, "found": found}, status=422 if form.is_bound else 200)
