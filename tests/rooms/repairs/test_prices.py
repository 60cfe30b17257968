"""The price list of a community: the handbook's until it has its own, changed from a day on, taken in by workbook."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.repairs import selectors, services
from guanjia.rooms.repairs.services.pricing import price_book
from guanjia.rooms.repairs.types import ItemKind, Listed, Wanted
from guanjia.rooms.repairs.wording import heads
from guanjia.shared.errors import Denied, Invalid, Missing
from guanjia.shared.sheets import Given, written
from tests.cast import Cast

TODAY = date(2026, 3, 2)
TAP = Listed(code="P02", kind=ItemKind.LABOUR, title="换龙头", unit="个", price=3550, warranty_days=60)


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def price(house: Cast, code: str) -> int:
    rows = selectors.price_list(house.actor(house.zhao), house.garden.id, at=house.now)
    return next(one.price for one in rows if one.code == code)


def test_a_price_changes_from_its_day_on_and_quotes_of_before_keep_theirs(house: Cast) -> None:
    case_id, zhao = house.taken_case("paid.repair", "换一个龙头"), house.actor(house.zhao)
    quote = services.offer_quote(house.actor(house.li), case_id, [Wanted("P02")], at=house.now)
    services.set_price(zhao, house.garden.id, replace(TAP, valid_from=date(2026, 3, 5)), at=house.now)
    assert (price(house, "P02"), price(house, "M01")) == (3000, 2500)  # the rest of the handbook's list stays
    house.later(days=3)
    assert price(house, "P02") == 3550
    services.accept_quote(house.resident(), quote, at=house.now)
    assert selectors.repair_of(house.resident(), case_id, at=house.now).quote.total == 3000  # type: ignore[union-attr]


def test_days_that_are_over_keep_their_prices_and_only_the_manager_sets_them(house: Cast) -> None:
    with pytest.raises(Invalid):
        services.set_price(
            house.actor(house.zhao), house.garden.id, replace(TAP, valid_from=date(2026, 3, 1)), at=house.now
        )
    with pytest.raises(Denied):
        services.set_price(house.actor(house.ma), house.garden.id, TAP, at=house.now)
    with pytest.raises(Missing):
        services.set_price(house.actor(house.zhao), house.orchard.id, TAP, at=house.now)


def test_the_list_goes_out_and_comes_back_unchanged(house: Cast) -> None:
    zhao = house.actor(house.zhao)
    book = price_book(zhao, house.garden.id, at=house.now)
    plan = services.look_at_prices(zhao, services.Sheet(house.garden.id, book), at=house.now)
    assert (plan.new, plan.changed, plan.problems) == (0, 0, []) and plan.same > 10
    assert services.take_in_prices(zhao, house.garden.id, plan.rows, at=house.now) == 0


def sheet(*rows: list[Any]) -> bytes:
    return written([Given(name="x", heads=heads(), rows=rows)])


def test_each_wrong_cell_of_a_workbook_is_named(house: Cast) -> None:
    zhao = house.actor(house.zhao)
    rows = [
        ["P50", "labour", "装纱窗", "", "扇", "", "35.5", "30", None],
        ["P51", "gift", "", "", "个", "", "abc", "x", None],
    ]
    plan = services.look_at_prices(zhao, services.Sheet(house.garden.id, sheet(*rows)), at=house.now)
    assert {(one.row, one.column) for one in plan.problems} == {(3, "B"), (3, "C"), (3, "G"), (3, "H")}
    with pytest.raises(Invalid):
        services.look_at_prices(zhao, services.Sheet(house.garden.id, b"nothing"), at=house.now)


def test_a_workbook_is_looked_at_then_taken_in_from_the_page(house: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser: Client = house.client(house.zhao)
    here = str(house.garden.id)
    assert browser.get("/repairs/prices/").status_code == 200
    content = sheet(["P50", "labour", "装纱窗", "Screen", "扇", "each", "35.5", "30", None])
    page = browser.post("/repairs/prices/look/", {"community": here, "file": SimpleUploadedFile("p.xlsx", content)})
    assert page.status_code == 200 and page.context["plan"].new == 1
    sent = {"community": here, "rows": page.context["signed_rows"]}
    assert browser.post("/repairs/prices/take-in/", sent).status_code == 302
    assert price(house, "P50") == 3550
    assert browser.post("/repairs/prices/take-in/", {**sent, "rows": "forged"}).status_code == 422
    assert browser.get("/repairs/prices/file/")["Content-Type"].startswith("application/vnd")
    line = {"community": here, "code": "P50", "kind": "labour", "title": "装纱窗", "unit": "扇", "price": "40"}
    assert browser.post("/repairs/prices/set/", {**line, "valid_from": "2026-03-01"}).status_code == 422
    assert browser.post("/repairs/prices/set/", {**line, "valid_from": "2026-03-02"}).status_code == 302
    assert price(house, "P50") == 4000


def test_the_open_page_shows_the_communitys_own_list(house: Cast) -> None:
    before = Client().get("/handbook/residents/garden/").content.decode()
    line = Listed(
        code="P99", kind=ItemKind.LABOUR, title="换鱼缸水泵", unit="次", price=8800, warranty_days=90, valid_from=TODAY
    )
    services.set_price(house.actor(house.zhao), house.garden.id, line, at=house.now)
    page = Client().get("/handbook/residents/garden/").content.decode()
    assert "换鱼缸水泵" not in before and "换鱼缸水泵" in page
    assert "88.00 元" in page and "保修 90 天" in page
