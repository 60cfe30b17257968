"""A price line by line, its answer, the payment and the receipt."""

import io
import json
import threading
from typing import Any

import pytest
import typst
from django.db import connection
from PIL import Image, ImageDraw

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report, Signed
from guanjia.rooms.handbook.services.printing import chinese_font
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.repairs import selectors, services
from guanjia.rooms.repairs.models import Quote, Receipt
from guanjia.rooms.repairs.services import printing
from guanjia.rooms.repairs.types import PaidBy, QuoteState, Wanted
from guanjia.shared.errors import Denied, GuanjiaError, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, SAFE, Cast

TAP = [Wanted("P02"), Wanted("M02")]
"""A tap and the work of it: ¥118.00."""


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def facts(kind: str) -> list[dict[str, Any]]:
    return [row.data for row in JournalEvent.objects.filter(kind=kind).order_by("id")]


def view(house: Cast, case_id: Any) -> Any:
    return selectors.repair_of(house.actor(house.ma), case_id, at=house.now)


def agreed(house: Cast, text: str = "换一个龙头", wanted: list[Wanted] | None = None) -> Any:
    """A paid repair at work, its price agreed to."""
    case_id = house.taken_case("paid.repair", text)
    li = house.actor(house.li)
    quote = services.offer_quote(li, case_id, wanted or TAP, at=house.later(minutes=5))
    services.accept_quote(house.resident(), quote, at=house.later(minutes=1))
    return case_id


def finish(house: Cast, case_id: Any, price: int | None) -> None:
    li = house.actor(house.li)
    cases.arrive(li, case_id, at=house.later(minutes=1))
    cases.start(li, case_id, SAFE, at=house.now)
    for more, of in ((b"0", PhotoOf.BEFORE), (b"1", PhotoOf.AFTER)):
        cases.add_photo(li, case_id, NewPhoto(PICTURE + more, of), at=house.now)
    cases.done(li, case_id, Report("换好了", price=price, tested=True), at=house.later(minutes=20))
    run_waiting()


def test_the_price_is_the_handbooks_until_the_community_has_its_own_list(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "换一个龙头")
    services.offer_quote(house.actor(house.li), case_id, TAP, at=house.now)
    quote = view(house, case_id).quote
    assert (quote.total, quote.state, [line.amount for line in quote.lines]) == (
        11_800,
        QuoteState.OFFERED,
        [3000, 8800],
    )
    assert facts("case.quote_given")[0]["amount"] == 11_800


def test_the_same_lines_ask_nobody_anew_and_others_replace_the_price(house: Cast) -> None:
    case_id, li = house.taken_case("paid.repair", "换一个龙头"), house.actor(house.li)
    first = services.offer_quote(li, case_id, TAP, at=house.now)
    assert services.offer_quote(li, case_id, TAP, at=house.later(minutes=1)) == first
    second = services.offer_quote(li, case_id, [Wanted("P02")], at=house.later(minutes=1))
    with pytest.raises(Refused, match="newer"):
        services.accept_quote(house.resident(), first, at=house.now)
    services.accept_quote(house.resident(), second, at=house.now)
    services.accept_quote(house.resident(), second, at=house.later(minutes=1))
    assert len(facts("case.quote_accepted")) == 1
    assert Quote.objects.filter(state="replaced").count() == 1


def test_a_refused_price_is_gone_and_the_work_may_end_without_pay(house: Cast) -> None:
    case_id, li = house.taken_case("paid.repair", "换一个龙头"), house.actor(house.li)
    quote = services.offer_quote(li, case_id, TAP, at=house.later(minutes=5))
    with pytest.raises(Invalid, match="reasons"):
        services.refuse_quote(house.resident(), quote, "not_fixed", at=house.now)
    services.refuse_quote(house.resident(), quote, "too_dear", at=house.now)
    with pytest.raises(Refused, match="answered"):
        services.accept_quote(house.resident(), quote, at=house.now)
    assert (view(house, case_id).quote.state, facts("case.quote_refused")[0]["reason"]) == ("refused", "too_dear")
    finish(house, case_id, None)
    with pytest.raises(Refused, match="nothing to pay"):
        services.take_payment(li, case_id, PaidBy.CASH, at=house.now)


def test_a_price_nobody_answers_runs_out(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "换一个龙头")
    quote = services.offer_quote(house.actor(house.li), case_id, TAP, at=house.later(minutes=5))
    assert services.expire_quotes(at=house.later(days=6)) == 0
    house.later(days=2)
    with pytest.raises(Refused, match="holds no longer"):
        services.accept_quote(house.resident(), quote, at=house.now)
    assert services.expire_quotes(at=house.now) == 1
    assert (view(house, case_id).quote.state, len(facts("case.quote_expired"))) == ("expired", 1)
    assert case_reads.case(house.actor(house.ma), case_id, at=house.now).price is None


def test_only_the_resident_the_desk_or_a_signature_agrees(house: Cast) -> None:
    case_id, li = house.taken_case("paid.repair", "换一个龙头"), house.actor(house.li)
    quote = services.offer_quote(li, case_id, TAP, at=house.now)
    with pytest.raises(Denied):
        services.accept_quote(li, quote, at=house.now)
    with pytest.raises(Missing):
        services.accept_quote(house.resident(house.stranger_contact), quote, at=house.now)
    services.accept_quote(house.actor(house.ma), quote, at=house.now)
    assert facts("case.quote_accepted")[0]["by"] == "desk"


