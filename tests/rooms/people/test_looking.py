"""Who saw whose personal data: by person, resident and time, for who answers for it."""

import re
from typing import Any

import pytest

from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.selectors import looking
from guanjia.rooms.people.services import exporting
from guanjia.rooms.people.types import NewResident, UnmaskReason
from guanjia.rooms.people.types.looking import LookAsked
from tests.cast import Cast


def looked(cast: Cast, who: Any, whom: Any) -> None:
    """Somebody saw a resident's number to call back."""
    services.unmask(cast.actor(who), "resident", whom, UnmaskReason.CALL, cast.now)


def page(cast: Cast, query: str = "") -> str:
    answer = cast.client(cast.zhao).get(f"/looks/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def seen(cast: Cast, asked: LookAsked) -> list[tuple[str, str]]:
    """Who looked at whom, as the manager is told."""
    return [(one.staff_name, one.whom) for one in looking.looks(cast.actor(cast.zhao), asked)]


def test_nobody_looked_is_said(cast: Cast) -> None:
    assert "还没有人查看" in page(cast)


def test_a_look_stands_there_with_who_whom_why_and_when_and_the_number_stays_hidden(cast: Cast) -> None:
    looked(cast, cast.ma, cast.zhou)
    shown = page(cast)
    assert "马丽" in shown and "周*" in shown and "回电" in shown and "3-2-1402" in shown
    assert "13812346027" not in shown and "周敏" not in shown


def test_it_is_found_by_person_by_resident_by_words_and_by_day(cast: Cast) -> None:
    other = services.add_residents(cast.garden.id, [NewResident(cast.home.id, "吴芳", "13700000001")])[0]
    looked(cast, cast.ma, cast.zhou)
    cast.later(hours=24)
    looked(cast, cast.chen, other)
    assert seen(cast, LookAsked()) == [("陈悦", "吴*"), ("马丽", "周*")]
    assert seen(cast, LookAsked(staff_id=cast.ma)) == [("马丽", "周*")]
    assert seen(cast, LookAsked(resident_id=other)) == [("陈悦", "吴*")]
    assert seen(cast, LookAsked(text="13812346027")) == seen(cast, LookAsked(text="周敏")) == [("马丽", "周*")]
    assert seen(cast, LookAsked(until=cast.now.date())) == [("陈悦", "吴*"), ("马丽", "周*")]
    assert seen(cast, LookAsked(since=cast.now.date())) == [("陈悦", "吴*")]
    assert "没有符合" in page(cast, "?since=2030-01-01")


def test_who_took_everybodys_data_as_a_file_saw_each_of_them(cast: Cast) -> None:
    exporting.ask_for_export(cast.actor(cast.zhao), cast.garden.id, None, at=cast.now)
    assert seen(cast, LookAsked(resident_id=cast.zhou)) == []
    cast.later(seconds=1)
    exporting.ask_for_export(cast.actor(cast.zhao), cast.garden.id, UnmaskReason.IDENTITY, at=cast.now)
    assert seen(cast, LookAsked(resident_id=cast.zhou)) == [("赵敏", "")]
    assert "全部住户" in page(cast)
    assert [(one.who, one.reason) for one in selectors.looks_at(cast.resident())] == [("赵敏", "identity")]


def test_a_file_made_before_somebody_came_did_not_show_them(cast: Cast) -> None:
    exporting.ask_for_export(cast.actor(cast.zhao), cast.garden.id, UnmaskReason.IDENTITY, at=cast.now)
    new = services.add_residents(cast.garden.id, [NewResident(cast.home.id, "吴芳")])[0]
    assert seen(cast, LookAsked(resident_id=new)) == []


def test_another_community_is_not_shown_also_when_asked_for(cast: Cast) -> None:
    looked(cast, cast.ma, cast.zhou)
    shown = cast.client(cast.gao).get(f"/looks/?staff={cast.ma}&resident={cast.zhou}").content.decode()
    assert "马丽" not in shown and "people-look-" not in shown


def test_an_address_made_up_is_the_whole_list(cast: Cast) -> None:
    looked(cast, cast.ma, cast.zhou)
    assert "people-look-" in page(cast, "?staff=x&resident=y&since=z")


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_costs_the_same_for_one_look_and_for_many_and_comes_by_pages(
    cast: Cast, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        looked(cast, cast.ma, cast.zhou)
    client = cast.client(cast.zhao)
    client.get("/looks/")
    with django_assert_max_num_queries(10):
        first = client.get("/looks/?staff=").content.decode()
    found = re.search(r'hx-get="([^"]*after=[^"]+)"', first)
    assert bool(found) == (many > 50)
    if found:
        more = client.get(found[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        assert len(re.findall("people-look-", first)) + len(re.findall("people-look-", more)) == many
