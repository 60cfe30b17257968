"""My steward's visits: the time I choose, change or take back."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.desks.resident.forms.visits import SlotForm
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

MINE = Duty.AS_RESIDENT


@never_cache
@require_http_methods(["GET", "POST"])
@door(MINE)
def visit(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """A visit of my steward's: what is agreed, and the times I can choose from."""
    found, slots = selectors.own_visit(request.actor, stop_id, at=now())
    form = SlotForm(slots, request.POST or None)
    act = lambda: services.book_own_visit(request.actor, stop_id, form.chosen(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "resident:visit", _("Agreed. We come in this time."), stop_id=stop_id)
    context = {"found": found, "form": form, "slots": slots, "now": now()}
    return show(request, "resident/visit.html", context, status=422 if form.is_bound else 200)


@require_POST
@door(MINE)
def take_back(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """I take the time back."""
    services.call_off_own(request.actor, stop_id, at=now())
    return done(request, "resident:visit", _("Taken back."), stop_id=stop_id)