def test_paid_work_leaves_one_receipt_with_its_number_and_meets_its_promise(house: Cast) -> None:
    case_id = agreed(house)
    finish(house, case_id, 11_800)
    li = house.actor(house.li)
    made = services.take_payment(li, case_id, PaidBy.WECHAT, at=house.later(minutes=1))
    assert services.take_payment(li, case_id, PaidBy.CASH, at=house.later(minutes=1)) == made
    found = selectors.receipt(house.resident(), made)
    assert (found.number, found.total, found.capitals) == ("202603-0001", 11_800, "壹佰壹拾捌元整")
    assert services.receipt_file(house.resident(), made) == (b"", "202603-0001")
    run_waiting()
    content, _ = services.receipt_file(house.resident(), made)
    assert content.startswith(b"%PDF")
    assert Promise.objects.get(standard="B27", subject_id=case_id).state == "met"
    with pytest.raises(Missing):
        selectors.receipt(house.resident(house.stranger_contact), made)
    with pytest.raises(Refused, match="paid for already"):
        services.offer_quote(li, case_id, [Wanted("P02")], at=house.now)


def test_the_longest_receipt_is_one_page(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "换一个龙头")
    long = [Wanted("", 1, f"不在价目表上的材料和人工第{number}项", 1250) for number in range(40)]
    quote = services.offer_quote(house.actor(house.li), case_id, long, at=house.now)
    services.accept_quote(house.resident(), quote, at=house.now)
    made = services.take_payment(house.actor(house.li), case_id, PaidBy.CASH, at=house.now)
    inputs = {"receipt": json.dumps(printing.laid_out(Receipt.objects.get(pk=made))), "font": chinese_font()}
    assert isinstance(typst.compile(str(printing.TEMPLATE), format="svg", sys_inputs=inputs), bytes)  # a list of pages


def test_work_beyond_the_price_that_was_agreed_to_is_not_done(house: Cast) -> None:
    case_id = agreed(house)
    with pytest.raises(Refused):
        finish(house, case_id, 12_000)


def test_the_same_trouble_again_is_found_by_itself_and_its_lines_are_free(house: Cast) -> None:
    first = agreed(house)
    finish(house, first, 11_800)
    cases.accept(house.resident(), first, at=house.later(minutes=5))
    house.later(hours=2)
    again = house.taken_case("paid.repair", "龙头又滴水")
    run_waiting()
    found = view(house, again)
    assert found.warranty is not None and found.warranty.of_id == first
    assert facts("case.under_warranty") and view(house, first).warranty is None
    services.offer_quote(house.actor(house.li), again, TAP, at=house.later(minutes=1))
    quote = view(house, again).quote
    assert (quote.total, quote.state, quote.answered_by) == (0, QuoteState.ACCEPTED, "warranty")
    services.offer_quote(house.actor(house.li), again, [*TAP, Wanted("P03")], at=house.later(minutes=1))
    assert view(house, again).quote.total == 3000


def test_who_dispatches_lifts_a_warranty_with_a_word_and_it_is_charged(house: Cast) -> None:
    first = agreed(house)
    finish(house, first, 11_800)
    cases.accept(house.resident(), first, at=house.later(minutes=5))
    again = house.taken_case("paid.repair", "阳台的龙头也要换")
    run_waiting()
    with pytest.raises(Denied):
        services.lift_warranty(house.actor(house.li), again, "另一个龙头", at=house.now)
    with pytest.raises(Invalid):
        services.lift_warranty(house.actor(house.ma), again, " ", at=house.now)
    page = house.client(house.ma)
    assert page.get(f"/repairs/warranties/{again}/lift/").status_code == 200
    assert page.post(f"/repairs/warranties/{again}/lift/", {"why": "另一个龙头"}).status_code == 302
    assert view(house, again).warranty is None
    services.offer_quote(house.actor(house.li), again, TAP, at=house.later(minutes=1))
    assert view(house, again).quote.total == 11_800
    with pytest.raises(Refused):
        services.lift_warranty(house.actor(house.ma), first, "没有", at=house.now)


def test_another_trouble_or_another_home_has_no_warranty(house: Cast) -> None:
    first = agreed(house)
    finish(house, first, 11_800)
    other = house.opened_case("rep.light.public", "楼道灯不亮")
    run_waiting()
    assert view(house, other).warranty is None


def test_reading_all_of_it_takes_few_queries(house: Cast, django_assert_max_num_queries: Any) -> None:
    case_id = agreed(house)
    with django_assert_max_num_queries(5):
        view(house, case_id)


@pytest.mark.django_db(transaction=True)
def test_two_receipts_at_once_are_one(house: Cast) -> None:
    case_id = agreed(house)
    ids, wrong = [], []

    def pay() -> None:
        try:
            ids.append(services.take_payment(house.actor(house.li), case_id, PaidBy.CASH, at=house.now))
        except GuanjiaError as refused:
            wrong.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=pay) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(ids)) == 1 and not wrong
    assert Receipt.objects.count() == 1


def test_a_price_is_signed_on_the_workers_phone_and_the_signature_stays_to_be_seen(house: Cast) -> None:
    case_id, li = house.taken_case("paid.repair", "换一个龙头"), house.actor(house.li)
    quote = services.offer_quote(li, case_id, TAP, at=house.now)
    with pytest.raises(Invalid):
        services.accept_quote(li, quote, Signed(PICTURE), at=house.now)  # a grey picture is no ink
    out = io.BytesIO()
    pad = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(pad).line([(20, 90), (90, 20), (160, 100), (280, 30)], fill="black", width=4)
    pad.save(out, "PNG")
    services.accept_quote(li, quote, Signed(out.getvalue(), "周敏"), at=house.now)
    found = view(house, case_id)
    assert (found.quote.answered_by, found.signature.note) == ("signature", "周敏")
    assert facts("case.quote_accepted")[0]["by"] == "signature"
    assert house.client(house.ma).get(found.signature.url).status_code == 200
    assert found.signature.url in house.client(house.ma).get(f"/cases/{case_id}/").content.decode()
