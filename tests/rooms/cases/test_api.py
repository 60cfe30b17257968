"""The endpoints of cases, assignments and follow-ups."""

import json
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.cases.models import Case
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.surveys.models import FollowUp
from tests.cast import Cast

BASE = "/api/v1"


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def post(path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    return Client().post(BASE + path, json.dumps(body), content_type="application/json", headers=headers)


def test_the_same_request_sent_twice_opens_one_case(house: Cast) -> None:
    key = {**house.bearer(house.ma), "Idempotency-Key": "k1"}
    body = {"text": "马桶堵了", "topic": "rep.drain", "home_id": str(house.home.id)}
    first, second = post("/cases", body, key), post("/cases", body, key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Case.objects.count() == 1
    other = post("/cases", {**body, "text": "另一件"}, key)
    assert (other.status_code, Case.objects.count()) == (409, 1)


def test_a_case_goes_its_way_by_the_api_alone(house: Cast) -> None:
    desk, worker = house.bearer(house.ma), house.bearer(house.li)
    case_id = post("/cases", {"text": "马桶堵了"}, desk).json()["id"]
    assert post(f"/cases/{case_id}/classify", {"topic": "rep.drain"}, desk).status_code == 204
    from guanjia.shared.jobs import run_waiting

    run_waiting()
    mine = Client().get(f"{BASE}/assignments", headers=worker).json()["rows"]
    assert [row["case_id"] for row in mine] == [case_id]
    assert post(f"/assignments/{mine[0]['id']}/take", {}, worker).status_code == 204
    assert post(f"/cases/{case_id}/arrive", {}, worker).status_code == 204
    assert post(f"/cases/{case_id}/pause", {"reason": "part_on_order"}, worker).status_code == 204
    assert post(f"/cases/{case_id}/resume", {}, worker).status_code == 204
    shown = Client().get(f"{BASE}/cases/{case_id}", headers=desk).json()
    assert (shown["state"], shown["worker_name"]) == ("in_hand", "李建军")
    told = Client().get(f"{BASE}/cases/{case_id}/facts", headers=desk).json()
    assert [row["kind"] for row in told][:2] == ["case.opened", "case.classified"]
    rows = Client().get(f"{BASE}/cases", headers=desk).json()["rows"]
    assert [row["number"] for row in rows] == ["0302-01"]


def test_a_refusal_says_what_and_what_now(house: Cast) -> None:
    desk = house.bearer(house.ma)
    case_id = house.opened_case()
    answer = post(f"/cases/{case_id}/close", {}, desk)
    assert answer.status_code == 409
    assert answer.json()["title"] == "cases.not_from_dispatched"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "a\u0000b"},
        {"text": "x" * 5000},
        {"text": "漏水", "home_id": "no"},
        {"text": "漏水", "topic": "no.such"},
    ],
)
def test_bad_input_is_named_and_opens_nothing(house: Cast, body: dict[str, Any]) -> None:
    answer = post("/cases", body, house.bearer(house.ma))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_another_community_is_simply_not_there(house: Cast) -> None:
    case_id = house.opened_case()
    stranger = house.bearer(house.gao)
    assert Client().get(f"{BASE}/cases/{case_id}", headers=stranger).status_code == 404
    assert post(f"/cases/{case_id}/hurry", {}, stranger).status_code == 404
    assert Client().get(f"{BASE}/cases", headers=stranger).json()["rows"] == []
    assert Client().get(f"{BASE}/cases").status_code == 401


def test_a_made_up_page_is_refused_politely(house: Cast) -> None:
    answer = Client().get(f"{BASE}/cases?after=abc", headers=house.bearer(house.ma))
    assert answer.status_code == 422


def test_photos_are_shown_to_those_who_may_see_the_case(house: Cast) -> None:
    from guanjia.rooms.cases.models import Photo

    house.done_case()
    url = f"/cases/photos/{Photo.objects.get(of='after').id}/"
    assert house.client(house.ma).get(url)["Content-Type"] == "image/jpeg"
    assert house.client(house.gao).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_desk_assigns_and_a_follow_up_is_answered_by_the_api(house: Cast) -> None:
    desk = house.bearer(house.ma)
    case_id = house.opened_case()
    named = {"staff_id": str(house.wang), "reason": "too_much"}
    assert post(f"/assignments/cases/{case_id}", named, desk).status_code == 201
    assert Assignment.objects.filter(case=case_id, state="offered").get().staff_id == house.wang
    done = house.done_case()
    waiting = Client().get(f"{BASE}/follow-ups", headers=desk).json()["rows"]
    assert [row["case_id"] for row in waiting] == [str(done)]
    answered = post(f"/follow-ups/{waiting[0]['id']}/answer", {"score": 5, "answers": {"attitude": 5}}, desk)
    assert answered.status_code == 204
    assert FollowUp.objects.get(case=done).score == 5
