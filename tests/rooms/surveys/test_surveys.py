"""Asking the resident afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases.models import Case
from guanjia.rooms.handbook.types.base import Within
from guanjia.rooms.surveys import rules, selectors, services
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import now
from tests.cast import MONDAY, Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAME_DAY = Within(same_day=True, cutoff="21:00", late_until="12:00")


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def asked_about(case_id: UUID) -> FollowUp:
    return FollowUp.objects.get(case=case_id)


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (9, datetime(2026, 3, 2, 16, 0, tzinfo=UTC)),
        (20.9, datetime(2026, 3, 2, 16, 0, tzinfo=UTC)),
        (21, datetime(2026, 3, 3, 4, 0, tzinfo=UTC)),
        (23.9, datetime(2026, 3, 3, 4, 0, tzinfo=UTC)),
    ],
)
def test_it_is_asked_the_same_day_or_by_noon_for_work_done_late(hour: float, until: datetime) -> None:
    done = datetime(2026, 3, 1, 16, 0, tzinfo=UTC) + timedelta(hours=hour)
    assert rules.ask_until(SAME_DAY, done, SHANGHAI) == until


def test_done_work_plans_one_follow_up_even_if_told_twice(house: Cast) -> None:
    case_id = house.done_case()
    services.plan(case_id, at=house.now)
    assert FollowUp.objects.filter(case=case_id).count() == 1
    assert JournalEvent.objects.filter(kind="follow_up.planned", refs__case=str(case_id)).count() == 1


def test_who_did_the_work_does_not_ask(house: Cast) -> None:
    case_id = house.done_case()
    lead = house.actor(house.li)
    with pytest.raises(Denied):
        services.answer(lead, asked_about(case_id).id, Answer(5), at=house.now)


def test_an_answer_is_kept_and_given_once(house: Cast) -> None:
    case_id = house.done_case()
    ma, found = house.actor(house.ma), asked_about(case_id)
    for wrong in (0, 6):
        with pytest.raises(Invalid, match="1 to 5"):
            services.answer(ma, found.id, Answer(wrong), at=house.now)
    services.answer(ma, found.id, Answer(4, "师傅很客气", {"attitude": 5}), at=house.later(hours=1))
    with pytest.raises(Refused, match="already"):
        services.answer(ma, found.id, Answer(1), at=house.now)
    found.refresh_from_db()
    assert (found.score, found.comment, found.staff_id) == (4, "师傅很客气", house.ma)


def test_a_low_score_opens_a_case(house: Cast) -> None:
    case_id = house.done_case()
    services.answer(house.actor(house.ma), asked_about(case_id).id, Answer(2, "又漏了"), at=house.later(hours=1))
    again = Case.objects.get(origin="follow_up")
    assert (again.text, again.contact_id, again.home_id) == ("又漏了", house.zhou_contact, house.home.id)


def test_enough_tries_on_enough_days_settle_it_and_a_call_back_still_counts(house: Cast) -> None:
    case_id = house.done_case()
    ma, found = house.actor(house.ma), asked_about(case_id)
    services.attempt(ma, found.id, at=house.later(hours=1))
    services.attempt(ma, found.id, at=house.now)
    services.attempt(ma, found.id, at=house.later(hours=1))
    found.refresh_from_db()
    assert (found.attempts, found.state) == (2, "planned")
    services.attempt(ma, found.id, at=house.later(days=1))
    found.refresh_from_db()
    assert (found.attempts, found.state) == (3, "unreached")
    services.answer(ma, found.id, Answer(5), at=house.later(hours=1))
    found.refresh_from_db()
    assert found.state == "answered"


def test_what_nobody_asked_is_settled_after_the_handbooks_days(house: Cast) -> None:
    case_id = house.done_case()
    assert services.settle_unreached(at=house.later(days=2)) == 0
    assert services.settle_unreached(at=house.later(days=2)) == 1
    assert services.settle_unreached(at=now()) == 0
    assert asked_about(case_id).state == "unreached"


@pytest.mark.parametrize("number", [1, 60])
def test_the_list_costs_the_same_however_long(house: Cast, number: int, django_assert_max_num_queries: Any) -> None:
    case_id = house.done_case()
    first = asked_about(case_id)
    for count in range(1, number):
        other = Case.objects.get(pk=case_id)
        other.pk, other.number, other.heard_id = None, f"x-{count}", None  # type: ignore[assignment]
        other.id = uuid4()
        other.save(force_insert=True)
        FollowUp.objects.create(
            community_id=first.community_id,
            case_id=other.id,
            done_at=MONDAY,
            ask_until=first.ask_until,
            settle_at=first.settle_at,
        )
    ma = house.actor(house.ma)
    selectors.waiting(ma, at=house.now)
    with django_assert_max_num_queries(11):  # follow-ups, cases, workers, names, contacts, promises, the edition
        page = selectors.waiting(ma, at=house.now)
    assert len(page) == min(number, 50)


def test_pages_ask_and_keep_what_was_typed(house: Cast) -> None:
    case_id = house.done_case()
    found, browser = asked_about(case_id), house.client(house.ma)
    assert Case.objects.get(pk=case_id).number in browser.get("/follow-ups/").content.decode()
    page = browser.get(f"/follow-ups/{found.id}/answer/").content.decode()
    assert page.count('name="attitude"') == 5
    wrong = browser.post(f"/follow-ups/{found.id}/answer/", {"comment": "好的呀"})
    assert wrong.status_code == 422
    assert "好的呀" in wrong.content.decode()
    right = browser.post(f"/follow-ups/{found.id}/answer/", {"score": "5", "attitude": "4", "comment": "好的呀"})
    assert right.status_code == 302
    found.refresh_from_db()
    assert (found.score, found.answers) == (5, {"attitude": 4, "overall": 5})


def test_only_who_may_ask_sees_the_list(house: Cast) -> None:
    assert house.client(house.li).get("/follow-ups/").status_code == 403
    case_id = house.done_case()
    with pytest.raises(Missing):
        services.answer(house.actor(house.gao), asked_about(case_id).id, Answer(5), at=house.now)


def test_an_answer_is_complete_or_not_there(house: Cast) -> None:
    found = asked_about(house.done_case())
    with pytest.raises(IntegrityError, match="follow_up_answer_complete"), transaction.atomic():
        FollowUp.objects.filter(pk=found.pk).update(score=5)
