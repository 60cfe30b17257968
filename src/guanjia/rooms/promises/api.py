"""Endpoints of promises: one in full, waivers and appeals."""

from uuid import UUID

from ninja import Router
from ninja.responses import Status

from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import pages, schemas, selectors, services
from guanjia.rooms.promises.types import PleaRow, QuotaFigures
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["promises"], auth=bearer(Duty.SEE_HANDBOOK))
WAIVE = bearer(Duty.WAIVE)


@router.get("/pleas", response=schemas.PleaPage, auth=bearer(Duty.SEE_SCORE), summary="What waits for a decision")
def waiting(
    request: StaffRequest, community: UUID | None = None, decided: bool = False, after: schemas.After | None = None
) -> Page[PleaRow]:
    """The oldest first; with `decided` what was decided, the newest first."""
    return selectors.waiting(request.auth, at=now(), community_id=community, decided=decided, after=after)


@router.post("/pleas/{plea_id}/grant", response={204: None}, auth=WAIVE, summary="Waive what a plea is about")
def grant(request: StaffRequest, plea_id: UUID, body: schemas.GrantIn) -> Status[None]:
    services.grant(request.auth, plea_id, reason=body.reason, answer=body.answer, at=now())
    return Status(204, None)


@router.post("/pleas/{plea_id}/uphold", response={204: None}, auth=WAIVE, summary="Leave it as it is, and say why")
def uphold(request: StaffRequest, plea_id: UUID, body: schemas.UpholdIn) -> Status[None]:
    services.uphold(request.auth, plea_id, answer=body.answer, at=now())
    return Status(204, None)


@router.get(
    "/quotas",
    response=list[schemas.QuotaOut],
    auth=bearer(Duty.SEE_SCORE),
    summary="Quotas of a community: what the running period still asks for, and what will be short",
)
def quotas(request: StaffRequest, community: UUID | None = None) -> list[QuotaFigures]:
    """Of the first community served where none is named."""
    return selectors.quotas(request.auth, community, at=now())


@router.get("/{promise_id}", response=schemas.PromiseInFull, summary="One promise: why, edition, trace, pleas")
def promise(request: StaffRequest, promise_id: UUID) -> pages.PromisePage:
    return pages.promise(request.auth, promise_id, at=now())


@router.post("/{promise_id}/waiver", response={204: None}, auth=WAIVE, summary="Waive a promise at once")
def waive(request: StaffRequest, promise_id: UUID, body: schemas.WaiverIn) -> Status[None]:
    services.waive_for(request.auth, promise_id, body.asked(), at=now())
    return Status(204, None)


@router.post("/{promise_id}/pleas", response={201: schemas.PleaMade}, summary="Ask that a promise be waived")
def ask(request: StaffRequest, promise_id: UUID, body: schemas.WaiverIn) -> Status[dict[str, UUID]]:
    selectors.seen(request.auth, promise_id, at=now())
    return Status(201, {"id": services.ask_waiver(request.auth, promise_id, body.asked(), at=now())})


@router.post("/{promise_id}/appeal", response={201: schemas.PleaMade}, summary="The objection of the one who owes")
def appeal(request: StaffRequest, promise_id: UUID, body: schemas.AppealIn) -> Status[dict[str, UUID]]:
    selectors.seen(request.auth, promise_id, at=now())
    return Status(201, {"id": services.appeal(request.auth, promise_id, body.asked(), at=now())})
