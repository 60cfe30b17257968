"""Endpoints of breaches: the same verbs as the pages'."""

from uuid import UUID

from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from guanjia.rooms.breaches import schemas, selectors, services
from guanjia.rooms.breaches.types import BreachRow, BreachState, BreachView, Shown, Which
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["breaches"], auth=bearer(Duty.SEE_RESIDENTS))
Nothing = Status[None]
WORK = bearer(Duty.DO_WORK)
Photos = list[UploadedFile]


@router.get("", response=schemas.BreachPageOut, summary="Breaches of residents, what comes first before the rest")
def breaches(
    request: StaffRequest,
    community: schemas.Community = "",
    shown: Shown = Shown.OPEN,
    state: BreachState | None = None,
    after: schemas.After | None = None,
) -> Page[BreachRow]:
    here = selectors.chosen(request.auth, community)
    return selectors.breaches(request.auth, here, Which(shown, state), at=now(), after=after)


@router.post("", response={201: schemas.BreachMadeOut}, summary="Write down a breach seen by the way")
def open_breach(request: StaffRequest, body: schemas.BreachIn) -> Status[schemas.BreachMadeOut]:
    made = services.open_breach(request.auth, body.community_id, body.seen(), at=now())
    return Status(201, schemas.BreachMadeOut(id=made))


@router.get("/{breach_id}", response=schemas.BreachWholeOut, summary="One breach with its course")
def breach(request: StaffRequest, breach_id: UUID) -> BreachView:
    return selectors.breach(request.auth, breach_id, at=now())


@router.post("/{breach_id}/talk", response={204: None}, auth=WORK, summary="The resident was talked to")
def talk(request: StaffRequest, breach_id: UUID, body: schemas.BreachTalkIn) -> Nothing:
    services.talk(request.auth, breach_id, body.talk(), at=now())
    return Status(204, None)


@router.post(
    "/{breach_id}/notice", response={201: schemas.BreachMadeOut}, auth=WORK, summary="Make out a written notice"
)
def notice(request: StaffRequest, breach_id: UUID, body: schemas.NoticeIn) -> Status[schemas.BreachMadeOut]:
    made = services.make_notice(request.auth, breach_id, body.notice(), at=now())
    return Status(201, schemas.BreachMadeOut(id=made))


@router.post("/{breach_id}/deliver", response={204: None}, auth=WORK, summary="The notice was delivered")
def deliver(
    request: StaffRequest, breach_id: UUID, body: Form[schemas.DeliveryIn], photos: File[Photos | None] = None
) -> Nothing:
    services.deliver(request.auth, breach_id, body.delivery(_read(photos)), at=now())
    return Status(204, None)


@router.post(
    "/{breach_id}/report",
    response={201: schemas.BreachMadeOut},
    auth=bearer(Duty.RECEIVE_ESCALATION),
    summary="Report it to an authority",
)
def report(request: StaffRequest, breach_id: UUID, body: schemas.ReportIn) -> Status[schemas.BreachMadeOut]:
    made = services.report(request.auth, breach_id, body.report(), at=now())
    return Status(201, schemas.BreachMadeOut(id=made))


@router.post("/{breach_id}/put-right", response={204: None}, auth=WORK, summary="It is said to be put right")
def put_right(request: StaffRequest, breach_id: UUID, body: schemas.BreachWordsIn) -> Nothing:
    services.put_right(request.auth, breach_id, body.words, at=now())
    return Status(204, None)


@router.post(
    "/{breach_id}/check", response={204: None}, auth=WORK, summary="Somebody looks at it on the spot, with a photo"
)
def check(
    request: StaffRequest, breach_id: UUID, body: Form[schemas.LookIn], photos: File[Photos | None] = None
) -> Nothing:
    services.check(request.auth, breach_id, body.look(_read(photos)), at=now())
    return Status(204, None)


@router.post(
    "/{breach_id}/taken-over",
    response={204: None},
    auth=bearer(Duty.RECEIVE_ESCALATION),
    summary="The authority took it over",
)
def take_over(request: StaffRequest, breach_id: UUID, body: schemas.BreachWordsIn) -> Nothing:
    services.take_over(request.auth, breach_id, body.words, body.number, at=now())
    return Status(204, None)


@router.post(
    "/{breach_id}/withdraw", response={204: None}, auth=bearer(Duty.RECEIVE_ESCALATION), summary="It is no breach"
)
def withdraw(request: StaffRequest, breach_id: UUID, body: schemas.BreachWordsIn) -> Nothing:
    services.withdraw(request.auth, breach_id, body.words, at=now())
    return Status(204, None)


@router.post(
    "/{breach_id}/lead", response={204: None}, auth=bearer(Duty.RECEIVE_ESCALATION), summary="You lead what is grave"
)
def lead(request: StaffRequest, breach_id: UUID) -> Nothing:
    services.lead(request.auth, breach_id, at=now())
    return Status(204, None)


def _read(photos: Photos | None) -> tuple[bytes, ...]:
    return tuple(one.read() for one in photos or ())
