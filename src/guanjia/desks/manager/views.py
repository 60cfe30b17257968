"""Today, for who runs a project: what is late or about to be, by community, team and person, with one touch to act."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanjia.desks.manager import nudging, selectors
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, show

PAGE, ROWS = "manager/today.html", "manager/_action_rows.html"


@require_GET
@door(Duty.MANAGE)
def today(request: StaffRequest) -> HttpResponse:
    """What is late or about to be, and who is at work."""
    at, after = now(), request.GET.get("after")
    wish = selectors.wish_of(request.GET, request.actor)
    if after and request.htmx:
        page = selectors.actions(request.actor, wish, at=at, after=after)
        return show(request, PAGE, {"page": page, "now": at, "here": selectors.address(wish)}, part=ROWS)
    found = selectors.today(request.actor, wish, at=at, after=after)
    context = {"found": found, "page": found.page, "now": at, "here": selectors.address(wish), "wish": wish}
    return show(request, PAGE, context)


@require_POST
@door(Duty.MANAGE)
def nudge(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Remind whoever owes it, on the case itself."""
    told = nudging.nudge(request.actor, promise_id, at=now())
    back = selectors.address(selectors.wish_of(request.POST, request.actor))
    return done(request, back, _("Reminded on %(number)s.") % {"number": told})


app_name = "manager"
urlpatterns = [path("", today, name="today"), path("promises/<uuid:promise_id>/nudge/", nudge, name="nudge")]
