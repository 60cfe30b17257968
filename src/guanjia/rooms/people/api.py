"""Endpoints of people."""

from uuid import UUID

from ninja import Router
from ninja.responses import Status

from guanjia.rooms.people import schemas, selectors, services
from guanjia.rooms.people.types import Duty, HouseholdRow, StaffRow, Unmasked
from guanjia.rooms.places import selectors as places
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["people"])
RESIDENTS = bearer(Duty.SEE_RESIDENTS)


@router.get("/me", response=schemas.MeOut, auth=bearer(), summary="Who this token is, and what it may do")
def me(request: StaffRequest) -> schemas.MeOut:
    actor = request.auth
    return schemas.MeOut(
        id=actor.id,
        name=actor.name,
        staff_id=actor.staff_id,
        contact_id=actor.contact_id,
        roles=sorted(actor.roles),
        duties=sorted(actor.duties),
        communities=[schemas.CommunityOut.from_orm(row) for row in places.communities(actor)],
    )


@router.get("/staff", response=schemas.StaffPage, auth=bearer(Duty.SEE_QUEUE), summary="Staff, on duty now or all")
def staff(request: StaffRequest, on_duty: bool = True, after: schemas.After | None = None) -> Page[StaffRow]:
    return selectors.staff_list(request.auth, at=now(), on_duty=on_duty, after=after)


@router.post("/staff/{staff_id}/leave", response={204: None}, auth=bearer(Duty.MANAGE), summary="Grant a leave")
def leave(request: StaffRequest, staff_id: UUID, body: schemas.LeaveIn) -> Status[None]:
    services.grant_leave(request.auth, staff_id, body.starts, body.ends, at=now())
    return Status(204, None)


@router.get("/homes", response=schemas.HouseholdPage, auth=RESIDENTS, summary="Homes and who lives there, masked")
def homes(request: StaffRequest, query: schemas.Search = "", after: schemas.After | None = None) -> Page[HouseholdRow]:
    return selectors.households(request.auth, query, after=after)


@router.get("/homes/{home_id}", response=schemas.HouseholdOut, auth=RESIDENTS, summary="One home, masked")
def home(request: StaffRequest, home_id: UUID) -> HouseholdRow:
    return selectors.household(request.auth, home_id)


@router.post(
    "/residents/{resident_id}/unmask",
    response=schemas.UnmaskedOut,
    auth=bearer(Duty.UNMASK),
    summary="A resident's name and phone in full, on record",
)
def unmask(request: StaffRequest, resident_id: UUID, body: schemas.UnmaskIn) -> Unmasked:
    return services.unmask(request.auth, "resident", resident_id, body.reason, now())
