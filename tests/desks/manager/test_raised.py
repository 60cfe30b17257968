"""What the ladder brings up to superiors: kept for who was told, by nearest due time, with what was done about it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.promises import selectors, services
from guanjia.rooms.promises.types import RaisedRow, SeenHow
from guanjia.shared.errors import Denied, Invalid, Missing
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

PLACE = "/today/brought-up/"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def lies_late(cast: Cast, others: int = 0) -> Any:
    """A leak somebody took on and nobody went to, and others nobody took, until the sweep told who stands above."""
    case_id = cast.taken_case()
    for number in range(others):
        cast.opened_case("rep.water.leak", f"厨房水龙头漏水 {number}")
    cast.later(hours=50)
    while services.sweep(at=cast.now):
        pass
    run_waiting()
    return case_id


def waits(cast: Cast, who: UUID) -> list[RaisedRow]:
    return selectors.raised_waiting(cast.actor(who), at=cast.now).rows


def test_who_the_ladder_told_finds_it_by_nearest_due_time_and_nobody_else_does(cast: Cast) -> None:
    lies_late(cast)
    mine = waits(cast, cast.he)
    assert mine and {row.to_role for row in mine} == {"supervisor"}
    assert [row.promise.due_at for row in mine] == sorted(row.promise.due_at for row in mine if row.promise.due_at)
    assert {row.to_role for row in waits(cast, cast.zhao)} == {"manager"}
    assert waits(cast, cast.li) == [] == waits(cast, cast.gao)


def test_seen_once_it_waits_for_nobody_of_that_role_and_is_kept_with_who_and_what(cast: Cast) -> None:
    lies_late(cast)
    first, manager = waits(cast, cast.he)[0], len(waits(cast, cast.zhao))
    for _ in range(2):
        services.see_to(cast.actor(cast.he), first.promise.id, SeenHow.SEEN, at=cast.now)
    assert first.promise.id not in {row.promise.id for row in waits(cast, cast.he)}
    assert len(waits(cast, cast.zhao)) == manager
    (kept,) = selectors.raised_seen(cast.actor(cast.he), at=cast.now)
    assert (kept.promise.id, kept.seen_by, kept.how) == (first.promise.id, "何静", "seen")
    assert JournalEvent.objects.filter(kind="promise.seen_to").count() == 1


def test_who_only_saw_it_may_act_later_in_words(cast: Cast) -> None:
    lies_late(cast)
    he, key = cast.actor(cast.he), waits(cast, cast.he)[0].promise.id
    services.see_to(he, key, SeenHow.SEEN, at=cast.now)
    with pytest.raises(Invalid):
        services.see_to(he, key, SeenHow.ACTED, " ", at=cast.now)
    services.see_to(he, key, SeenHow.ACTED, "已请外协今天上门", at=cast.now + timedelta(minutes=1))
    (kept,) = selectors.raised_seen(he, at=cast.now)
    assert (kept.how, kept.words) == ("acted", "已请外协今天上门")


def test_a_later_step_for_another_role_waits_again(cast: Cast) -> None:
    lies_late(cast)
    key = waits(cast, cast.zhao)[0].promise.id
    services.see_to(cast.actor(cast.zhao), key, SeenHow.SEEN, at=cast.now)
    assert selectors.raised_seen(cast.actor(cast.he), at=cast.now).rows == []


def test_nobody_sees_to_what_was_not_told_to_them_or_without_the_duty(cast: Cast) -> None:
    lies_late(cast)
    key = waits(cast, cast.he)[0].promise.id
    with pytest.raises(Denied):
        services.see_to(cast.actor(cast.li), key, SeenHow.SEEN, at=cast.now)
    with pytest.raises(Missing):
        services.see_to(cast.actor(cast.gao), key, SeenHow.SEEN, at=cast.now)
    early = cast.opened_case("rep.light.public", "楼道灯不亮")
    running = selectors.of_subject("case", early, at=cast.now)[0]
    with pytest.raises(Missing):
        services.see_to(cast.actor(cast.he), running.id, SeenHow.SEEN, at=cast.now)


def test_the_page_reminds_with_one_touch_and_takes_words(cast: Cast) -> None:
    case_id = lies_late(cast)
    client = cast.client(cast.he)
    shown = client.get(PLACE).content.decode()
    keys = re.findall(r'id="manager-raised-([\w-]{36})"', shown)
    assert len(keys) >= 2 and f"/cases/{case_id}/" in shown
    assert client.post(f"{PLACE}{keys[0]}/", {"how": "reminded"}).status_code == 302
    assert "请先处理" in cast.client(cast.li).get(f"/tasks/{case_id}/").content.decode()
    refused = client.post(f"{PLACE}{keys[1]}/", {"how": "acted", "words": ""})
    assert refused.status_code == 422
    assert client.post(f"{PLACE}{keys[1]}/", {"how": "acted", "words": "明早安排两人"}).status_code == 302
    assert cast.client(cast.gao).post(f"{PLACE}{keys[0]}/", {"how": "seen"}).status_code == 404
    done = client.get(f"{PLACE}?view=seen").content.decode()
    assert "明早安排两人" in done and "已催办" in done


def test_a_quiet_list_says_so(cast: Cast) -> None:
    assert "没有上报给您" in cast.client(cast.zhao).get(PLACE).content.decode()
    assert cast.client(cast.li).get(PLACE).status_code == 403


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same_for_one_and_for_many_and_comes_by_pages(
    cast: Cast, many: int, django_assert_max_num_queries: Any
) -> None:
    lies_late(cast, others=many)
    client = cast.client(cast.he)
    client.get(PLACE)
    with django_assert_max_num_queries(16):
        first = client.get(PLACE).content.decode()
    found = re.search(r'hx-get="([^"]*after=[^"]+)"', first)
    if found:
        more = client.get(found[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        one, two = (set(re.findall(r'id="manager-raised-([\w-]{36})"', text)) for text in (first, more))
        assert two and not one & two
    assert bool(found) == (len(re.findall(r'id="manager-raised-[\w-]{36}"', first)) == 50)
