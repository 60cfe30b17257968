"""The way in for other systems: an app of the owners' committee, a hotline's records, a mail gate."""

from django.http import HttpResponse
from ninja import Router

from guanjia.rooms.conversations import schemas, services
from guanjia.rooms.conversations.types import ReceivedMessage
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor, coming_from
from guanjia.shared.api import bearer, repeatable
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["conversations"], auth=bearer(Duty.REGISTER))


@router.post("", response={200: schemas.ReceivedOut, 201: schemas.ReceivedOut}, summary="Bring a resident's message in")
def receive(request: StaffRequest, body: schemas.MessageIn) -> HttpResponse:
    """201 for a new message, 200 for one that had come before. `Idempotency-Key` repeats the answer as well."""
    status, answer = repeatable(request, lambda: _received(request.auth, body))
    return HttpResponse(answer, status=status, content_type="application/json; charset=utf-8")


def _received(actor: Actor, body: schemas.MessageIn) -> tuple[int, bytes]:
    with coming_from("api", actor.id):
        made: ReceivedMessage = services.bring_in(actor, body.brought(), at=body.at or now())
    out = schemas.ReceivedOut(conversation_id=made.conversation_id, message_id=made.message_id, new=made.new)
    return 201 if made.new else 200, out.model_dump_json().encode()
