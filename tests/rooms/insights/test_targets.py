"""Targets from real facts, on PostgreSQL: one definition for page, export, endpoint and what is kept."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because
from guanjia.rooms.insights import services, targets
from guanjia.rooms.insights.models import TargetFigure
from guanjia.rooms.insights.types import TargetRow
from guanjia.shared.errors import Invalid, Missing
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=20)
APRIL = MONDAY + timedelta(days=35)


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """Two questions answered on the spot, one left open, one withdrawn; a repair done and accepted."""
    cast.publish()
    asked = [cast.opened_case("inq.hours", f"请问几点下班 {number}") for number in range(4)]
    for case_id in asked[:2]:
        cases.answer_on_the_spot(cast.actor(cast.ma), case_id, "八点半到十八点", at=cast.later(minutes=1))
    cases.withdraw(cast.actor(cast.ma), asked[3], Because("sent_twice", ""), at=cast.later(minutes=1))
    cast.closed_case()
    return cast


def row(cast: Cast, code: str, at: Any = LATER) -> TargetRow:
    view = targets.targets(cast.actor(cast.he), "", "2026-03", at=at)
    return next(one for one in view.rows if one.code == code)


def test_a_figure_is_counted_from_the_facts_and_small_numbers_are_not_judged(lived: Cast) -> None:
    found = row(lived, "A15")  # solved at first contact: two of three, the withdrawn one left out
    assert (found.numerator, found.denominator, found.n) == (2, 3, 3)
    assert found.value == pytest.approx(66.67)
    assert (found.verdict, found.ended) == ("small", False)
    assert found.left_out == {"merged_or_withdrawn": 1}


def test_a_figure_of_promises_opens_down_to_teams_people_and_cases(lived: Cast) -> None:
    view = targets.targets(lived.actor(lived.he), "", "2026-03", at=LATER)
    found = targets.opened(view, "P01T")
    assert found.chosen is not None
    assert found.chosen.denominator == sum(one.denominator or 0 for one in dict(found.parts)[found.parts[0][0]])
    assert len(found.parts) == 3
    assert found.behind.rows
    assert all(one.promise_id for one in found.behind.rows)
    with pytest.raises(Missing):
        targets.opened(view, "none.such")


def test_a_figure_of_events_opens_down_to_cases(lived: Cast) -> None:
    view = targets.targets(lived.actor(lived.he), "", "2026-03", at=LATER)
    found = targets.opened(view, "A15")
    assert len([one for one in found.behind.rows if one.case_id]) >= 3


def test_the_page_the_file_and_the_endpoint_say_the_same(lived: Cast) -> None:
    client = lived.client(lived.zhao)
    page = client.get("/conformance/targets/?period=2026-03").content.decode()
    assert "A15" in page
    assert client.get("/conformance/targets/P01T/?period=2026-03").status_code == 200
    assert client.get("/conformance/targets/A15/?period=2026-03").status_code == 200
    file = client.get("/conformance/targets.xlsx?period=2026-03")
    kept = zipfile.ZipFile(io.BytesIO(file.content))
    assert "A15" in kept.read("xl/sharedStrings.xml").decode()
    told = Client().get("/api/v1/conformance/targets?period=2026-03", headers=lived.bearer(lived.zhao)).json()
    one = next(found for found in told["rows"] if found["code"] == "A15")
    assert (one["numerator"], one["denominator"], one["verdict"]) == (2, 3, "small")
    opened = Client().get("/api/v1/conformance/targets/A15?period=2026-03", headers=lived.bearer(lived.zhao)).json()
    assert opened["target"]["method"] == one["method"]
    assert client.get("/conformance/targets/?period=never").status_code == 422
    assert lived.client(lived.li).get("/conformance/targets/").status_code == 403


def test_what_ended_is_kept_once_and_again_when_late_facts_change_it(lived: Cast) -> None:
    added = services.keep_targets(lived.garden.id, at=APRIL)
    assert added == TargetFigure.objects.count() > 0
    assert services.keep_targets(lived.garden.id, at=APRIL + timedelta(days=1)) == 0
    kept = TargetFigure.objects.get(target="A15")
    assert (kept.numerator, kept.denominator, kept.verdict, kept.period) == (2, 3, "small", "2026-03")
    late = lived.opened_case("inq.hours", "还有一个问题")
    cases.answer_on_the_spot(lived.actor(lived.ma), late, "好的", at=lived.later(minutes=1))
    assert services.keep_targets(lived.garden.id, at=APRIL + timedelta(days=2)) > 0
    newest = TargetFigure.objects.filter(target="A15").order_by("-as_of")[0]
    assert (newest.numerator, newest.denominator) == (3, 4)


def test_another_community_and_a_wrong_month_are_refused(lived: Cast) -> None:
    with pytest.raises(Missing):
        targets.targets(lived.actor(lived.he), str(lived.orchard.id), "", at=LATER)
    with pytest.raises(Invalid):
        targets.targets(lived.actor(lived.he), "", "2026-13", at=LATER)
