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
from guanjia.rooms.repairs.forms import LiftForm, PriceForm, SheetForm, TakeInForm, signed
from guanjia.rooms.repairs.services.pricing import price_book
from guanjia.rooms.repairs.types import PricePlan
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
    found = selectors.receipt(request.actor, receipt_id)
    return show(request, "repairs/receipt.html", {"receipt": found, "now": now()})


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
    path("orders/<uuid:case_id>/", order, name="order"),
    path("warranties/<uuid:case_id>/lift/", lift, name="lift"),
    path("prices/", prices, name="prices"),
    path("prices/set/", set_price, name="set_price"),
    path("prices/look/", look, name="look"),
    path("prices/take-in/", take_in, name="take_in"),
    path("prices/file/", price_file, name="price_file"),
]
