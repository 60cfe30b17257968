"""A case is found by any two characters of it, by its number, its place and half a telephone."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanjia.rooms.cases import selectors
from guanjia.rooms.cases.types import QueueFilter
from guanjia.shared import finding
from guanjia.shared.actor import Actor
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def found(actor: Actor, house: Cast, text: str) -> list[UUID]:
    return [row.id for row in selectors.queue(actor, QueueFilter(text=text), at=house.now)]


@pytest.mark.parametrize("text", ["漏水", "台漏", "阳台漏水", "ＢＰ２", "bp2", "100%", "水"])
def test_words_are_found_wherever_they_stand(house: Cast, text: str) -> None:
    wanted = house.opened_case("rep.wall", "北阳台漏水，型号 BP2，湿了100%")
    house.opened_case("rep.door", "单元门打不开，100次了")
    assert found(house.actor(house.ma), house, text) == [wanted]


@pytest.mark.parametrize("text", ["3-2-1402", "3栋2单元1402", "1402", "3-2"])
def test_a_place_is_found_however_it_is_written(house: Cast, text: str) -> None:
    wanted = house.opened_case("rep.door", "门打不开")
    assert found(house.actor(house.ma), house, text) == [wanted]


@pytest.mark.parametrize("text", ["6027", "1381234", "2346", "13812346027"])
def test_half_a_telephone_finds_the_cases_of_its_resident(house: Cast, text: str) -> None:
    wanted = house.opened_case("rep.door", "门打不开")
    assert found(house.actor(house.ma), house, text) == [wanted]
    assert found(house.actor(house.li), house, text) == []


def test_nothing_is_found_that_one_may_not_see(house: Cast) -> None:
    house.opened_case("rep.door", "门打不开")
    for text in ("打不开", "3-2-1402", "6027"):
        assert found(house.actor(house.gao), house, text) == []
        assert found(house.resident(house.stranger_contact), house, text) == []


def test_words_that_are_everywhere_are_found_as_well(house: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MANY", 1)
    wanted = {house.opened_case("rep.door", f"单元门打不开{number}") for number in range(3)}
    assert set(found(house.actor(house.ma), house, "打不开")) == wanted
    assert found(house.actor(house.ma), house, "没有的事") == []


def test_finding_costs_five_questions_more_at_most(house: Cast) -> None:
    house.opened_case("rep.door", "门打不开")
    ma = house.actor(house.ma)
    with CaptureQueriesContext(connection) as plainly:
        selectors.queue(ma, at=house.now)
    with CaptureQueriesContext(connection) as asked:
        found(ma, house, "6027")
    assert len(asked) <= len(plainly) + 5


def test_the_index_answers_and_no_table_is_read_through(house: Cast) -> None:
    house.opened_case("rep.door", "门打不开")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        words = "text_pieces(words, 2)"
        cursor.execute(f"explain select case_id from cases_casewords where {words} @> text_pieces('打不开', 2)")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "case_words_found" in plan
