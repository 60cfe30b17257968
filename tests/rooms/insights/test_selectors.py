"""The score from real promises, and the way down to sealed facts, on PostgreSQL."""

import io
import re
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from guanjia.rooms.insights import selectors, services
from guanjia.rooms.insights.models import Score
from guanjia.rooms.insights.types import Asked
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.selectors.hours import breaches_by_hour
from guanjia.shared.errors import Invalid, Missing
from tests.cast import DAY_STARTS, MONDAY, Cast

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=20)


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """A community in which one repair went its whole road and another was left lying."""
    cast.publish()
    cast.closed_case()
    cast.opened_case("rep.light.public", "楼道灯不亮")
    return cast


def test_what_was_done_in_time_is_kept_and_what_was_left_lying_is_not(lived: Cast) -> None:
    period = selectors.period_of(lived.garden.id, "2026-03", LATER)
    found = selectors.conformance(lived.garden.id, period, at=LATER)
    assert found.total.met > 0
    assert found.total.missed > 0
    assert found.total.rate is not None
    assert 0 < found.total.rate < 100
    assert sum(line.counts.judged for line in found.lines) == found.total.judged


def test_a_promise_not_yet_due_is_not_judged(lived: Cast) -> None:
    early, late = MONDAY + timedelta(minutes=1), LATER
    period = selectors.period_of(lived.garden.id, "2026-03", late)
    first = selectors.conformance(lived.garden.id, period, at=early).total.judged
    assert first < selectors.conformance(lived.garden.id, period, at=late).total.judged


def test_another_communitys_promises_are_not_in_the_score(lived: Cast) -> None:
    period = selectors.period_of(lived.orchard.id, "2026-03", LATER)
    assert selectors.conformance(lived.orchard.id, period, at=LATER).total.judged == 0


def test_the_score_costs_the_same_queries_however_much_was_promised(
    lived: Cast, django_assert_max_num_queries: object
) -> None:
    period = selectors.period_of(lived.garden.id, "2026-03", LATER)
    with django_assert_max_num_queries(4):  # type: ignore[operator]  # the sums, the edition, its number, places
        selectors.conformance(lived.garden.id, period, at=LATER)
    for number in range(6):
        lived.opened_case("rep.light.public", f"楼道灯不亮 {number}")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        selectors.conformance(lived.garden.id, period, at=LATER)


def test_a_figure_opens_down_to_facts_with_their_place_in_the_seal(lived: Cast) -> None:
    while promises.seal(at=LATER):
        pass
    actor = lived.actor(lived.he)
    page = selectors.report(actor, Asked(period="2026-03"), at=LATER)
    line = next(one for one in page.report.lines if one.counts.met)
    opened = selectors.opened(page, line.code)
    first = next(row for row in opened.promises if row.state == "met")
    proof = selectors.report_of_promise(actor, first.id, Asked(period="2026-03"), at=LATER)
    assert proof.chosen.id == first.id
    assert proof.told
    assert all(fact.text for fact in proof.told)


def test_a_stored_score_says_again_what_it_said(lived: Cast) -> None:
    first = services.keep_score(lived.garden.id, "2026-03", at=LATER)
    assert services.keep_score(lived.garden.id, "2026-03", at=LATER) == first
    kept = Score.objects.get(pk=first)
    assert kept.method == services.METHOD
    assert kept.counts["met"] > 0


def test_a_community_one_does_not_serve_is_missing(lived: Cast) -> None:
    with pytest.raises(Missing):
        selectors.report(lived.actor(lived.he), Asked(str(lived.orchard.id), "2026-03"), at=LATER)
    with pytest.raises(Invalid):
        selectors.report(lived.actor(lived.he), Asked(period="nonsense"), at=LATER)


def _page(lived: Cast, address: str) -> tuple[int, str]:
    browser: Client = lived.client(lived.he)
    answer = browser.get(address, follow=True)
    return answer.status_code, answer.content.decode()


def test_the_page_shows_the_score_and_two_clicks_lead_to_the_facts(lived: Cast) -> None:
    lived.later(days=20)
    status, text = _page(lived, "/conformance/?period=2026-03")
    assert status == 200
    found = selectors.report(lived.actor(lived.he), Asked(period="2026-03"), at=LATER).report
    code = next(line.code for line in found.lines if line.counts.met)
    status, text = _page(lived, f"/conformance/standards/{code}/?period=2026-03")
    assert status == 200
    promise = re.search(r"/conformance/promises/[0-9a-f-]+/", text)
    assert promise is not None
    status, text = _page(lived, f"{promise.group()}?period=2026-03")
    assert status == 200
    assert 'class="facts"' in text


