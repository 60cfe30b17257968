"""Money given back of a paid repair: never more than was paid, by two people, with a slip; the receipt shows it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.repairs import selectors, services
from guanjia.rooms.repairs.models import Receipt, Refund
from guanjia.rooms.repairs.types import NewRefund, PaidBy, Wanted
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def paid(cast: Cast) -> UUID:
    """The receipt of a lock that was changed."""
    case_id = cast.taken_case("paid.repair", "换一把锁")
    quote = services.offer_quote(cast.actor(cast.zhao), case_id, [Wanted("P02", 3)], at=cast.now)
    services.accept_quote(cast.resident(), quote, at=cast.now)
    return services.take_payment(cast.actor(cast.ma), case_id, PaidBy.CASH, at=cast.now)


def total(receipt_id: UUID) -> int:
    return Receipt.objects.get(pk=receipt_id).total


def asked(cast: Cast, receipt_id: UUID, amount: int = 1000, reason: str = "overcharged") -> UUID:
    given = NewRefund(amount=amount, reason=reason)
    return services.ask_refund(cast.actor(cast.ma), receipt_id, given, at=cast.later(minutes=1))


def given_back(cast: Cast, receipt_id: UUID, amount: int = 1000) -> UUID:
    refund = asked(cast, receipt_id, amount)
    services.decide_refund(cast.actor(cast.zhao), refund, approve=True, answer="同意", at=cast.later(minutes=1))
    services.pay_refund(cast.actor(cast.ma), refund, PaidBy.WECHAT, at=cast.later(minutes=1))
    return refund


def test_asked_decided_by_a_second_person_and_paid_out_it_stands_on_receipt_case_and_journal(cast: Cast) -> None:
    receipt = paid(cast)
    refund = asked(cast, receipt)
    (waits,) = cases.brought_waiting(cast.actor(cast.he), at=cast.now)
    assert waits.to_role == "supervisor" and "多收了" in waits.note
    services.decide_refund(cast.actor(cast.he), refund, approve=True, answer="", at=cast.later(minutes=1))
    assert cases.brought_waiting(cast.actor(cast.he), at=cast.now).rows == []
    for _ in range(2):
        services.pay_refund(cast.actor(cast.ma), refund, PaidBy.CASH, at=cast.later(minutes=1))
    case_id = Receipt.objects.get(pk=receipt).case_id
    found = [row for row in promises.of_subject("case", case_id, at=cast.now) if row.code == "B25b"]
    assert [row.state for row in found] == ["met"]
    shown = cast.client(cast.he).get(f"/cases/{case_id}/").content.decode()
    assert "已退给业主 ¥10.00" in shown
    theirs = cast.resident_client().get(f"/repairs/receipts/{receipt}/").content.decode()
    assert "10.00 元" in theirs and "已退" in theirs and "退款单" in theirs


def test_never_more_than_was_paid_also_in_parts(cast: Cast) -> None:
    receipt = paid(cast)
    most = total(receipt)
    with pytest.raises(Invalid):
        asked(cast, receipt, most + 1)
    given_back(cast, receipt, most - 100)
    with pytest.raises(Invalid):
        asked(cast, receipt, 101)
    last = asked(cast, receipt, 100)
    with pytest.raises(Refused):
        asked(cast, receipt, 1)
    services.decide_refund(cast.actor(cast.he), last, approve=False, answer="已说清", at=cast.later(minutes=1))
    asked(cast, receipt, 100)


def test_who_asked_does_not_decide_and_nobody_decides_beyond_their_authority(cast: Cast) -> None:
    receipt = paid(cast)
    he = cast.actor(cast.he)
    own = services.ask_refund(he, receipt, NewRefund(amount=100, reason="overcharged"), at=cast.now)
    with pytest.raises(Denied):
        services.decide_refund(he, own, approve=True, at=cast.now)
    with pytest.raises(IntegrityError, match="refund_by_two_people"), transaction.atomic():
        Refund.objects.filter(pk=own).update(decided_by=cast.he)
    with pytest.raises(Denied):
        services.decide_refund(cast.actor(cast.ma), own, approve=True, at=cast.now)
    with pytest.raises(Refused):
        services.pay_refund(cast.actor(cast.ma), own, PaidBy.CASH, at=cast.now)
    with pytest.raises(Missing):
        services.decide_refund(cast.actor(cast.gao), own, approve=True, at=cast.now)


def test_the_page_offers_the_decision_to_who_may_take_it_only(cast: Cast) -> None:
    receipt = paid(cast)
    own = services.ask_refund(cast.actor(cast.he), receipt, NewRefund(amount=100, reason="overcharged"), at=cast.now)
    offers = f"/repairs/refunds/{own}/decide/"
    shown = {who: cast.client(who).get(f"/repairs/refunds/{own}/").content.decode() for who in (cast.he, cast.zhao)}
    assert offers not in shown[cast.he] and offers in shown[cast.zhao]


def test_a_reason_of_the_handbook_and_a_word_for_a_no(cast: Cast) -> None:
    receipt = paid(cast)
    for reason in ("too_dear", "none_such", "goodwill"):
        with pytest.raises(Invalid):
            asked(cast, receipt, reason=reason)
    refund = asked(cast, receipt)
    with pytest.raises(Invalid):
        services.decide_refund(cast.actor(cast.he), refund, approve=False, at=cast.now)


def test_the_slip_is_a_pdf_of_its_own_and_the_receipt_stays_as_it_was(cast: Cast) -> None:
    receipt = paid(cast)
    services.receipt_file(cast.actor(cast.ma), receipt)
    run_waiting()
    before = bytes(Receipt.objects.get(pk=receipt).content or b"")
    refund = given_back(cast, receipt)
    assert services.refund_file(cast.resident(), refund)[0] == b""
    run_waiting()
    content, number = services.refund_file(cast.resident(), refund)
    assert content.startswith(b"%PDF") and number.endswith("-1")
    assert bytes(Receipt.objects.get(pk=receipt).content or b"") == before
    with pytest.raises(Missing):
        services.refund_file(cast.resident(), asked(cast, receipt))


def test_the_pages_and_the_programs_carry_it_through(cast: Cast) -> None:
    receipt = paid(cast)
    ma, he = cast.client(cast.ma), cast.client(cast.he)
    page = f"/repairs/receipts/{receipt}/refund/"
    assert "没修好" in ma.get(page).content.decode()
    assert ma.post(page, {"amount": "99999", "reason": "overcharged"}).status_code == 422
    assert ma.post(page, {"amount": "12.50", "reason": "overcharged"}).status_code == 302
    (row,) = selectors.refunds(cast.actor(cast.ma), receipt, at=cast.now)
    assert row.amount == 1250
    assert he.post(f"/repairs/refunds/{row.id}/decide/", {"decision": "no"}).status_code == 422
    assert he.post(f"/repairs/refunds/{row.id}/decide/", {"decision": "yes"}).status_code == 302
    assert ma.post(f"/repairs/refunds/{row.id}/pay/", {"paid_by": "cash"}).status_code == 302
    assert "退款单" in ma.get(f"/repairs/refunds/{row.id}/").content.decode()

    def send(who: UUID, path: str, **body: Any) -> Any:
        headers = cast.bearer(who)
        return ma.post(f"/api/v1/repairs/{path}", body, content_type="application/json", headers=headers)

    made = send(cast.ma, f"receipts/{receipt}/refunds", amount=100, reason="not_mended")
    key = made.json()["id"]
    assert made.status_code == 201
    assert send(cast.he, f"refunds/{key}/decision", approve=True).status_code == 204
    assert send(cast.ma, f"refunds/{key}/paid", paid_by="cash").status_code == 204
    told = ma.get(f"/api/v1/repairs/receipts/{receipt}/refunds", headers=cast.bearer(cast.ma)).json()
    assert [one["state"] for one in told] == ["given", "given"]
