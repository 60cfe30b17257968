"""Endpoints of asking afterwards."""

from fractions import Fraction
from uuid import UUID

from ninja import Router
from ninja.responses import Status

from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import services as verbs
from guanjia.rooms.surveys import selectors, services
from guanjia.rooms.surveys.schemas import After, AnswerIn, Chosen, FollowUpPage, SamplesOut, ShareIn, TriedIn
from guanjia.rooms.surveys.types import FollowUpRow
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["follow-ups"], auth=bearer(Duty.ASK_RESIDENTS))


@router.get("", response=FollowUpPage, summary="Follow-ups still to be asked, the most urgent first")
def waiting(request: StaffRequest, after: After | None = None) -> Page[FollowUpRow]:
    return selectors.waiting(request.auth, at=now(), after=after)


@router.post("/{follow_up_id}/answer", response={204: None}, summary="Record what the resident said")
def answer(request: StaffRequest, follow_up_id: UUID, body: AnswerIn) -> Status[None]:
    services.answer(request.auth, follow_up_id, body.answer(), at=now())
    return Status(204, None)


@router.post("/{follow_up_id}/attempt", response={204: None}, summary="Record a try without an answer")
def attempt(request: StaffRequest, follow_up_id: UUID, body: TriedIn | None = None) -> Status[None]:
    services.attempt(request.auth, follow_up_id, body.tried() if body else None, at=now())
    return Status(204, None)


@router.get(
    "/samples", response=SamplesOut, auth=bearer(Duty.SEE_SCORE), summary="What is asked by sample, and its draws"
)
def samples(request: StaffRequest, community: Chosen = "") -> dict[str, object]:
    found = selectors.samples(request.auth, community, at=now())
    return {"community": found.community.id, "samples": found.samples}


@router.put(
    "/samples/{code}/share",
    response={204: None},
    auth=bearer(Duty.MANAGE),
    summary="Set the share of the rest; refused under the handbook's floor",
)
def set_share(request: StaffRequest, code: str, body: ShareIn, community: Chosen = "") -> Status[None]:
    chosen = selectors.samples(request.auth, community, at=now()).community
    verbs.set_share(request.auth, chosen.id, code, Fraction(str(body.share)), at=now())
    return Status(204, None)
