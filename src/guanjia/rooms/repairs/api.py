"""Endpoints of paid repair: the same verbs as the pages'."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from ninja.responses import Status

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.rules.windows import windows_offered
from guanjia.rooms.cases.types import Window
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.repairs import schemas, selectors, services
from guanjia.rooms.repairs.types import Listed, ReceiptRow, RefundRow, RepairView, StockRow
from guanjia.shared.api import bearer
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["repairs"], auth=bearer())
WORK, SEND = bearer(Duty.DO_WORK), bearer(Duty.DISPATCH)
TALK, DECIDE = bearer(Duty.ANSWER), bearer(Duty.DECIDE_COMPLAINTS)
Nothing = Status[None]


def _here(request: StaffRequest, community: str) -> UUID:
    """The community asked for, of those the caller serves; the first of them for none."""
    mine = request.auth.community_ids
    return next((one for one in mine if str(one) == community), mine[0])


@router.get("/prices", response=list[schemas.ListedOut], auth=WORK, summary="The price list of today")
def prices(request: StaffRequest, community: schemas.Chosen = "") -> list[Listed]:
    return selectors.price_list(request.auth, _here(request, community), at=now())


@router.get("/van", response=list[schemas.StockOut], auth=WORK, summary="What is on your van")
def van(request: StaffRequest, community: schemas.Chosen = "") -> list[StockRow]:
    return selectors.van(request.auth, _here(request, community), at=now())


@router.post("/van/taken-in", response={204: None}, auth=WORK, summary="Materials come on your van")
def take_in(request: StaffRequest, body: schemas.VanIn, community: schemas.Chosen = "") -> Nothing:
    services.take_in_stock(request.auth, _here(request, community), body.items, at=body.at or now())
    return Status(204, None)


@router.post("/van/counted", response={204: None}, auth=WORK, summary="What you counted on your van")
def count(request: StaffRequest, body: schemas.VanIn, community: schemas.Chosen = "") -> Nothing:
    services.count_stock(request.auth, _here(request, community), body.items, at=body.at or now())
    return Status(204, None)


@router.get("/cases/{case_id}", response=schemas.RepairOut, summary="Price, materials, receipt and warranty of a case")
def of_case(request: StaffRequest, case_id: UUID) -> RepairView:
    return selectors.repair_of(request.auth, case_id, at=now())


@router.get("/cases/{case_id}/windows", response=list[schemas.WindowOut], summary="Times that are offered for a visit")
def windows(request: StaffRequest, case_id: UUID) -> list[Window]:
    case = case_reads.case(request.auth, case_id, at=now())
    return windows_offered(handbook.edition_in_force(case.community_id, now()), now())


@router.post("/cases/{case_id}/window", response={204: None}, summary="The resident chooses a time that is offered")
def choose(request: StaffRequest, case_id: UUID, body: schemas.StartIn) -> Nothing:
    cases.choose_window(request.auth, case_id, body.window_start, at=body.at or now())
    return Status(204, None)


@router.post("/cases/{case_id}/start", response={204: None}, auth=WORK, summary="Safety steps seen, the work begins")
def start(request: StaffRequest, case_id: UUID, body: schemas.StepsIn) -> Nothing:
    cases.start(request.auth, case_id, dict(body.evidence), at=body.at or now())
    return Status(204, None)


@router.post("/cases/{case_id}/quote", response={201: schemas.MadeOut}, summary="Put a price to the resident")
def quote(request: StaffRequest, case_id: UUID, body: schemas.QuoteIn) -> Status[schemas.MadeOut]:
    """By today's price list; the same lines again ask nobody anew."""
    wanted = [one.wanted() for one in body.lines]
    made = services.offer_quote(request.auth, case_id, wanted, at=body.at or now())
    return Status(201, schemas.MadeOut(id=made))


