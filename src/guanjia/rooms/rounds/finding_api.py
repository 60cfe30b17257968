"""Endpoints of what was found: looked at again, led by a superior."""

from uuid import UUID

from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import schemas, services
from guanjia.shared.api import bearer
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["rounds"], auth=bearer(Duty.DO_WORK))
Nothing = Status[None]
Photos = list[UploadedFile]


@router.post("/{finding_id}/verify", response={204: None}, summary="Somebody stands there again, and it is right")
def verify(request: StaffRequest, finding_id: UUID, photos: File[Photos | None] = None) -> Nothing:
    services.verify(request.auth, finding_id, [one.read() for one in photos or ()], at=now())
    return Status(204, None)


@router.post("/{finding_id}/fail", response={204: None}, summary="It is not right, and goes on as another case")
def fail(
    request: StaffRequest, finding_id: UUID, words: Form[schemas.Words], photos: File[Photos | None] = None
) -> Nothing:
    services.fail(request.auth, finding_id, [one.read() for one in photos or ()], words, at=now())
    return Status(204, None)


@router.post(
    "/{finding_id}/lead", response={204: None}, auth=bearer(Duty.RECEIVE_ESCALATION), summary="You lead what is grave"
)
def lead(request: StaffRequest, finding_id: UUID) -> Nothing:
    services.lead(request.auth, finding_id, at=now())
    return Status(204, None)
