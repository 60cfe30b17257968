"""What is brought up by hand: it waits for the role it was brought to, and the case says what was answered."""

import re
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.types import Because
from guanjia.rooms.cases.types.raising import BroughtRow
from guanjia.rooms.promises.types import SeenHow
from guanjia.shared.errors import Denied, Invalid, Missing
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

PLACE = "/today/brought-up/"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def brings_up(cast: Cast, note: str = "业主要求减免，我定不了", to_role: str = "manager") -> UUID:
    """A complaint the supervisor brings up to the manager."""
    case_id = cast.opened_case("cmp.clean", "楼道脏了三天")
    he = cast.actor(cast.he)
    services.escalate(he, case_id, to_role, Because("over_authority", note), at=cast.later(minutes=3))
    return case_id


def waits(cast: Cast, who: UUID) -> list[BroughtRow]:
    return selectors.brought_waiting(cast.actor(who), at=cast.now).rows


def test_it_waits_for_the_role_it_was_brought_to_and_for_nobody_else(cast: Cast) -> None:
    case_id = brings_up(cast)
    (row,) = waits(cast, cast.zhao)
    assert (row.case_id, row.to_role, row.by, row.note) == (case_id, "manager", "何静", "业主要求减免，我定不了")
    assert row.reason_title == "超出本岗权限"
    assert waits(cast, cast.he) == [] == waits(cast, cast.gao)


def test_answered_it_leaves_the_list_for_all_and_the_case_says_so(cast: Cast) -> None:
    case_id = brings_up(cast)
    (row,) = waits(cast, cast.zhao)
    services.see_to(cast.actor(cast.zhao), row.id, SeenHow.ACTED, "同意减免一个月保洁费", at=cast.later(minutes=9))
    assert waits(cast, cast.zhao) == []
    (kept,) = selectors.brought_seen(cast.actor(cast.zhao), at=cast.now)
    assert (kept.how, kept.words, kept.seen_by) == ("acted", "同意减免一个月保洁费", "赵敏")
    shown = cast.client(cast.he).get(f"/cases/{case_id}/").content.decode()
    assert "赵敏 答复" in shown and "同意减免一个月保洁费" in shown
    assert "已看到上报给项目经理的事" in shown


def test_seen_twice_counts_once_and_who_saw_it_may_answer_later(cast: Cast) -> None:
    brings_up(cast)
    zhao, (row,) = cast.actor(cast.zhao), waits(cast, cast.zhao)
    for _ in range(2):
        services.see_to(zhao, row.id, SeenHow.SEEN, at=cast.now)
    assert JournalEvent.objects.filter(kind="case.seen_to").count() == 1
    services.see_to(zhao, row.id, SeenHow.ACTED, "我来谈", at=cast.later(minutes=1))
    (kept,) = selectors.brought_seen(zhao, at=cast.now)
    assert (kept.how, kept.words) == ("acted", "我来谈")


def test_brought_up_again_before_it_was_seen_it_stands_there_once_with_the_later_words(cast: Cast) -> None:
    case_id = brings_up(cast)
    services.escalate(cast.actor(cast.he), case_id, "manager", Because("grave", "已有人受伤"), at=cast.later(minutes=2))
    (row,) = waits(cast, cast.zhao)
    assert (row.reason, row.note) == ("grave", "已有人受伤")
    services.see_to(cast.actor(cast.zhao), row.id, SeenHow.SEEN, at=cast.now)
    services.escalate(cast.actor(cast.he), case_id, "manager", Because("not_content"), at=cast.later(minutes=2))
    assert len(waits(cast, cast.zhao)) == 1 and len(selectors.brought_of(case_id, at=cast.now)) == 2


def test_asked_so_often_that_the_house_brings_it_up_it_waits_there_too(cast: Cast) -> None:
    case_id = cast.taken_case()
    for _ in range(8):
        services.hurry(cast.resident(), case_id, at=cast.later(hours=3))
    (row,) = waits(cast, cast.he)
    assert (row.case_id, row.by, row.reason_title) == (case_id, "", "业主反复催办")