def test_a_week_a_quarter_and_a_year_are_scored_as_a_month_is(lived: Cast) -> None:
    he = lived.actor(lived.he)
    judged = {
        code: selectors.report(he, Asked(period=code), at=LATER).report.total.judged
        for code in ("2026-W10", "2026-03", "2026-Q1", "2026", "2026-Q2")
    }
    assert 0 < judged["2026-W10"] <= judged["2026-03"] == judged["2026-Q1"] == judged["2026"]
    assert judged["2026-Q2"] == 0
    status, text = _page(lived, "/conformance/?period=2026-Q1")
    assert status == 200 and "2026年第1季度" in text and 'name="period" value="2026-Q1"' in text
    assert re.search(r"\?period=2026-W\d\d", text) and "?period=2025-Q4" in text  # a week of it, and the quarter before


def test_the_page_the_file_and_the_endpoint_tell_the_same_score(lived: Cast) -> None:
    lived.later(days=20)
    found = selectors.report(lived.actor(lived.he), Asked(period="2026-03"), at=lived.now).report
    asked = {"headers": lived.bearer(lived.he)}
    told = Client().get("/api/v1/conformance?period=2026-03", **asked).json()
    assert told["total"]["rate"] == found.total.rate and told["grade"] == found.grade
    assert [one["code"] for one in told["lines"]] == [one.code for one in found.lines]
    code = next(one.code for one in found.lines if one.counts.met)
    opened = Client().get(f"/api/v1/conformance/standards/{code}?period=2026-03", **asked).json()
    assert opened["line"]["code"] == code and {one["code"] for one in opened["promises"]} == {code}
    assert Client().get("/api/v1/conformance?period=never", **asked).status_code == 422
    file = lived.client(lived.he).get("/conformance/score.xlsx?period=2026-03")
    kept = zipfile.ZipFile(io.BytesIO(file.content)).read("xl/sharedStrings.xml").decode()
    assert code in kept and "2026年3月" in kept
    part = Client().get(f"/api/v1/conformance?period=2026-03&person={lived.li}", **asked).json()
    assert part["grade"] == "" and sum(part["total"][name] for name in ("met", "late", "missed")) < found.total.judged


def test_a_month_that_is_none_is_told_so(lived: Cast) -> None:
    status, text = _page(lived, "/conformance/?period=abc")
    assert status == 422
    assert "2026-05" in text


def test_what_was_missed_on_a_monday_stands_under_monday(cast: Cast) -> None:
    cast.publish()
    cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    cast.later(hours=6)
    found = breaches_by_hour([cast.garden.id], DAY_STARTS, cast.now, zone=ZoneInfo("Asia/Shanghai"))
    assert found
    assert {day for day, _hour in found} == {0}


def test_the_parts_of_a_score_by_team_by_person_and_by_channel_add_up_to_it(lived: Cast) -> None:
    he = lived.actor(lived.he)
    whole = selectors.report(he, Asked(period="2026-03"), at=LATER)
    assert whole.choices is not None

    def judged(**part: object) -> int:
        return selectors.report(he, Asked(period="2026-03", **part), at=LATER).report.total.judged  # type: ignore[arg-type]

    assert sum(judged(team=role) for role, _ in whole.choices.teams) == whole.report.total.judged
    assert 0 < judged(person=lived.li) < whole.report.total.judged
    assert lived.li in dict(whole.choices.persons)
    ways = [judged(channel=way) for way in ("phone", "wechat", "counter", "page")]
    assert 0 < sum(ways) <= whole.report.total.judged
    assert judged(team="nobody") == 0


def test_a_part_has_no_grade_and_its_figures_open_to_its_own_promises(lived: Cast) -> None:
    he = lived.actor(lived.he)
    part = selectors.report(he, Asked(period="2026-03", person=lived.li), at=LATER)
    assert part.report.grade == "" and part.report.months == []
    line = next(one for one in part.report.lines if one.counts.judged)
    opened = selectors.opened(part, line.code)
    rows = [row for row in opened.promises if row.state in {"met", "late", "missed"}]
    assert len(rows) == line.counts.judged
    assert {row.owed_id for row in rows} == {lived.li}


def test_the_page_keeps_its_filters_on_the_way_down_and_leaves_out_what_names_nothing(lived: Cast) -> None:
    lived.later(days=20)
    _, text = _page(lived, f"/conformance/?period=2026-03&person={lived.li}")
    assert f"person={lived.li}" in text and "李建军" in text and "没有等级" in text
    down = re.search(r'href="(/conformance/standards/[^"]+)"', text)
    assert down is not None and f"person={lived.li}" in down[1]
    status, text = _page(lived, down[1].replace("&amp;", "&"))
    assert status == 200 and re.search(rf"/conformance/promises/[^\"]+person={lived.li}", text)
    assert _page(lived, "/conformance/?person=x&team=%00&channel=none")[0] == 200
