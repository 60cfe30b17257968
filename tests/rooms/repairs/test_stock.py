"""What is on a van: taken in, used, counted; never below nothing without saying so, whoever is first."""

import threading

import pytest
from django.db import connection

from guanjia.rooms.repairs import selectors, services
from guanjia.rooms.repairs.models import Receipt, StockMove, VanStock
from guanjia.rooms.repairs.types import PaidBy, Wanted
from guanjia.shared.errors import Denied, GuanjiaError, Invalid, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def there(house: Cast, code: str = "M03") -> int:
    rows = selectors.van(house.actor(house.li), house.garden.id, at=house.now)
    return next(row.count for row in rows if row.code == code)


def test_what_is_used_is_off_the_van_and_on_the_case(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    services.take_in_stock(li, house.garden.id, {"M03": 5, "M08": 2}, at=house.now)
    services.use_materials(li, case_id, {"M03": 2, "M08": 1}, at=house.later(minutes=5))
    assert (there(house), there(house, "M08")) == (3, 1)
    used = selectors.repair_of(li, case_id, at=house.now).used
    assert [(one.title, one.count, one.short) for one in used] == [("编织软管", 2, False), ("生料带", 1, False)]
    assert JournalEvent.objects.filter(kind="case.material_used", refs__case=str(case_id)).count() == 2


def test_more_than_is_there_is_refused_whole_unless_it_is_said(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    services.take_in_stock(li, house.garden.id, {"M03": 1, "M08": 1}, at=house.now)
    with pytest.raises(Refused) as refused:
        services.use_materials(li, case_id, {"M03": 1, "M08": 2}, at=house.now)
    assert refused.value.params == {"there": 1, "item": "生料带"}
    assert there(house) == 1  # all of it or nothing
    services.use_materials(li, case_id, {"M08": 2}, short=True, at=house.now)
    assert there(house, "M08") == -1
    services.count_stock(li, house.garden.id, {"M08": 0}, at=house.later(minutes=5))
    assert there(house, "M08") == 0
    assert [(row.of, row.delta, row.short) for row in StockMove.objects.filter(code="M08").order_by("id")] == [
        ("taken_in", 1, False),
        ("used", -2, True),
        ("counted", 1, False),
    ]


def test_only_who_works_on_a_case_uses_material_on_it_and_only_material(house: Cast) -> None:
    case_id = house.taken_case()
    with pytest.raises(Denied):
        services.use_materials(house.actor(house.wang), case_id, {"M03": 1}, short=True, at=house.now)
    with pytest.raises(Invalid):
        services.take_in_stock(house.actor(house.li), house.garden.id, {"P01": 1}, at=house.now)
    with pytest.raises(Denied):
        services.take_in_stock(house.actor(house.ma), house.garden.id, {"M03": 1}, at=house.now)


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_that_use_the_last_one_one_wins_and_the_other_is_told(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    services.take_in_stock(li, house.garden.id, {"M03": 1}, at=house.now)
    wrong: list[GuanjiaError] = []

    def use() -> None:
        try:
            services.use_materials(li, case_id, {"M03": 1}, at=house.now)
        except GuanjiaError as refused:
            wrong.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.code for one in wrong] == ["repairs.short"]
    assert VanStock.objects.get(code="M03").count == 0


def test_what_was_written_down_by_error_goes_back_on_the_van_as_a_fact_of_its_own(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    services.take_in_stock(li, house.garden.id, {"M03": 5}, at=house.now)
    services.use_materials(li, case_id, {"M03": 3}, at=house.later(minutes=5))
    with pytest.raises(Refused):
        services.put_back_materials(li, case_id, {"M03": 4}, at=house.later(minutes=1))
    services.put_back_materials(li, case_id, {"M03": 2}, at=house.later(minutes=1))
    assert there(house) == 4
    used = selectors.repair_of(li, case_id, at=house.now).used
    assert [(one.title, one.count, one.back) for one in used] == [("编织软管", 3, False), ("编织软管", 2, True)]
    assert selectors.used_from(case_id, house.li)["M03"].count == 1
    assert JournalEvent.objects.filter(kind="case.material_put_back", refs__case=str(case_id)).count() == 1
    with pytest.raises(Refused):
        services.put_back_materials(house.actor(house.wang), case_id, {"M03": 1}, at=house.later(minutes=1))


def test_putting_back_leaves_a_receipt_as_it_was_given_and_may_come_after_the_end(house: Cast) -> None:
    case_id, li = house.taken_case("paid.repair", "换一个龙头"), house.actor(house.li)
    services.take_in_stock(li, house.garden.id, {"M03": 5}, at=house.now)
    quote = services.offer_quote(li, case_id, [Wanted("P02"), Wanted("M03", 2)], at=house.later(minutes=1))
    services.accept_quote(house.resident(), quote, at=house.later(minutes=1))
    services.use_materials(li, case_id, {"M03": 2}, at=house.later(minutes=1))
    receipt = services.take_payment(li, case_id, PaidBy.CASH, at=house.later(minutes=1))
    before = Receipt.objects.filter(pk=receipt).values().get()
    services.put_back_materials(li, case_id, {"M03": 1}, at=house.later(minutes=1))
    assert Receipt.objects.filter(pk=receipt).values().get() == before
    assert there(house) == 4


def test_the_worker_puts_it_back_on_the_phone_and_a_minus_is_never_below_nothing_again(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    phone = house.client(house.li)
    assert f"/tasks/{case_id}/put_back/" not in phone.get(f"/tasks/{case_id}/").content.decode()
    services.use_materials(li, case_id, {"M03": 2}, short=True, at=house.later(minutes=1))
    assert there(house) == -2
    assert f"/tasks/{case_id}/put_back/" in phone.get(f"/tasks/{case_id}/").content.decode()
    assert "编织软管" in phone.get(f"/tasks/{case_id}/put_back/").content.decode()
    assert phone.post(f"/tasks/{case_id}/put_back/", {"n_M03": "2"}).status_code == 302
    assert (there(house), VanStock.objects.get(code="M03").said_short) == (0, False)
    assert f"/tasks/{case_id}/put_back/" not in phone.get(f"/tasks/{case_id}/").content.decode()
