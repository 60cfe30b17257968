"""Endpoints of the handbook."""

from ninja import Router

from guanjia.rooms.handbook import access, schemas
from guanjia.rooms.handbook.rules import shelf
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
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
