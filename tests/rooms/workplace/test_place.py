"""One's own place at work: drafts, views, what one has seen, and who else sits at a case."""

from datetime import timedelta

import pytest

from guanjia.rooms.workplace import selectors, services
from guanjia.rooms.workplace.models import Draft, KeptView, Look, Seat
from guanjia.rooms.workplace.types import Opened
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.time import new_id
from tests.cast import Cast

ANSWER = "answer-1"


def kept(cast: Cast, who: str = "ma", name: str = ANSWER) -> list[str]:
    """What stands in somebody's draft."""
    rows = selectors.drafts(cast.actor(getattr(cast, who)), [name], at=cast.now)
    return [value for row in rows for value in row.values["text"]]


def test_a_draft_is_ones_own_and_the_last_word_counts(cast: Cast) -> None:
    ma = cast.actor(cast.ma)
    services.keep_draft(ma, ANSWER, {"text": ["马上"]}, at=cast.now)
    services.keep_draft(ma, ANSWER, {"text": ["马上安排"]}, at=cast.later(seconds=1))
    assert kept(cast) == ["马上安排"]
    assert kept(cast, "chen") == []


def test_an_empty_form_is_no_draft_and_one_sent_is_gone(cast: Cast) -> None:
    ma = cast.actor(cast.ma)
    services.keep_draft(ma, ANSWER, {"text": ["马上"]}, at=cast.now)
    services.keep_draft(ma, ANSWER, {"text": [" "]}, at=cast.now)
    assert not Draft.objects.exists()
    services.keep_draft(ma, ANSWER, {"text": ["马上"]}, at=cast.now)
    services.drop_draft(ma, ANSWER)
    assert kept(cast) == []


def test_a_draft_has_a_name_of_ours_and_a_size(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.keep_draft(cast.actor(cast.ma), "../x", {"text": ["x"]}, at=cast.now)
    with pytest.raises(Invalid):
        services.keep_draft(cast.actor(cast.ma), ANSWER, {"text": ["长" * 30_000]}, at=cast.now)
    with pytest.raises(Denied):
        services.keep_draft(cast.resident(), ANSWER, {"text": ["x"]}, at=cast.now)


def test_a_view_is_kept_by_name_and_one_is_begun_with(cast: Cast) -> None:
    ma = cast.actor(cast.ma)
    leaks = services.keep_view(ma, "cases", "  漏水 ", "text=漏水")
    late = services.keep_view(ma, "cases", "急的", "urgency=u1")
    services.keep_view(ma, "cases", "漏水", "text=渗水")
    assert [(row.name, row.query) for row in selectors.views(ma, "cases")] == [
        ("急的", "urgency=u1"),
        ("漏水", "text=渗水"),
    ]
    services.choose_view(ma, leaks.id)
    assert services.choose_view(ma, late.id).chosen
    assert KeptView.objects.get(chosen=True).name == "急的"
    assert not services.choose_view(ma, late.id).chosen
    assert not KeptView.objects.filter(chosen=True).exists()


def test_views_of_others_are_out_of_reach_and_there_are_not_too_many(cast: Cast) -> None:
    row = services.keep_view(cast.actor(cast.ma), "cases", "漏水", "")
    with pytest.raises(Missing):
        services.drop_view(cast.actor(cast.chen), row.id)
    with pytest.raises(Invalid):
        services.keep_view(cast.actor(cast.ma), "cases", "  ", "")
    for number in range(11):
        services.keep_view(cast.actor(cast.ma), "cases", f"第{number}", "")
    with pytest.raises(Refused):
        services.keep_view(cast.actor(cast.ma), "cases", "再来", "")
    assert services.drop_view(cast.actor(cast.ma), row.id).name == "漏水"


def test_who_sits_at_the_same_case_is_seen_by_the_others_only(cast: Cast) -> None:
    ma, chen, case_id = cast.actor(cast.ma), cast.actor(cast.chen), new_id()
    here = Opened(case_id, cast.garden.id, "tab-1")
    services.sit_down(ma, here, at=cast.now)
    services.sit_down(ma, Opened(case_id, cast.garden.id, "tab-2"), at=cast.later(minutes=1), writes=True)
    assert selectors.beside(ma, case_id, at=cast.now) == []
    (found,) = selectors.beside(chen, case_id, at=cast.now)
    assert (found.name, found.writes, found.since) == ("马丽", True, cast.now - timedelta(minutes=1))
    assert not selectors.beside(chen, case_id, at=cast.later(minutes=3))[0].writes
    services.get_up(ma, "tab-1")
    services.get_up(ma, "tab-2")
    assert selectors.beside(chen, case_id, at=cast.now) == []


def test_what_a_closing_page_said_last_does_not_bring_it_back(cast: Cast) -> None:
    ma, case_id = cast.actor(cast.ma), new_id()
    here = Opened(case_id, cast.garden.id, "tab")
    services.sit_down(ma, here, at=cast.now)
    services.get_up(ma, "tab")
    services.sit_down(ma, here, at=cast.later(seconds=1), writes=True)
    assert selectors.beside(cast.actor(cast.chen), case_id, at=cast.now) == []
    assert selectors.looks(ma, [case_id]) == {case_id: cast.now}
    services.sit_down(ma, Opened(case_id, cast.garden.id, "tab-2"), at=cast.now)
    assert [row.name for row in selectors.beside(cast.actor(cast.chen), case_id, at=cast.now)] == ["马丽"]


def test_a_killed_browser_does_not_sit_there_for_ever(cast: Cast) -> None:
    case_id = new_id()
    services.sit_down(cast.actor(cast.ma), Opened(case_id, cast.garden.id, "tab"), at=cast.now)
    assert selectors.beside(cast.actor(cast.chen), case_id, at=cast.later(minutes=16)) == []


def test_sitting_down_elsewhere_leaves_the_first_and_both_are_seen_as_they_were(cast: Cast) -> None:
    ma, first, second = cast.actor(cast.ma), new_id(), new_id()
    services.sit_down(ma, Opened(first, cast.garden.id, "tab"), at=cast.now)
    then = cast.later(minutes=1)
    services.sit_down(ma, Opened(second, cast.garden.id, "tab"), at=then)
    assert Seat.objects.get().subject_id == second
    assert selectors.looks(ma, [first, second]) == {first: then - timedelta(minutes=1), second: then}
    assert selectors.looks(cast.actor(cast.chen), [first, second]) == {}


def test_what_nobody_came_back_to_is_forgotten(cast: Cast) -> None:
    ma = cast.actor(cast.ma)
    services.keep_draft(ma, ANSWER, {"text": ["马上"]}, at=cast.now)
    services.sit_down(ma, Opened(new_id(), cast.garden.id, "tab"), at=cast.now)
    services.forget_old(at=cast.later(days=2))
    assert (Draft.objects.count(), Seat.objects.count(), Look.objects.count()) == (1, 0, 1)
    services.forget_old(at=cast.later(days=100))
    assert (Draft.objects.count(), Look.objects.count()) == (0, 0)
