"""Endpoints of routine work: the same verbs as the pages'."""

from uuid import UUID

from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.types import QuotaLine
from guanjia.rooms.routines import schemas, selectors, services
from guanjia.rooms.routines.types import DayRoutines, RoutineRow, RoutineView, ThingRow
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["routine work"], auth=bearer(Duty.DO_WORK))
Nothing = Status[None]
SEE, KEEP = bearer(Duty.SEE_SCORE), bearer(Duty.MANAGE)


@router.get("/day", response=schemas.RoutineDayOut, summary="Your routine work of today, by the hour it is meant for")
def day(request: StaffRequest) -> DayRoutines:
    return selectors.day(request.auth, at=now())


@router.get("", response=schemas.RoutinePageOut, auth=SEE, summary="Today's routine work of a community")
def here(
    request: StaffRequest, community: schemas.Community = "", after: schemas.After | None = None
) -> Page[RoutineRow]:
    return selectors.here(request.auth, community, at=now(), after=after)[0]


@router.get(
    "/standing", response=list[schemas.RoutineStandingOut], auth=SEE, summary="How each standard of routine work stands"
)
def standing(request: StaffRequest, community: schemas.Community = "") -> list[QuotaLine]:
    return selectors.standing(request.auth, community, at=now())


@router.get("/things", response=schemas.ThingPageOut, auth=KEEP, summary="What is looked after beside homes")
def things(
    request: StaffRequest, community: schemas.Community = "", after: schemas.After | None = None
) -> Page[ThingRow]:
    return selectors.things(request.auth, community, at=now(), after=after)


@router.post("/things", response={201: schemas.ThingMadeOut}, auth=KEEP, summary="Enter something to be looked after")
def look_after(request: StaffRequest, body: schemas.ThingIn) -> Status[schemas.ThingMadeOut]:
    where = selectors.chosen(request.auth, body.community)
    return Status(201, schemas.ThingMadeOut(id=services.look_after(request.auth, where, body.thing(), at=now())))


@router.delete("/things/{thing_id}", response={204: None}, auth=KEEP, summary="It is there no more")
def strike_off(request: StaffRequest, thing_id: UUID) -> Nothing:
    services.strike_off(request.auth, thing_id, at=now())
    return Status(204, None)


@router.get("/{routine_id}", response=schemas.RoutineWholeOut, summary="One doing with what is asked at it")
def routine(request: StaffRequest, routine_id: UUID) -> RoutineView:
    return selectors.routine(request.auth, routine_id, at=now())


@router.post("/{routine_id}/photos", response={204: None}, summary="A photo for an item, before what was seen is sent")
def photo(request: StaffRequest, routine_id: UUID, item: Form[schemas.ItemCode], photo: File[UploadedFile]) -> Nothing:
    services.keep_picture(request.auth, routine_id, item, photo.read(), at=now())
    return Status(204, None)


@router.post("/{routine_id}/record", response={204: None}, summary="What was seen; sent twice it counts once")
def record(request: StaffRequest, routine_id: UUID, body: schemas.RoutineDoneIn) -> Nothing:
    services.record(request.auth, routine_id, body.done(), at=body.at or now())
    return Status(204, None)
