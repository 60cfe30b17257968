"""Who of the staff saw whose personal data: for who answers for it."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from guanjia.rooms.people import selectors
from guanjia.rooms.people.forms import REASONS, LooksForm
from guanjia.rooms.people.selectors import looking
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show


@require_GET
@door(Duty.MANAGE)
def looks(request: StaffRequest) -> HttpResponse:
    """Who saw which resident's data in full, when and why, the latest first."""
    form = LooksForm(request.GET, staff=looking.who_looked(request.actor))
    asked = form.asked()
    page = looking.looks(request.actor, asked, after=request.GET.get("after"))
    query = request.GET.copy()
    query["after"] = page.next or ""
    context = {"page": page, "form": form, "asked": asked, "now": now(), "reasons": dict(REASONS)}
    context |= {"more": f"{reverse('people:looks')}?{query.urlencode()}"}
    context |= {"names": selectors.community_names(request.actor)}
    return show(request, "people/looks.html", context, part="people/_look_rows.html")
