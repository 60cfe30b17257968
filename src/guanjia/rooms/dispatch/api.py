"""Endpoints of dispatch: a worker's tasks, and the desk's naming."""

from uuid import UUID

from ninja import Router
from ninja.responses import Status

from guanjia.rooms.dispatch import schemas, selectors, services
from guanjia.rooms.dispatch.types import CandidateRow, OpeningRow, TaskRow
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

WORK, SEND = bearer(Duty.DO_WORK), bearer(Duty.DISPATCH)
router = Router(tags=["assignments"])


@router.get("", response=schemas.TaskPage, auth=WORK, summary="My tasks: offered and taken")
def tasks(request: StaffRequest, after: schemas.After | None = None) -> Page[TaskRow]:
    return selectors.tasks(request.auth, at=now(), after=after)


@router.post("/{assignment_id}/take", response={204: None}, auth=WORK, summary="I go")
def take(request: StaffRequest, assignment_id: UUID, body: schemas.OfferActIn) -> Status[None]:
    services.take(request.auth, assignment_id, at=body.at or now())
    return Status(204, None)


@router.post("/{assignment_id}/decline", response={204: None}, auth=WORK, summary="I can't, for a reason")
def decline(request: StaffRequest, assignment_id: UUID, body: schemas.ReasonIn) -> Status[None]:
    services.decline(request.auth, assignment_id, body.reason, at=body.at or now())
    return Status(204, None)


@router.get("/openings", response=schemas.OpeningPage, auth=WORK, summary="What lies open for my roles")
def openings(request: StaffRequest, after: schemas.After | None = None) -> Page[OpeningRow]:
    return selectors.openings(request.auth, at=now(), after=after)


@router.post("/openings/{opening_id}/claim", response={201: schemas.AssignedOut}, auth=WORK, summary="I take it")
def claim(request: StaffRequest, opening_id: UUID, body: schemas.OfferActIn) -> Status[schemas.AssignedOut]:
    made = services.claim(request.auth, opening_id, at=body.at or now())
    return Status(201, schemas.AssignedOut(id=made))


@router.post("/{assignment_id}/pass-on", response={201: schemas.AssignedOut}, auth=WORK, summary="To a colleague")
def pass_on(request: StaffRequest, assignment_id: UUID, body: schemas.PassOnIn) -> Status[schemas.AssignedOut]:
    made = services.pass_on(request.auth, assignment_id, body.staff_id, body.why(), at=body.at or now())
    return Status(201, schemas.AssignedOut(id=made))


@router.post("/{assignment_id}/finish", response={204: None}, auth=WORK, summary="A helper's part is done")
def finish(request: StaffRequest, assignment_id: UUID, body: schemas.PartDoneIn) -> Status[None]:
    services.finish_part(request.auth, assignment_id, body.result, at=body.at or now())
    return Status(204, None)


@router.post("/{assignment_id}/release", response={204: None}, auth=bearer(), summary="Take it back, or give it back")
def release(request: StaffRequest, assignment_id: UUID, body: schemas.ReasonIn) -> Status[None]:
    services.release(request.auth, assignment_id, body.reason, at=body.at or now())
    return Status(204, None)


@router.get("/cases/{case_id}/choices", response=list[schemas.CandidateOut], auth=SEND, summary="Who could go")
def choices(request: StaffRequest, case_id: UUID) -> list[CandidateRow]:
    return selectors.choices(request.auth, case_id, at=now())


@router.post("/cases/{case_id}", response={201: schemas.AssignedOut}, auth=SEND, summary="Name somebody")
def assign(request: StaffRequest, case_id: UUID, body: schemas.AssignIn) -> Status[schemas.AssignedOut]:
    made = services.assign(request.auth, case_id, body.staff_id, body.why(), at=body.at or now())
    return Status(201, schemas.AssignedOut(id=made))


@router.post("/cases/{case_id}/help", response={201: schemas.AssignedOut}, auth=SEND, summary="Ask a role for a part")
def help_with(request: StaffRequest, case_id: UUID, body: schemas.HelpIn) -> Status[schemas.AssignedOut]:
    made = services.ask_help(request.auth, case_id, body.wanted(), at=body.at or now())
    return Status(201, schemas.AssignedOut(id=made))
