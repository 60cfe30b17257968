"""The manager's page: what is late or about to be, by community, team and person, whose hands are full, one touch."""

import re
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def page(cast: Cast, address: str = "/today/") -> str:
    answer = cast.client(cast.zhao).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def late_case(cast: Cast) -> Any:
    """A leak somebody has taken on and nobody has gone to for two days."""
    case_id = cast.taken_case()
    cast.later(hours=50)
    promise_verbs.sweep(at=cast.now)
    run_waiting()
    return case_id


def test_a_quiet_day_says_so(cast: Cast) -> None:
    shown = page(cast)
    assert "湖畔花园" in shown
    assert "没有" in shown


def test_what_is_late_stands_there_with_who_owes_it_and_how_to_help(cast: Cast) -> None:
    case_id = late_case(cast)
    shown = page(cast)
    assert cases.case_ref(case_id).number in shown
    assert "李建军" in shown
    assert f"/cases/{case_id}/assign/" in shown


def test_it_is_cut_up_by_team_and_by_person(cast: Cast) -> None:
    late_case(cast)
    assert "维修技工" in page(cast, "/today/?cut=team")
    persons = page(cast, "/today/?cut=person")
    assert str(cast.li) in persons
    mine = page(cast, f"/today/?cut=person&role=technician&person={cast.li}")
    assert "manager-promise-" in mine


def test_full_hands_stand_first(cast: Cast) -> None:
    cast.taken_case()
    hands = page(cast).partition('id="manager-load"')[2]
    assert hands.index("李建军") < hands.index("王海")


def test_a_reminder_is_a_line_on_the_case_that_the_worker_sees_and_the_resident_does_not(cast: Cast) -> None:
    case_id = late_case(cast)
    row = next(one for one in promises.of_subject("case", case_id, at=cast.now) if one.owed_id == cast.li)
    answer = cast.client(cast.zhao).post(f"/today/promises/{row.id}/nudge/")
    assert answer.status_code == 302
    assert row.title in cast.client(cast.li).get(f"/tasks/{case_id}/").content.decode()
    assert "请先处理" not in cast.resident_client().get(f"/my/{case_id}/").content.decode()


def test_another_community_is_neither_shown_nor_reminded(cast: Cast) -> None:
    case_id = late_case(cast)
    row = promises.of_subject("case", case_id, at=cast.now)[0]
    stranger: Client = cast.client(cast.gao)
    shown = stranger.get(f"/today/?community={cast.garden.id}").content.decode()
    assert "manager-promise-" not in shown
    assert stranger.post(f"/today/promises/{row.id}/nudge/").status_code == 404


def test_an_address_made_up_is_the_whole_page(cast: Cast) -> None:
    assert "manager-places" in page(cast, "/today/?community=x&person=y&cut=z&role=%00")


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_costs_the_same_for_one_case_and_for_many(
    cast: Cast, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        cast.opened_case("rep.water.leak", f"厨房水龙头漏水 {number}")
    cast.later(hours=50)
    client = cast.client(cast.zhao)
    client.get("/today/")
    # who acts, the book, how all stands, who is on duty with how much (2), a page of promises with cases (2)
    with django_assert_max_num_queries(7):
        shown = client.get("/today/").content.decode()
    assert len(re.findall('id="manager-promise-', shown)) >= many


def test_a_long_list_comes_by_pages(cast: Cast) -> None:
    for number in range(15):
        cast.opened_case("rep.water.leak", f"厨房水龙头漏水 {number}")
    cast.later(hours=50)
    client = cast.client(cast.zhao)
    first = client.get("/today/").content.decode()
    found = re.search(r"after=([\w-]+)", first)
    assert found
    more = client.get(f"/today/?after={found[1]}", headers={"HX-Request": "true"}).content.decode()
    one = set(re.findall(r'id="manager-promise-([\w-]+)', first))
    two = set(re.findall(r'id="manager-promise-([\w-]+)', more))
    assert two
    assert not one & two
