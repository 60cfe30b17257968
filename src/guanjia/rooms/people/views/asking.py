"""What residents ask about what is kept of them: who waits, and one request to be settled."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.rooms.people import services
from guanjia.rooms.people.forms import SettleForm
from guanjia.rooms.people.selectors import asking
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show


@require_GET
@door(Duty.REGISTER)
def requests(request: StaffRequest) -> HttpResponse:
    """Requests not settled yet, the oldest first."""
    page = asking.requests_waiting(request.actor, after=request.GET.get("after"))
    return show(request, "people/requests.html", {"page": page, "now": now()}, part="people/_request_rows.html")


@require_http_methods(["GET", "POST"])
@door(Duty.REGISTER)
def one(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One request: done, or declined with a reason."""
    found, at = asking.one_request(request.actor, request_id), now()
    form, granted = SettleForm(request.POST or None), request.POST.get("granted") == "yes"
    if form.is_valid() and accepted(
        form,
        lambda: services.settle_request(request.actor, request_id, form.cleaned_data["answer"], granted=granted, at=at),
    ):
        return done(request, "people:requests", _("Settled; the resident sees it.") if granted else _("Declined."))
    context = {"found": found, "form": form, "now": at}
    return show(request, "people/request.html", context, status=422 if request.method == "POST" else 200)
