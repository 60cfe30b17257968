"""Cases as people read them: their own, the queue, one with everything on it."""

from dataclasses import replace
from typing import Any

import pytest

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.types import OpenCase, QueueFilter, View
from guanjia.rooms.places import services as places
from guanjia.rooms.places.types import NewCommunity
from guanjia.shared.errors import Missing
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def test_residents_see_their_own_cases_and_nobody_elses(house: Cast) -> None:
    case_id = house.opened_case()
    assert selectors.case(house.resident(), case_id, at=house.now).guesses == []
    for stranger in (house.resident(house.stranger_contact), house.actor(house.gao)):
        with pytest.raises(Missing):
            selectors.case(stranger, case_id, at=house.now)
        with pytest.raises(Missing):
            services.hurry(stranger, case_id, at=house.now)
    assert len(selectors.queue(house.resident(house.stranger_contact), at=house.now)) == 0


def test_the_queue_runs_by_what_is_due_first_and_is_filtered(house: Cast) -> None:
    late = house.opened_case("rep.wall", "外墙渗水")
    soon = house.opened_case("rep.door", "单元门打不开")
    ma = house.actor(house.ma)
    rows = selectors.queue(ma, at=house.now).rows
    assert [row.id for row in rows] == [soon, late]
    assert rows[0].due_at is not None
    assert rows[0].owed
    assert rows[0].topic_title
    assert selectors.queue(ma, QueueFilter(text="外墙"), at=house.now).rows[0].id == late
    assert selectors.queue(ma, QueueFilter(text="0302-02"), at=house.now).rows[0].id == soon
    assert len(selectors.queue(ma, QueueFilter(view=View.MINE), at=house.now)) == 2
    assert len(selectors.queue(ma, QueueFilter(closed=True), at=house.now)) == 0
    assert selectors.counts(ma, at=house.now)["all"] == 2


@pytest.mark.parametrize("number", [1, 60])
def test_the_queue_costs_the_same_however_long(house: Cast, number: int, django_assert_max_num_queries: Any) -> None:
    for count in range(number):
        wanted = OpenCase(
            community_id=house.garden.id,
            text=f"漏水 {count}",
            channel="phone",
            contact_id=house.zhou_contact,
            home_id=house.home.id,
            topic="rep.water.leak",
        )
        services.open_case(wanted, at=house.now)
    ma = house.actor(house.ma)
    selectors.queue(ma, at=house.now)
    with django_assert_max_num_queries(9):  # cases, contacts, promises with names, the edition in force and its shelf
        page = selectors.queue(ma, at=house.now)
    assert len(page) == min(number, 50)
    if number > 50:
        assert len(selectors.queue(ma, at=house.now, after=page.next)) == number - 50


def test_the_queue_of_many_communities_costs_as_much_as_of_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    more = [places.open_community(cast.company_id, NewCommunity(f"more{n}", f"{n}号园")) for n in range(8)]
    cast.publish()
    here = [cast.garden.id, *more]
    for key in here:
        wanted = OpenCase(community_id=key, text="单元门打不开", channel="phone", topic="rep.door")
        services.open_case(wanted, at=cast.now)
    agent = replace(cast.actor(cast.ma), community_ids=tuple(here))
    selectors.queue(agent, at=cast.now)
    with django_assert_max_num_queries(9):  # as many as of one
        page = selectors.queue(agent, at=cast.now)
    assert {row.community_id for row in page} == set(here)


def test_a_case_is_shown_with_everything_on_it(house: Cast) -> None:
    case_id = house.closed_case()
    view = selectors.case(house.actor(house.ma), case_id, at=house.now)
    assert (view.worker_name, view.contact_phone, view.place) == ("李建军", "138****6027", "3-2-1402")
    assert [step.state for step in view.steps] == ["done"] * 6 + ["now", ""]
    assert len(view.photos) == 2
    assert "reopen" in view.verbs
    rows = selectors.timeline(house.resident(), case_id, at=house.now)
    assert {row.kind for row in rows} <= {
        "case.opened",
        "case.taken_on",
        "case.arrived",
        "case.work_started",
        "case.done",
        "case.accepted",
        "case.closed",
    }
