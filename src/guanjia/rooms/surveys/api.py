"""Endpoints of asking afterwards."""

from uuid import UUID

from ninja import Router
from ninja.responses import Status

from guanjia.rooms.people.types import Duty
from guanjia.rooms.surveys import selectors, services
from guanjia.rooms.surveys.schemas import After, AnswerIn, FollowUpPage
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


@router.post("/{follow_up_id}/attempt", response={204: None}, summary="Record a try that reached nobody")
def attempt(request: StaffRequest, follow_up_id: UUID) -> Status[None]:
    services.attempt(request.auth, follow_up_id, at=now())
    return Status(204, None)
