"""Tries that bring no answer, what a low score leads to, and asking weeks later whether it still holds."""

from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.models import Case
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.surveys import selectors, services
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import Answer, Occasion, Tried, TryResult
from guanjia.shared.errors import Denied, Invalid
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

AGAIN, WRONG = TryResult.CALL_AGAIN, TryResult.WRONG_NUMBER
SIX = {"attitude": 4, "quality": 4, "speed": 4, "overall": 4}


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def asked_about(case_id: UUID, occasion: Occasion = Occasion.AFTER_WORK) -> FollowUp:
    return FollowUp.objects.get(case=case_id, occasion=occasion)


def drawn_case(house: Cast) -> UUID:
    """A repair that was closed and drawn to be asked about weeks later."""
    promises.set_share(house.actor(house.zhao), house.garden.id, "D33", Fraction(1), at=house.now)
    return house.closed_case()


def test_who_asks_to_be_rung_later_is_no_failed_try(house: Cast) -> None:
    found, ma = asked_about(house.done_case()), house.actor(house.ma)
    later = house.now + timedelta(hours=6)
    services.attempt(ma, found.id, Tried(AGAIN, later), at=house.later(minutes=5))
    found.refresh_from_db()
    assert (found.attempts, found.call_at, found.state) == (0, later, "planned")
    row = selectors.waiting(ma, at=house.now).rows[0]
    assert row.call_at == later and [one.result for one in row.tries] == [AGAIN]
    services.attempt(ma, found.id, Tried(WRONG), at=house.later(hours=6))
    found.refresh_from_db()
    assert (found.attempts, found.call_at) == (1, None)
    told = JournalEvent.objects.filter(kind="follow_up.attempted").order_by("id")
    assert [row.data["result"] for row in told] == ["call_again", "wrong_number"]


def test_another_time_lies_ahead_outside_quiet_hours_and_before_it_is_settled(house: Cast) -> None:
    found, ma = asked_about(house.done_case()), house.actor(house.ma)
    noon = house.now.replace(hour=4, minute=30)  # 12:30 in Shanghai
    for wrong, why in (
        (None, "when they want"),
        (house.now - timedelta(minutes=1), "still to come"),
        (house.now + timedelta(days=9), "settled as not reached"),
        (noon, "quiet hours"),
    ):
        with pytest.raises(Invalid, match=why):
            services.attempt(ma, found.id, Tried(AGAIN, wrong), at=house.now)
    assert not JournalEvent.objects.filter(kind="follow_up.attempted").exists()


def test_quiet_hours_are_shown_with_their_end(house: Cast) -> None:
    noon, night = house.now.replace(hour=4, minute=30), house.now.replace(hour=15)
    at_two, at_eight = house.now.replace(hour=6), house.now.replace(hour=0) + timedelta(days=1)
    assert selectors.quiet_until(house.garden.id, house.now) is None
    assert selectors.quiet_until(house.garden.id, noon) == at_two
    assert selectors.quiet_until(house.garden.id, night) == at_eight


def test_the_page_notes_each_result_and_keeps_a_wrong_time(house: Cast) -> None:
    found, desk = asked_about(house.done_case()), house.client(house.ma)
    page = desk.get(f"/follow-ups/{found.id}/answer/").content.decode()
    assert page.count('name="result"') == 3 and "digits.js" in page
    wrong = desk.post(f"/follow-ups/{found.id}/attempt/", {"result": "call_again", "call_at": "2020-01-01T10:00"})
    assert wrong.status_code == 422 and "2020-01-01T10:00" in wrong.content.decode()
    assert desk.post(f"/follow-ups/{found.id}/attempt/", {"result": "wrong_number"}).status_code == 302
    assert desk.post(f"/follow-ups/{found.id}/attempt/", {"result": "nonsense"}).status_code == 422
    assert "号码不对" in desk.get("/follow-ups/").content.decode()


