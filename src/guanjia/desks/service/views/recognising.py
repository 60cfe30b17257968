"""How well recognition does: by topic, and on what it fails."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from guanjia.desks.service.types import Tab
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show

PERIODS = (30, 90, 365)


@require_GET
@door(Duty.SEE_SCORE)
def recognition(request: StaffRequest) -> HttpResponse:
    """Right and sure by topic, and the messages it failed on for those who may see cases."""
    at, days = now(), _days(request.GET.get("days", ""))
    since, reads = at - timedelta(days=days), request.actor.may(Duty.SEE_QUEUE)
    failed = cases.recognition_failures(request.actor, since, at=at, after=request.GET.get("after")) if reads else None
    context: dict[str, object] = {"page": failed, "days": days, "now": at}
    if not (request.htmx and request.GET.get("after")):
        context |= {"record": cases.recognition_record(request.actor, since, at=at), "tabs": _tabs(days)}
    return show(request, "service/recognition.html", context, part="service/_failed_rows.html")


def _days(given: str) -> int:
    return next((days for days in PERIODS if str(days) == given), PERIODS[1])


def _tabs(chosen: int) -> list[Tab]:
    here = reverse("service:recognition")
    return [
        Tab(ngettext("%(n)s day", "%(n)s days", days) % {"n": days}, f"{here}?days={days}", days == chosen)
        for days in PERIODS
    ]
