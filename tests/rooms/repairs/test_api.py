"""Endpoints of paid repair: the same verbs as the pages'."""

from typing import Any

import pytest
from django.test import Client

from guanjia.shared.jobs import run_waiting
from tests.cast import SAFE, Cast

JSON = "application/json"


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def call(house: Cast, who: Any, path: str, body: Any = None) -> Any:
    headers = house.bearer(who)
    if body is None:
        return Client().get(f"/api/v1/repairs/{path}", headers=headers)
    return Client().post(f"/api/v1/repairs/{path}", body, content_type=JSON, headers=headers)


def test_a_paid_repair_goes_through_the_endpoints(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "换一个龙头")
    assert {one["code"] for one in call(house, house.li, "prices").json()} >= {"P02", "M02"}
    assert call(house, house.li, "van/taken-in", {"items": {"M02": 2}}).status_code == 204
    assert call(house, house.li, "van/counted", {"items": {"M02": 1}}).status_code == 204
    assert call(house, house.li, "van").json()[0]["count"] == 1
    house.later(minutes=5)
    assert call(house, house.li, f"cases/{case_id}/start", {"evidence": SAFE}).status_code == 204
    lines = [{"code": "P02"}, {"code": "M02"}]
    quote = call(house, house.li, f"cases/{case_id}/quote", {"lines": lines})
    assert quote.status_code == 201
    assert call(house, house.ma, f"quotes/{quote.json()['id']}/accept", {}).status_code == 204
    refused = call(house, house.ma, f"quotes/{quote.json()['id']}/refuse", {"reason": "too_dear"})
    assert (refused.status_code, refused.json()["title"]) == (409, "repairs.answered")
    assert call(house, house.li, f"cases/{case_id}/materials", {"used": {"M02": 1}}).status_code == 204
    short = call(house, house.li, f"cases/{case_id}/materials", {"used": {"M02": 1}})
    assert (short.status_code, short.json()["title"]) == (409, "repairs.short")
    paid = call(house, house.li, f"cases/{case_id}/payment", {"paid_by": "cash"})
    assert paid.status_code == 201
    path = f"receipts/{paid.json()['id']}"
    assert call(house, house.li, path).json()["total"] == 11_800
    assert call(house, house.li, f"{path}/file").status_code == 202
    run_waiting()
    assert call(house, house.li, f"{path}/file").content.startswith(b"%PDF")
    found = call(house, house.li, f"cases/{case_id}").json()
    assert (found["quote"]["state"], found["may_pay"], len(found["used"])) == ("accepted", False, 1)


def test_the_windows_that_are_offered_are_told_and_only_residents_choose(house: Cast) -> None:
    case_id = house.opened_case()
    offered = call(house, house.ma, f"cases/{case_id}/windows").json()
    assert len(offered) > 3
    chosen = call(house, house.ma, f"cases/{case_id}/window", {"window_start": offered[0]["start"]})
    assert chosen.status_code == 403
