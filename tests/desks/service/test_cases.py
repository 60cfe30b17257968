"""The list of cases and the page of one."""

import html
import re
from typing import Any

import pytest

from guanjia.rooms.cases.models import Case
from tests.cast import Cast


def text_of(answer: Any) -> str:
    """The words of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("typed", ["0302-01", "3-2-1402", "3栋2单元1402", "3幢2单元1402室", "水龙头"])
def test_a_case_is_found_by_number_place_or_words(cast: Cast, typed: str) -> None:
    case_id = cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    page = cast.client(cast.ma).get("/cases/", {"text": typed}).content.decode()
    assert str(case_id) in page
    none = cast.client(cast.ma).get("/cases/", {"text": "1-1-101"})
    assert str(case_id) not in none.content.decode() and "No case fits" in text_of(none)


def test_filters_narrow_the_list(cast: Cast) -> None:
    leak = cast.opened_case("rep.water.leak", "漏水", urgency="u1")
    fee = cast.opened_case("inq.fee", "物业费")
    browser = cast.client(cast.ma)
    for query, first, second in (
        ({"topic": "rep.water.leak"}, True, False),
        ({"urgency": "u1"}, True, False),
        ({"case_class": "INQ"}, False, True),
        ({"contact": str(cast.zhou_contact)}, True, True),
        ({"view": "closed"}, False, False),
        ({"view": "nonsense"}, True, True),
    ):
        page = browser.get("/cases/", query).content.decode()
        assert (str(leak) in page, str(fee) in page) == (first, second), query


def test_finished_cases_have_a_view_of_their_own(cast: Cast) -> None:
    case_id = cast.closed_case()
    browser = cast.client(cast.ma)
    assert str(case_id) not in browser.get("/cases/").content.decode()
    assert str(case_id) in browser.get("/cases/", {"view": "closed"}).content.decode()


def test_words_that_fit_no_open_case_can_be_looked_for_among_the_ended(cast: Cast) -> None:
    case_id = cast.closed_case()
    browser = cast.client(cast.ma)
    none = browser.get("/cases/", {"text": "水龙头"}).content.decode()
    assert str(case_id) not in none
    assert "Look among the ended ones" in none
    offered = html.unescape(re.findall(r'href="(/cases/\?[^"]*view=closed[^"]*text=[^"]*)"', none)[-1])
    assert str(case_id) in browser.get(offered).content.decode()


def test_all_of_a_resident_of_elsewhere_are_not_found(cast: Cast) -> None:
    assert cast.client(cast.ma).get("/cases/", {"contact": str(cast.stranger_contact)}).status_code == 404


def test_the_list_goes_on_by_pages_and_keeps_its_filters(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        cast.opened_case("rep.water.leak", f"漏水 {number}")
    browser = cast.client(cast.ma)
    # who asks (3), cases, names, contacts, promises (5), tabs (2), one's views (1), stamps (6)
    with django_assert_max_num_queries(12):
        first = browser.get("/cases/", {"topic": "rep.water.leak"})
    page = first.content.decode()
    more = re.search(r'href="(/cases/\?[^"]*after=[^"]*)"', page)
    assert more and "topic=rep.water.leak" in more.group(1)
    second = browser.get(more.group(1).replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    seen = re.findall(r'href="/cases/([0-9a-f-]{36})/"', page + second)
    assert len(seen) == len(set(seen)) == 60 and "<html" not in second


def test_a_case_shows_its_road_what_is_owed_and_why_and_what_happened(cast: Cast) -> None:
    case_id = cast.done_case()
    page = text_of(cast.client(cast.ma).get(f"/cases/{case_id}/"))
    assert "0302-01" in page and "3-2-1402" in page and "周敏" in page and "138****6027" in page
    assert "Told the same day" in page and "Why “" in page
    assert "李建军 is there" in page
    assert "换了软管，试水不漏" in page and "换管后" in page


def test_another_promise_is_explained_when_asked_for(cast: Cast) -> None:
    case_id = cast.done_case()
    browser = cast.client(cast.ma)
    links = re.findall(r'href="\?promise=([0-9a-f-]{36})"', browser.get(f"/cases/{case_id}/").content.decode())
    for promise_id in links:
        part = browser.get(f"/cases/{case_id}/", {"promise": promise_id}, headers={"HX-Request": "true"})
        page = part.content.decode()
        assert "<html" not in page and 'aria-selected="true"' in page and 'class="why"' in page


def test_a_case_of_another_community_is_not_found(cast: Cast) -> None:
    case_id = cast.opened_case()
    assert cast.client(cast.gao).get(f"/cases/{case_id}/").status_code == 404


def test_a_merged_case_leads_to_the_other(cast: Cast) -> None:
    first, second = cast.opened_case(), cast.opened_case()
    cast.client(cast.ma).post(f"/cases/{second}/merge/", {"into": str(first)})
    page = cast.client(cast.ma).get(f"/cases/{second}/").content.decode()
    assert "Merged into" in page and f'href="/cases/{first}/"' in page


def test_a_page_with_much_on_it_costs_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    case_id = cast.done_case()
    browser = cast.client(cast.ma)
    for number in range(60):
        browser.post(f"/cases/{case_id}/note/", {"text": f"备注 {number}"})
    assert Case.objects.get(pk=case_id).state == "done"
    # who asks (3), the case (7), promises (4), dockets (1), facts (6), people (5), who sits there (1), handbook (4),
    # and four for what a repair costs, uses and stands for
    with django_assert_max_num_queries(22):
        page = browser.get(f"/cases/{case_id}/")
    assert "备注 59" in page.content.decode()


def test_the_page_of_a_case_shows_the_steps_and_the_wordings_with_what_is_known(cast: Cast) -> None:
    case_id = cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    page = cast.client(cast.ma).get(f"/cases/{case_id}/").content.decode()
    assert "上门维修" in page or "Repair visit" in page
    number = Case.objects.get(pk=case_id).number
    assert f"单号 {number}" in page
    assert f"/cases/{case_id}/tell/?say=" in page


def test_one_click_begins_telling_the_resident_with_a_wording(cast: Cast) -> None:
    case_id = cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    number = Case.objects.get(pk=case_id).number
    browser = cast.client(cast.ma)
    form = browser.get(f"/cases/{case_id}/tell/", {"say": "W18"}).content.decode()
    assert f"（{number}）" in form
    assert "____" in form  # what only the writer knows
    assert "____" not in browser.get(f"/cases/{case_id}/tell/", {"say": "no-such"}).content.decode()


def test_a_wording_with_blanks_is_told_to_nobody(cast: Cast) -> None:
    case_id = cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    told = {"what": "progress", "channel": "phone", "text": "今天的进展：____"}
    answer = cast.client(cast.ma).post(f"/cases/{case_id}/tell/", told)
    assert answer.status_code == 422
    assert "今天的进展：____" in answer.content.decode()
