"""Pages of paid repair: receipts, the printed work order, and the price list."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.repairs import selectors, services
from guanjia.rooms.repairs.forms import (
    LiftForm,
    PayOutForm,
    PriceForm,
    RefundDecisionForm,
    RefundForm,
    SheetForm,
    TakeInForm,
    signed,
)
from guanjia.rooms.repairs.services.pricing import price_book
from guanjia.rooms.repairs.types import PaidBy, PricePlan
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

SHOWN_MOST = 200
"""Wrong cells named on one page; who mends these sends the file again."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_GET
@door(None)
def receipt(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    """A receipt, for who may see its case."""
    at = now()
    found = selectors.receipt(request.actor, receipt_id)
    back = selectors.refunds(request.actor, receipt_id, at=at)
    may_refund = request.actor.staff_id is not None and request.actor.may(Duty.ANSWER)
    context = {"receipt": found, "refunds": back, "may_refund": may_refund, "now": at}
    return show(request, "repairs/receipt.html", context)


@require_GET
@door(None)
def receipt_file(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    """The PDF; while it is being made the page says so."""
    content, number = services.receipt_file(request.actor, receipt_id)
    if not content:
        return done(
            request, "repairs:receipt", _("The file is being made; look again in a moment."), receipt_id=receipt_id
        )
    headers = {"Content-Disposition": f'attachment; filename="receipt-{number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
@door(Duty.ANSWER)
def ask_refund(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    """Ask that money of a receipt be given back."""
    at, found = now(), selectors.receipt(request.actor, receipt_id)
    reasons = selectors.refund_reasons(request.actor, receipt_id, at=at)
    form = RefundForm(reasons, request.POST if request.method == "POST" else None)
    made = list[UUID]()
    act = lambda: made.append(services.ask_refund(request.actor, receipt_id, form.given(), at=at))  # noqa: E731
    if form.is_valid() and accepted(form, act):
        told = _("Asked for. It waits for who may decide that much.")
        return done(request, "repairs:refund", told, refund_id=made[0])
    context = {"receipt": found, "form": form, "now": at}
    return show(request, "repairs/ask_refund.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
@door(Duty.ANSWER)
def refund(request: StaffRequest, refund_id: UUID) -> HttpResponse:
    """A refund, with what may be done with it."""
    return _refund(request, refund_id)


def _refund(request: StaffRequest, refund_id: UUID, form: Any = None) -> HttpResponse:
    at = now()
    row = selectors.refund(request.actor, refund_id, at=at)
    context = {"refund": row, "receipt": selectors.receipt(request.actor, row.receipt_id), "now": at, "form": form}
    context["pay"] = form if isinstance(form, PayOutForm) else PayOutForm()
    return show(request, "repairs/refund.html", context, status=422 if form else 200)


@require_POST
@door(Duty.DECIDE_COMPLAINTS)
def decide_refund(request: StaffRequest, refund_id: UUID) -> HttpResponse:
    """Yes or no to it, by a second person."""
    selectors.refund(request.actor, refund_id, at=now())
    form = RefundDecisionForm(request.POST)

    def act() -> None:
        yes, said = form.cleaned_data["decision"] == "yes", form.cleaned_data["answer"]
        services.decide_refund(request.actor, refund_id, approve=yes, answer=said, at=now())

    if form.is_valid() and accepted(form, act):
        return done(request, "repairs:refund", _("Decided."), refund_id=refund_id)
    return _refund(request, refund_id, form)


@require_POST
@door(Duty.ANSWER)
def pay_refund(request: StaffRequest, refund_id: UUID) -> HttpResponse:
    """The resident has it back."""
    selectors.refund(request.actor, refund_id, at=now())
    form = PayOutForm(request.POST)
    act = lambda: services.pay_refund(request.actor, refund_id, PaidBy(form.cleaned_data["paid_by"]), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "repairs:refund", _("Written down as given back."), refund_id=refund_id)
    return _refund(request, refund_id, form)


@require_GET
@door(None)
def refund_file(request: StaffRequest, refund_id: UUID) -> HttpResponse:
    """The slip as PDF; while it is being made the receipt's page says so."""
    receipt_id = selectors.refund(request.actor, refund_id, at=now()).receipt_id
    content, number = services.refund_file(request.actor, refund_id)
    if not content:
        told = _("The file is being made; look again in a moment.")
        return done(request, "repairs:receipt", told, receipt_id=receipt_id)
    headers = {"Content-Disposition": f'attachment; filename="refund-{number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@never_cache
@require_GET
@door(None)
def order(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The work order on one page, to print; for staff."""
    return show(request, "repairs/order.html", {"order": selectors.order_of(request.actor, case_id, at=now())})


@require_http_methods(["GET", "POST"])
@door(Duty.DISPATCH)
def lift(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """It is another trouble after all: with a word, by who dispatches."""
    case = case_reads.case(request.actor, case_id, at=now())
    form = LiftForm(request.POST if request.method == "POST" else None)
    act = lambda: services.lift_warranty(request.actor, case_id, form.cleaned_data["why"], at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, f"/cases/{case_id}/", _("The warranty is lifted; why stands in a note."))
    return show(request, "repairs/lift.html", {"case": case, "form": form}, status=422 if form.is_bound else 200)


@require_GET
@door(Duty.MANAGE)
def prices(request: StaffRequest) -> HttpResponse:
    """The price list of today, what comes, and what was."""
    return _prices(request)


@require_POST
@door(Duty.MANAGE)
def set_price(request: StaffRequest) -> HttpResponse:
    """A line of the list, from a day on."""
    form = PriceForm(places.communities(request.actor), request.POST)
    if form.is_valid() and accepted(form, lambda: _set(request, form)):
        return done(request, _address(form), _("The price list is changed."))
    return _prices(request, form=form)


def _set(request: StaffRequest, form: PriceForm) -> None:
    on_list = not form.cleaned_data["off"]
    services.set_price(request.actor, form.here(), form.item(), on_list=on_list, at=now())


@require_http_methods(["POST"])
@door(Duty.MANAGE)
def look(request: StaffRequest) -> HttpResponse:
    """What a workbook would change, or which cells are wrong; nothing is written."""
    form, found = SheetForm(places.communities(request.actor), request.POST, request.FILES), list[PricePlan]()
    if form.is_valid() and accepted(form, lambda: found.append(_looked(request, form))):
        return _prices(request, **_plan(found[0]), chosen=form.here())
    return _prices(request, sheet_form=form)


def _plan(plan: PricePlan) -> dict[str, Any]:
    wrong = [(f"{one.column}{one.row}", one.shown, _(one.what) % one.params) for one in plan.problems[:SHOWN_MOST]]
    return {"plan": plan, "problems": wrong, "signed_rows": signed(plan.rows)}


def _looked(request: StaffRequest, form: SheetForm) -> PricePlan:
    sheet = services.Sheet(form.here(), form.cleaned_data["file"].read())
    return services.look_at_prices(request.actor, sheet, at=now())


@require_POST
@door(Duty.MANAGE)
def take_in(request: StaffRequest) -> HttpResponse:
    """Take in what was looked at."""
    form = TakeInForm(places.communities(request.actor), request.POST)
    rows = form.cleaned_data.get("rows", []) if form.is_valid() else []
    act = lambda: services.take_in_prices(request.actor, form.here(), rows, at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, _address(form), _("The price list is taken in."))
    return _prices(request, sheet_form=form)


@require_GET
@door(Duty.MANAGE)
def price_file(request: StaffRequest) -> HttpResponse:
    """The list of today as a workbook, to be filled in and sent back."""
    headers = {"Content-Disposition": 'attachment; filename="prices.xlsx"'}
    content = price_book(request.actor, _here(request), at=now())
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _address(form: Any) -> str:
    return f"/repairs/prices/?community={form.here()}"


def _prices(request: StaffRequest, **more: Any) -> HttpResponse:
    at, here, wrong = now(), more.get("chosen") or _here(request), {"form", "sheet_form"} & more.keys()
    communities = places.communities(request.actor)
    known = selectors.price_list(request.actor, here, at=at)
    context = {"prices": known, "versions": selectors.versions(request.actor, here, at=at), "here": here}
    start = {"community": here, "valid_from": at.date()}
    context |= {"form": PriceForm(communities, initial=start), "places": communities}
    context["vans"] = selectors.vans(request.actor, here, at=at)
    context |= {"sheet_form": SheetForm(communities, initial=start, auto_id="sheet-%s"), **more}
    return show(request, "repairs/prices.html", context, status=422 if wrong else 200)


def _here(request: StaffRequest) -> UUID:
    """The community asked for, of those the reader serves; the first of them for none."""
    wished = request.POST.get("community") or request.GET.get("community") or ""
    mine = request.actor.community_ids
    return next((one for one in mine if str(one) == wished), mine[0])


app_name = "repairs"
urlpatterns = [
    path("receipts/<uuid:receipt_id>/", receipt, name="receipt"),
    path("receipts/<uuid:receipt_id>/file/", receipt_file, name="receipt_file"),
    path("receipts/<uuid:receipt_id>/refund/", ask_refund, name="ask_refund"),
    path("refunds/<uuid:refund_id>/", refund, name="refund"),
    path("refunds/<uuid:refund_id>/decide/", decide_refund, name="decide_refund"),
    path("refunds/<uuid:refund_id>/pay/", pay_refund, name="pay_refund"),
    path("refunds/<uuid:refund_id>/file/", refund_file, name="refund_file"),
    path("orders/<uuid:case_id>/", order, name="order"),
    path("warranties/<uuid:case_id>/lift/", lift, name="lift"),
    path("prices/", prices, name="prices"),
    path("prices/set/", set_price, name="set_price"),
    path("prices/look/", look, name="look"),
    path("prices/take-in/", take_in, name="take_in"),
    path("prices/file/", price_file, name="price_file"),
]
