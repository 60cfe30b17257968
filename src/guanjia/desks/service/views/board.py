"""The board: who has what, and giving a case to another."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from guanjia.desks.service.selectors import board as reads
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show


@require_GET
@door(Duty.DISPATCH)
def board(request: StaffRequest) -> HttpResponse:
    """People with their tasks, and the cases nobody has; dragged or chosen, a case goes to another with a reason."""
    at = now()
    found = reads.board(request.actor, at=at, after=request.GET.get("after"))
    context = {"board": found.board, "nobody": found.nobody, "now": at}
    return show(request, "service/board.html", context, part="service/_board.html")