def test_a_low_score_opens_a_case_tied_to_the_one_it_came_of(house: Cast) -> None:
    case_id, desk = house.closed_case(), house.client(house.ma)
    services.answer(house.actor(house.ma), asked_about(case_id).id, Answer(1, "又漏了", SIX), at=house.later(hours=1))
    again = Case.objects.get(origin="follow_up")
    assert again.follows_id == case_id and again.channel == "phone"
    number = Case.objects.get(pk=case_id).number
    assert number in desk.get(f"/cases/{again.pk}/").content.decode()
    assert cases.case(house.actor(house.ma), case_id, at=house.now).followed_by == [(again.pk, again.number)]


def test_silence_is_settled_as_silence_and_told_so_everywhere(house: Cast) -> None:
    case_id, phone = house.done_case(), house.resident_client()
    for _ in range(5):
        case_verbs.settle_silence(at=house.later(days=1, hours=1))
    run_waiting()
    case = cases.case(house.actor(house.ma), case_id, at=house.now)
    assert (case.state, case.accepted_by) == ("closed", "silence")
    desk = house.client(house.ma).get(f"/cases/{case_id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Settled by silence" in desk
    mine = phone.get(f"/my/{case_id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "counts as silence" in mine and "You accepted the work" not in mine


@pytest.mark.parametrize("by", ["resident", "desk"])
def test_an_acceptance_says_where_it_came_from(house: Cast, by: str) -> None:
    case_id = house.done_case()
    case_verbs.accept(house.resident() if by == "resident" else house.actor(house.ma), case_id, at=house.now)
    assert Case.objects.get(pk=case_id).accepted_by == by


def test_weeks_later_a_sample_is_asked_whether_it_still_holds(house: Cast) -> None:
    case_id, ma = drawn_case(house), house.actor(house.ma)
    found = asked_about(case_id, Occasion.LATER)
    services.answer(ma, asked_about(case_id).id, Answer(5, "", SIX), at=house.later(hours=1))
    assert Promise.objects.get(standard="D33", subject_id=case_id).state == "running"
    assert selectors.waiting(ma, at=house.now).rows == []
    assert selectors.waiting(ma, at=house.later(days=15)).rows[0].occasion is Occasion.LATER
    page = house.client(house.ma).get(f"/follow-ups/{found.id}/answer/").content.decode()
    assert 'name="fixed"' in page and 'name="attitude"' not in page
    with pytest.raises(Denied):
        services.answer(house.actor(house.li), found.id, Answer(5, "", {"fixed": "yes"}), at=house.now)
    services.answer(ma, found.id, Answer(5, "", {"fixed": "yes", "overall": 5}), at=house.now)
    assert Promise.objects.get(standard="D33", subject_id=case_id).state == "met"
    assert JournalEvent.objects.get(kind="still_fixed.answered").data["fixed"] is True
    assert promises.audit().is_clean


def test_broken_again_weeks_later_opens_a_case_whatever_the_score(house: Cast) -> None:
    case_id = drawn_case(house)
    given = Answer(5, "", {"fixed": "no", "words": "又开始滴水", "overall": 5})
    services.answer(house.actor(house.ma), asked_about(case_id, Occasion.LATER).id, given, at=house.later(days=15))
    again = Case.objects.get(origin="follow_up")
    assert (again.follows_id, again.text) == (case_id, "又开始滴水")


def test_work_that_begins_again_is_not_asked_about_weeks_later(house: Cast) -> None:
    case_id = drawn_case(house)
    case_verbs.reopen(house.resident(), case_id, "", at=house.later(hours=2))
    run_waiting()
    assert asked_about(case_id, Occasion.LATER).state == "dropped"
    assert JournalEvent.objects.filter(kind="still_fixed.dropped").count() == 1


def test_weeks_later_too_who_is_not_reached_is_settled_as_such(house: Cast) -> None:
    case_id = drawn_case(house)
    assert services.settle_unreached(at=house.later(days=10)) == 1  # the day's own asking
    assert services.settle_unreached(at=house.later(days=12)) == 1
    assert asked_about(case_id, Occasion.LATER).state == "unreached"
    assert JournalEvent.objects.filter(kind="still_fixed.unreached").count() == 1
