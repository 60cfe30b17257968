"""What the palette finds beyond what stands on the page."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from guanjia.desks.service.selectors.finding import found
from guanjia.rooms.people.types import Duty
from guanjia.shared.web import StaffRequest, door


@require_GET
@door(Duty.SEE_QUEUE)
def find(request: StaffRequest) -> HttpResponse:
    """Cases by number, place, half a phone or words, and homes with who lives there."""
    return JsonResponse({"rows": found(request.actor, request.GET.get("q", ""))})