def test_what_ends_meanwhile_leaves_the_list_by_itself(cast: Cast) -> None:
    case_id = cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    services.escalate(cast.actor(cast.he), case_id, "manager", Because("not_in_time", "缺料"), at=cast.later(minutes=1))
    assert len(waits(cast, cast.zhao)) == 1
    services.withdraw(cast.actor(cast.he), case_id, Because("solved_itself"), at=cast.later(minutes=1))
    assert waits(cast, cast.zhao) == []


def test_nobody_sees_to_what_is_not_theirs_or_about_them_or_without_words(cast: Cast) -> None:
    case_id = brings_up(cast)
    (row,) = waits(cast, cast.zhao)
    with pytest.raises(Denied):
        services.see_to(cast.actor(cast.li), row.id, SeenHow.SEEN, at=cast.now)
    for other in (cast.he, cast.gao):
        with pytest.raises(Missing):
            services.see_to(cast.actor(other), row.id, SeenHow.SEEN, at=cast.now)
    for how in (SeenHow.ACTED, SeenHow.REMINDED):
        with pytest.raises(Invalid):
            services.see_to(cast.actor(cast.zhao), row.id, how, " ", at=cast.now)
    services.name_about(cast.actor(cast.ma), case_id, cast.zhao, at=cast.later(minutes=1))
    assert waits(cast, cast.zhao) == []
    with pytest.raises(Missing):
        services.see_to(cast.actor(cast.zhao), row.id, SeenHow.SEEN, at=cast.now)


def test_the_page_shows_who_brought_it_and_takes_the_answer(cast: Cast) -> None:
    case_id = brings_up(cast)
    client = cast.client(cast.zhao)
    shown = client.get(PLACE).content.decode()
    (key,) = re.findall(r'id="manager-brought-([\w-]{36})"', shown)
    assert f"/cases/{case_id}/" in shown and "何静" in shown and "超出本岗权限" in shown
    refused = client.post(f"{PLACE}cases/{key}/", {"how": "acted", "words": ""})
    assert refused.status_code == 422
    assert client.post(f"{PLACE}cases/{key}/", {"how": "acted", "words": "明早开会定"}).status_code == 302
    assert "没有上报给您" in client.get(PLACE).content.decode()
    done = client.get(f"{PLACE}?view=seen").content.decode()
    assert "明早开会定" in done and "已答复" in done


def test_a_program_reads_the_list_and_answers(cast: Cast) -> None:
    brings_up(cast)
    headers = {"Authorization": f"Bearer {cast.token(cast.zhao)}"}
    client = cast.client(cast.zhao)
    (row,) = client.get("/api/v1/cases/brought-up", headers=headers).json()["rows"]
    assert row["by"] == "何静"
    body = {"how": "acted", "words": "同意"}
    path = f"/api/v1/cases/brought-up/{row['id']}"
    assert client.post(path, body, content_type="application/json", headers=headers).status_code == 204
    (kept,) = client.get("/api/v1/cases/brought-up?seen=true", headers=headers).json()["rows"]
    assert kept["words"] == "同意"


@pytest.mark.parametrize("many", [1, 55])
def test_the_list_costs_the_same_for_one_and_for_many_and_comes_by_pages(
    cast: Cast, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        brings_up(cast, f"第 {number} 件")
    client = cast.client(cast.zhao)
    client.get(PLACE)
    with django_assert_max_num_queries(18):
        first = client.get(PLACE).content.decode()
    found = re.search(r'hx-get="([^"]*brought=[^"]+)"', first)
    assert bool(found) == (many > 50)
    if found:
        more = client.get(found[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        one, two = (set(re.findall(r'id="manager-brought-([\w-]{36})"', text)) for text in (first, more))
        assert two and not one & two and len(one | two) == many