@router.post("/quotes/{quote_id}/accept", response={204: None}, summary="The resident agrees to the price")
def accept(request: StaffRequest, quote_id: UUID, body: schemas.HappenedIn) -> Nothing:
    services.accept_quote(request.auth, quote_id, at=body.at or now())
    return Status(204, None)


@router.post("/quotes/{quote_id}/refuse", response={204: None}, summary="The resident says no to the price")
def refuse(request: StaffRequest, quote_id: UUID, body: schemas.QuoteReasonIn) -> Nothing:
    services.refuse_quote(request.auth, quote_id, body.reason, at=body.at or now())
    return Status(204, None)


@router.post("/cases/{case_id}/materials", response={204: None}, auth=WORK, summary="Materials went into the work")
def materials(request: StaffRequest, case_id: UUID, body: schemas.MaterialsIn) -> Nothing:
    services.use_materials(request.auth, case_id, body.used, short=body.short, at=body.at or now())
    return Status(204, None)


@router.post("/cases/{case_id}/materials/back", response={204: None}, auth=WORK, summary="Materials go back on the van")
def materials_back(request: StaffRequest, case_id: UUID, body: schemas.MaterialsBackIn) -> Nothing:
    services.put_back_materials(request.auth, case_id, body.back, at=body.at or now())
    return Status(204, None)


@router.post("/cases/{case_id}/payment", response={201: schemas.MadeOut}, summary="Paid; a receipt is given")
def payment(request: StaffRequest, case_id: UUID, body: schemas.PaymentIn) -> Status[schemas.MadeOut]:
    made = services.take_payment(request.auth, case_id, body.paid_by, at=body.at or now())
    return Status(201, schemas.MadeOut(id=made))


@router.post("/receipts/{receipt_id}/refunds", response={201: schemas.MadeOut}, auth=TALK, summary="Ask for a refund")
def ask_refund(request: StaffRequest, receipt_id: UUID, body: schemas.RefundIn) -> Status[schemas.MadeOut]:
    made = services.ask_refund(request.auth, receipt_id, body.given(), at=body.at or now())
    return Status(201, schemas.MadeOut(id=made))


@router.post("/refunds/{refund_id}/decision", response={204: None}, auth=DECIDE, summary="Say yes or no to a refund")
def decide_refund(request: StaffRequest, refund_id: UUID, body: schemas.RefundDecisionIn) -> Nothing:
    """By somebody else than who asked for it."""
    at = body.at or now()
    services.decide_refund(request.auth, refund_id, approve=body.approve, answer=body.answer, at=at)
    return Status(204, None)


@router.post("/refunds/{refund_id}/paid", response={204: None}, auth=TALK, summary="The resident has it back")
def pay_refund(request: StaffRequest, refund_id: UUID, body: schemas.PaymentIn) -> Nothing:
    services.pay_refund(request.auth, refund_id, body.paid_by, at=body.at or now())
    return Status(204, None)


@router.get("/receipts/{receipt_id}/refunds", response=list[schemas.RefundOut], summary="What was given back of it")
def refunds(request: StaffRequest, receipt_id: UUID) -> list[RefundRow]:
    return selectors.refunds(request.auth, receipt_id, at=now())


@router.post("/cases/{case_id}/lift-warranty", response={204: None}, auth=SEND, summary="No warranty after all")
def lift(request: StaffRequest, case_id: UUID, body: schemas.LiftIn) -> Nothing:
    services.lift_warranty(request.auth, case_id, body.why, at=body.at or now())
    return Status(204, None)


@router.get("/receipts/{receipt_id}", response=schemas.ReceiptOut, summary="A receipt")
def receipt(request: StaffRequest, receipt_id: UUID) -> ReceiptRow:
    return selectors.receipt(request.auth, receipt_id)


@router.get("/receipts/{receipt_id}/file", summary="The receipt as PDF; 202 while it is being made")
def receipt_file(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    content, _number = services.receipt_file(request.auth, receipt_id)
    return HttpResponse(content, content_type="application/pdf", status=200 if content else 202)
