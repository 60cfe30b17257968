"""Endpoints of the handbook."""

from uuid import UUID

from ninja import File, Router, UploadedFile
from ninja.responses import Status

from guanjia.rooms.handbook import access, division_page, edition_page, schemas, selectors, services
from guanjia.rooms.handbook.rules import shelf
from guanjia.rooms.handbook.rules.packing import unzipped
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.editions import Book, EditionRow
from guanjia.rooms.handbook.types.life import EditionView, StandardChange
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["handbook"], auth=bearer(Duty.SEE_HANDBOOK))


@router.get("", response=schemas.EditionOut, summary="The edition in force")
def edition(request: StaffRequest) -> Book:
    return access.book(request.auth, now())


@router.get("/standards", response=schemas.StandardPage, summary="Standards, all or those that hold some words")
def standards(request: StaffRequest, q: schemas.Search = "", after: schemas.After = "") -> shelf.Slice[StandardPart]:
    book = access.book(request.auth, now())
    return shelf.sliced(shelf.search(book, q) if q.strip() else tuple(book.standards.values()), after)


@router.get("/standards/{code}", response=schemas.StandardInFull, summary="One standard in full")
def standard(request: StaffRequest, code: str) -> dict[str, object]:
    found = shelf.standard_of(access.book(request.auth, now()), code).standard
    plain = found.model_dump(mode="json")
    return {**plain, "plain": plain}


@router.get("/topics", response=schemas.TopicPage, summary="The tree of needs")
def topics(request: StaffRequest, after: schemas.After = "") -> dict[str, object]:
    page = shelf.sliced(tuple(access.book(request.auth, now()).topics.values()), after)
    rows = [{**one.model_dump(mode="json"), "case_class": one.class_} for one in page.rows]
    return {"rows": rows, "next": page.next}


EDIT = bearer(Duty.EDIT_HANDBOOK)
Nothing = Status[None]


@router.get("/communities", response=schemas.LyingPageOut, summary="Where the communities you serve lie, by name")
def communities(request: StaffRequest, after: schemas.PageAfter | None = None) -> Page[dict[str, object]]:
    return division_page.communities(request.auth, now(), after).map(lambda one: one.out())


@router.put(
    "/communities/{community_id}/division",
    response={204: None},
    auth=EDIT,
    summary="Say where a community lies; the rules of the place hold from then on",
)
def set_division(request: StaffRequest, community_id: UUID, body: schemas.DivisionIn) -> Nothing:
    services.set_division(request.auth, community_id, body.division, at=now())
    return Status(204, None)


@router.get("/editions", response=schemas.EditionPageOut, summary="The company's editions, the newest first")
def editions(request: StaffRequest, after: schemas.PageAfter | None = None) -> Page[EditionRow]:
    return selectors.editions(access.company_of(request.auth), after=after)


@router.post("/editions", response={201: schemas.DraftedOut}, auth=EDIT, summary="A draft from the edition in force")
def draft(request: StaffRequest, body: schemas.DraftIn) -> Status[dict[str, UUID]]:
    return Status(201, {"id": edition_page.draft_in_force(request.auth, at=now(), remark=body.remark)})


@router.post(
    "/editions/pack",
    response={201: schemas.SentOut, 422: schemas.SentOut},
    auth=EDIT,
    summary="A draft from a zipped pack",
)
def upload(request: StaffRequest, pack: File[UploadedFile]) -> Status[dict[str, object]]:
    sent = edition_page.Sent(request.auth)
    sent.draft(unzipped(pack.read()), at=now())
    return Status(201 if sent.made else 422, edition_page.sent_out(sent))


@router.get("/editions/{edition_id}", response=schemas.EditionRoadOut, summary="One edition with its road")
def one_edition(request: StaffRequest, edition_id: UUID) -> EditionView:
    return edition_page.headed(request.auth, edition_id)


@router.get(
    "/editions/{edition_id}/changes", response=schemas.EditionDifferenceOut, summary="What it changes, in words"
)
def changes(request: StaffRequest, edition_id: UUID, against: UUID | None = None) -> dict[str, object]:
    """Against the edition named, else the one in force, or the one before a published edition."""
    return edition_page.changes_out(edition_page.page(request.auth, edition_id, str(against or ""), at=now()))


@router.post(
    "/editions/{edition_id}/pack",
    response={200: schemas.SentOut, 422: schemas.SentOut},
    auth=EDIT,
    summary="A zipped pack in place of what a draft says",
)
def rewrite(request: StaffRequest, edition_id: UUID, pack: File[UploadedFile]) -> Status[dict[str, object]]:
    sent = edition_page.Sent(request.auth)
    sent.rewrite(edition_id, edition_page.WholePack(pack.read()), at=now())
    return Status(200 if sent.made else 422, edition_page.sent_out(sent))


@router.patch(
    "/editions/{edition_id}/standards/{code}", response={204: None}, auth=EDIT, summary="Change one standard of a draft"
)
def change(request: StaffRequest, edition_id: UUID, code: str, body: schemas.StandardChangeIn) -> Nothing:
    found = access.edition_of(request.auth, edition_id)
    services.change_standard(request.auth, found, StandardChange(code=code, **body.dict()), at=now())
    return Status(204, None)


@router.post(
    "/editions/{edition_id}/review", response={204: None}, auth=EDIT, summary="Say that a draft was read through"
)
def review(request: StaffRequest, edition_id: UUID, body: schemas.RemarkIn) -> Nothing:
    services.put_forward(request.auth, access.edition_of(request.auth, edition_id), remark=body.remark, at=now())
    return Status(204, None)


@router.post(
    "/editions/{edition_id}/approve",
    response={204: None},
    auth=bearer(Duty.APPROVE_HANDBOOK),
    summary="Stand for a reviewed edition",
)
def approve(request: StaffRequest, edition_id: UUID, body: schemas.RemarkIn) -> Nothing:
    services.stand_for(request.auth, access.edition_of(request.auth, edition_id), remark=body.remark, at=now())
    return Status(204, None)


@router.post("/editions/{edition_id}/return", response={204: None}, auth=EDIT, summary="Make a draft of it again")
def send_back(request: StaffRequest, edition_id: UUID, body: schemas.RemarkIn) -> Nothing:
    services.return_to_draft(request.auth, access.edition_of(request.auth, edition_id), remark=body.remark, at=now())
    return Status(204, None)


@router.post(
    "/editions/{edition_id}/publish", response={204: None}, auth=EDIT, summary="Put an approved edition in force"
)
def publish(request: StaffRequest, edition_id: UUID, body: schemas.PublishIn) -> Nothing:
    found, at = access.edition_of(request.auth, edition_id), now()
    begins = body.effective_from or at
    services.put_in_force(request.auth, found, effective_from=begins, remark=body.remark, at=at)
    return Status(204, None)


@router.delete("/editions/{edition_id}", response={204: None}, auth=EDIT, summary="Throw a draft away")
def throw_away(request: StaffRequest, edition_id: UUID) -> Nothing:
    services.throw_away(request.auth, access.edition_of(request.auth, edition_id))
    return Status(204, None)
