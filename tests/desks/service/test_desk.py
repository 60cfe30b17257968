"""The desk as a browser sees it: queue, talk, promises, answering."""

import pytest

from guanjia.rooms.cases.models import Case
from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def test_a_message_stands_in_the_queue_with_what_is_owed(cast: Cast) -> None:
    cast.writes("3栋2单元1402厨房水龙头漏水了")
    page = cast.client(cast.ma).get("/desk/", {"view": "all"}).content.decode()
    assert "厨房水龙头漏水" in page


def test_opening_a_row_brings_talk_and_facts(cast: Cast) -> None:
    talk = cast.writes("3栋2单元1402厨房水龙头漏水了")
    case = Case.objects.get()
    browser = cast.client(cast.ma)
    for query in ({"case": case.id}, {"conversation": talk}):
        answer = browser.get("/desk/", query)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "3栋2单元1402厨房水龙头漏水了" in page and case.number in page


def test_every_page_of_the_desk_opens(cast: Cast) -> None:
    case_id = cast.done_case()
    browser = cast.client(cast.ma)
    for url in (
        "/desk/",
        "/desk/news/",
        "/desk/register/",
        "/cases/",
        f"/cases/{case_id}/",
        f"/desk/register/{case_id}/",
    ):
        assert browser.get(url).status_code == 200, url
    from guanjia.desks.service.acts import ACTS

    for act in ACTS:
        assert browser.get(f"/cases/{case_id}/{act.name}/").status_code == 200, act.name
