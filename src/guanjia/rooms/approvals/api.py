"""Endpoints of approvals: the same verbs as the pages'."""

from typing import Annotated
from uuid import UUID

from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from guanjia.rooms.approvals import schemas, selectors, services
from guanjia.rooms.approvals.types import (
    ActKind,
    Begun,
    BegunOutside,
    MatterRow,
    MatterView,
    NewMatter,
    SentPaper,
    Shown,
)
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["approvals"], auth=bearer(Duty.SEE_APPROVALS))
Nothing = Status[None]
Files = Annotated[list[UploadedFile], File(description="PDF or pictures, in the order of `codes`")]


def _sent(codes: str, files: list[UploadedFile]) -> tuple[SentPaper, ...]:
    """Each file with its paper. Raises Invalid where they don't go together."""
    named = [one.strip() for one in codes.split(",") if one.strip()]
    if len(named) != len(files):
        message = gettext_noop("Name the paper of each file in `codes`, in the same order.")
        raise Invalid("approvals.codes", message, field="codes")
    return tuple(SentPaper(code, one.name or code, one.read()) for code, one in zip(named, files, strict=True))


@router.get("", response=schemas.MatterPageOut, summary="Papers for approval, by when they must be approved")
def listed(request: StaffRequest, show: Shown = Shown.MINE, after: schemas.After | None = None) -> Page[MatterRow]:
    return selectors.listed(request.auth, show, at=now(), after=after)


@router.get("/kinds", response=list[schemas.ActKindOut], summary="What you may lay papers for")
def kinds(request: StaffRequest, community: schemas.Chosen = "") -> list[ActKind]:
    return selectors.kinds(request.auth, selectors.chosen(request.auth, community), at=now())


@router.post("", response={201: schemas.MatterLaidOut}, summary="Lay papers before those who must approve")
def lay(request: StaffRequest, body: Form[schemas.LaidIn], papers: Files = []) -> Status[dict[str, UUID]]:  # noqa: B006
    new = NewMatter(
        community_id=selectors.chosen(request.auth, body.community),
        act=body.act,
        title=body.title,
        meant_for=body.meant_for,
        words=body.words,
        home=body.home,
        papers=_sent(body.codes, papers),
    )
    return Status(201, {"id": services.lay(request.auth, new, at=now())})


@router.post("/begun", response={201: schemas.MatterLaidOut}, summary="Record what began without any papers")
def record_unasked(request: StaffRequest, body: schemas.UnaskedIn) -> Status[dict[str, UUID]]:
    new = BegunOutside(
        community_id=selectors.chosen(request.auth, body.community),
        act=body.act,
        title=body.title,
        happened_at=body.happened_at,
        words=body.words,
        home=body.home,
    )
    return Status(201, {"id": services.record_begun_unasked(request.auth, new, at=now())})


@router.get("/{matter_id}", response=schemas.MatterViewOut, summary="One matter with its versions and what was said")
def matter(request: StaffRequest, matter_id: UUID) -> MatterView:
    return selectors.matter(request.auth, matter_id, at=now())


@router.post("/{matter_id}/versions", response={204: None}, summary="Lay another version; all are asked anew")
def lay_again(
    request: StaffRequest,
    matter_id: UUID,
    body: Form[schemas.LaidAgainIn],
    papers: Files = [],  # noqa: B006
) -> Nothing:
    new = body.version(_sent(body.codes, papers))
    services.lay_again(request.auth, matter_id, new, at=now())
    return Status(204, None)


@router.post("/{matter_id}/approve", response={204: None}, summary="Approve a version in a role of yours")
def approve(request: StaffRequest, matter_id: UUID, body: schemas.ApprovalIn) -> Nothing:
    services.approve(request.auth, matter_id, body.word(), at=now())
    return Status(204, None)


@router.post("/{matter_id}/refuse", response={204: None}, summary="Refuse a version, with what must be changed")
def refuse(request: StaffRequest, matter_id: UUID, body: schemas.ApprovalIn) -> Nothing:
    services.refuse(request.auth, matter_id, body.word(), at=now())
    return Status(204, None)


@router.post("/{matter_id}/withdraw", response={204: None}, summary="Take the papers back")
def withdraw(request: StaffRequest, matter_id: UUID, body: schemas.WithdrawnIn) -> Nothing:
    services.withdraw(request.auth, matter_id, body.words, at=now())
    return Status(204, None)


@router.post("/{matter_id}/start", response={204: None}, summary="Begin; refused while anything is missing")
def start(
    request: StaffRequest,
    matter_id: UUID,
    body: Form[schemas.ActStartIn],
    files: Files = [],  # noqa: B006
) -> Nothing:
    ticked = frozenset(one.strip() for one in body.ticked.split(",") if one.strip())
    services.start(request.auth, matter_id, Begun(files=_sent(body.codes, files), ticked=ticked), at=now())
    return Status(204, None)


@router.post("/{matter_id}/begun", response={204: None}, summary="Record that it began all the same")
def record_begun(request: StaffRequest, matter_id: UUID, body: schemas.BegunAnywayIn) -> Nothing:
    services.record_begun(request.auth, matter_id, body.words, happened_at=body.happened_at)
    return Status(204, None)
