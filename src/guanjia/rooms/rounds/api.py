"""Endpoints of rounds: the same verbs as the pages'."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from guanjia.rooms.cases.types import Because
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import schemas, selectors, services
from guanjia.rooms.rounds.rules.booking import Slot
from guanjia.rooms.rounds.rules.proving import FlagState
from guanjia.rooms.rounds.selectors.tried import UnreachedRow
from guanjia.rooms.rounds.selectors.wished import WishedRow
from guanjia.rooms.rounds.types import DayView, FlagRow, OwedPage, PlanWeek, ShortRow, StopKind, StopRow, StopView
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["rounds"], auth=bearer(Duty.DO_WORK))
Nothing = Status[None]


@router.get("/day", response=schemas.DayOut, summary="Your stops of today in the order one walks")
def day(request: StaffRequest) -> DayView:
    return selectors.day(request.auth, at=now())


@router.get(
    "/owed", response=schemas.OwedPageOut, auth=bearer(Duty.SEE_SCORE), summary="Homes owed something this period"
)
def owed(
    request: StaffRequest, community: schemas.Community = "", kind: StopKind | None = None, after: schemas.Skipped = 0
) -> OwedPage:
    return selectors.owed(request.auth, community, kind, at=now(), after=after)


@router.get(
    "/short", response=schemas.ShortPageOut, auth=bearer(Duty.SEE_SCORE), summary="Acts that find no place in the plan"
)
def short(
    request: StaffRequest, community: schemas.Community = "", after: schemas.After | None = None
) -> Page[ShortRow]:
    return selectors.short(request.auth, community, at=now(), after=after)


@router.get("/week", response=schemas.PlanWeekOut, auth=bearer(Duty.SEE_SCORE), summary="The plan of a week")
def week(request: StaffRequest, community: schemas.Community = "", day: date | None = None) -> PlanWeek:
    return selectors.week(request.auth, community, day, at=now())


@router.post(
    "/move", response=schemas.MovedOut, auth=bearer(Duty.DISPATCH), summary="Put stops on another day or to somebody"
)
def move(request: StaffRequest, body: schemas.MoveIn) -> schemas.MovedOut:
    target = services.Target(body.day, body.staff_id)
    return schemas.MovedOut(moved=services.move_stops(request.auth, body.stops, target, at=now()))


@router.post("/plan", response=schemas.LaidOut, auth=bearer(Duty.DISPATCH), summary="Plan the coming weeks anew")
def plan(request: StaffRequest, community: schemas.Community = "") -> schemas.LaidOut:
    here = selectors.chosen(request.auth, community)
    return schemas.LaidOut(laid=services.plan(request.auth, here, at=now()))


@router.get(
    "/flags", response=schemas.FlagPageOut, auth=bearer(Duty.SEE_SCORE), summary="What was flagged about records"
)
def flags(
    request: StaffRequest,
    community: schemas.Community = "",
    state: FlagState | None = None,
    after: schemas.After | None = None,
) -> Page[FlagRow]:
    return selectors.flags(request.auth, selectors.chosen(request.auth, community), state, after=after)


@router.post("/flags/{flag_id}/explain", response={204: None}, summary="Who was there says how it came")
def explain(request: StaffRequest, flag_id: UUID, body: schemas.ExplainIn) -> Nothing:
    services.explain(request.auth, flag_id, body.words, at=now())
    return Status(204, None)


@router.post(
    "/flags/{flag_id}/settle", response={204: None}, auth=bearer(Duty.WAIVE), summary="A colleague looked at it"
)
def settle(request: StaffRequest, flag_id: UUID, body: schemas.SettleIn) -> Nothing:
    services.settle(request.auth, flag_id, body.reason, confirmed=body.confirmed, at=now())
    return Status(204, None)


@router.get(
    "/unreached",
    response=schemas.UnreachedPageOut,
    auth=bearer(Duty.SEE_SCORE),
    summary="Homes whose visit is owed and where nobody opened",
)
def unreached(
    request: StaffRequest, community: schemas.Community = "", after: schemas.After | None = None
) -> Page[UnreachedRow]:
    return selectors.unreached(request.auth, community, at=now(), after=after)


@router.get("/visits", response=schemas.ComingOut, summary="Your visits still to be made, by day")
def coming(request: StaffRequest, after: schemas.After | None = None) -> Page[StopRow]:
    return selectors.coming(request.auth, at=now(), after=after)


@router.post("/feed", response={201: schemas.FeedOut}, summary="A new address by which a calendar reads your plan")
def make_feed(request: StaffRequest) -> Status[schemas.FeedOut]:
    secret = services.make_feed(request.auth, at=now())
    return Status(201, schemas.FeedOut(path=reverse("rounds:feed", args=[secret])))


@router.delete("/feed", response={204: None}, summary="End that address")
def end_feed(request: StaffRequest) -> Nothing:
    services.end_feed(request.auth, at=now())
    return Status(204, None)


@router.get("/{stop_id}/slots", response=list[schemas.SlotOut], summary="The times that can be agreed for a visit")
def slots(request: StaffRequest, stop_id: UUID) -> list[Slot]:
    return selectors.offered(request.auth, stop_id, at=now())


@router.post("/{stop_id}/book", response={204: None}, summary="A time was agreed with the household, or another one")
def book(request: StaffRequest, stop_id: UUID, body: schemas.BookIn) -> Nothing:
    services.book_visit(request.auth, stop_id, body.agreed(), at=now())
    return Status(204, None)


@router.post("/{stop_id}/call-off", response={204: None}, summary="What was agreed holds no more")
def call_off(request: StaffRequest, stop_id: UUID, body: schemas.WhyIn) -> Nothing:
    services.call_off(request.auth, stop_id, Because(body.reason, body.note), at=now())
    return Status(204, None)


@router.post("/{stop_id}/invite", response={204: None}, summary="Ask the household by message to choose a time")
def invite(request: StaffRequest, stop_id: UUID) -> Nothing:
    services.invite(request.auth, stop_id, at=now())
    return Status(204, None)


@router.post("/{stop_id}/tried", response={204: None}, summary="The household could not be reached")
def tried(request: StaffRequest, stop_id: UUID, body: schemas.TryIn) -> Nothing:
    services.note_try(request.auth, stop_id, body.way, body.words, at=now())
    return Status(204, None)


@router.post("/{stop_id}/wishes", response={204: None}, summary="What the household wishes for its visits")
def wishes(request: StaffRequest, stop_id: UUID, body: schemas.WishesIn) -> Nothing:
    services.note_wishes(request.auth, stop_id, WishedRow(tuple(body.weekdays), body.words), at=now())
    return Status(204, None)


@router.get("/{stop_id}", response=schemas.StopWholeOut, summary="One stop with what is asked there")
def stop(request: StaffRequest, stop_id: UUID) -> StopView:
    return selectors.stop(request.auth, stop_id, at=now())


@router.post("/{stop_id}/start", response={204: None}, summary="Somebody is at the door")
def start(request: StaffRequest, stop_id: UUID, body: schemas.AtDoorIn) -> Nothing:
    services.start(request.auth, stop_id, body.phone.said(), at=body.at or now())
    return Status(204, None)


@router.post("/{stop_id}/shots", response={201: schemas.ShotOut}, summary="A photo for an item of the checklist")
def shot(
    request: StaffRequest, stop_id: UUID, item: Form[schemas.ItemCode], photo: File[UploadedFile]
) -> Status[schemas.ShotOut]:
    made = services.keep_shot(request.auth, stop_id, item, photo.read(), at=now())
    return Status(201, schemas.ShotOut(id=made))


@router.post("/{stop_id}/record", response={204: None}, summary="What was seen and said; sent twice it counts once")
def record(request: StaffRequest, stop_id: UUID, body: schemas.RecordIn) -> Nothing:
    services.record(request.auth, stop_id, body.recording(), at=body.at or now())
    return Status(204, None)


@router.post("/{stop_id}/absent", response={204: None}, summary="Nobody opened; it is planned again")
def absent(request: StaffRequest, stop_id: UUID, body: schemas.AbsentIn) -> Nothing:
    services.absent(request.auth, stop_id, body.attempt(), at=body.at or now())
    return Status(204, None)
