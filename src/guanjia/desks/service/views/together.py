"""Several cases at once: chosen, looked at, done; each by its own verb."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from guanjia.desks.service import many
from guanjia.desks.service.acts import Act
from guanjia.desks.service.types import Ground
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show


@require_http_methods(["GET", "POST"])
@door(Duty.SEE_QUEUE)
def together(request: StaffRequest) -> HttpResponse:
    """Choose the act and fill it in, see what becomes of each, then do it; what is refused says why."""
    given, at = request.POST if request.method == "POST" else request.GET, now()
    cases = many.chosen(request.actor, given.getlist("case"), at=at)
    act = many.act_of(request.actor, given.get("act", "")) if cases else None
    context = {"cases": cases, "acts": many.acts_for(request.actor), "act": act, "most": many.MOST, "now": at}
    step = given.get("step", "") if request.method == "POST" else ""
    if act is not None:
        context |= STEPS.get(step, _fill)(request, act, cases)
    return show(request, "service/many.html", context)


Asked = dict[str, Any]


def _fill(request: StaffRequest, act: Act, cases: list[Ground]) -> Asked:
    return {"form": many.asks(act, cases, request.POST or None)}


def _look(request: StaffRequest, act: Act, cases: list[Ground]) -> Asked:
    outcomes = many.looked_at(act, cases, request.POST)
    through, refused = many.summed(outcomes)
    shown = {"outcomes": outcomes, "through": through, "refused": refused}
    return {**shown, "filled": many.filled(request.POST), "key": uuid4().hex}


def _carry_out(request: StaffRequest, act: Act, cases: list[Ground]) -> Asked:
    outcomes = many.carried_out(act, cases, request.POST, request.POST.get("key", ""))
    through, refused = many.summed(outcomes)
    return {"outcomes": outcomes, "through": through, "refused": refused, "done": True}


STEPS = {"look": _look, "do": _carry_out}
"""What follows on the button that was pressed; anything else is filling in."""
