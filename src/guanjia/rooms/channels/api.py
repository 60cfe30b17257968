"""Endpoints of channels: what is stuck on its way, and sending it again."""

from uuid import UUID

from ninja import Router, Status

from guanjia.rooms.channels import schemas, selectors, services
from guanjia.rooms.channels.types import TroubleRow
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import coming_from
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["channels"])


@router.get(
    "/not-taken", response=schemas.TroublePage, auth=bearer(Duty.SEE_OPS), summary="What came and could not be taken in"
)
def not_taken(request: StaffRequest, after: schemas.After | None = None) -> Page[TroubleRow]:
    return selectors.not_taken(request.auth, after=after)


@router.get("/not-sent", response=schemas.TroublePage, auth=bearer(Duty.SEE_QUEUE), summary="What could not be sent")
def not_sent(request: StaffRequest, after: schemas.After | None = None) -> Page[TroubleRow]:
    return selectors.not_sent(request.auth, after=after)


@router.post(
    "/messages/{message_id}/send-again",
    response={204: None},
    auth=bearer(Duty.ANSWER),
    summary="Try a message anew that could not be sent",
)
def send_again(request: StaffRequest, message_id: UUID) -> Status[None]:
    with coming_from("api", request.auth.id):
        services.send_again(request.auth, message_id, at=now())
    return Status(204, None)
