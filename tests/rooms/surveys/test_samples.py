"""Who is asked afterwards: repairs by a clock, paid work always, the rest by the share the manager sets."""

from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.test import Client

from guanjia.rooms.cases import services as cases
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.models import Promise, SampleMember
from guanjia.rooms.surveys import services
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.errors import Denied, Invalid, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

APRIL = datetime.fromisoformat("2026-04-01T00:10:00+08:00")
D03 = "D03"


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def answered(house: Cast, count: int) -> list[UUID]:
    """That many questions answered on the spot, which closes them."""
    found = [house.opened_case("inq.hours", f"请问几点下班 {number}") for number in range(count)]
    for case_id in found:
        cases.answer_on_the_spot(house.actor(house.ma), case_id, "八点半到十八点", at=house.later(minutes=1))
    run_waiting()
    return found


def ended() -> None:
    while promises.end_periods(at=APRIL):
        pass
    run_waiting()


def asked(case_ids: list[UUID]) -> set[UUID]:
    return set(FollowUp.objects.filter(case__in=case_ids).values_list("case_id", flat=True))


def test_repairs_are_asked_about_the_same_day_whatever_the_draw(house: Cast) -> None:
    case_id = house.done_case()
    assert asked([case_id]) == {case_id}
    assert not SampleMember.objects.filter(subject_id=case_id).exists()


def test_the_rest_is_asked_by_sample_and_never_less_than_a_tenth(house: Cast) -> None:
    case_ids = answered(house, 11)
    ended()
    drawn = SampleMember.objects.filter(standard=D03, drawn_event__isnull=False)
    assert drawn.count() >= 2  # a tenth of eleven, rounded up
    assert asked(case_ids) == set(drawn.values_list("subject_id", flat=True))
    assert promises.check_draws().is_clean
    assert promises.audit().is_clean


def test_the_managers_share_holds_from_then_on_and_the_answer_keeps_what_was_drawn(house: Cast) -> None:
    zhao = house.actor(house.zhao)
    promises.set_share(zhao, house.garden.id, D03, Fraction(1), at=house.now)
    promises.set_share(zhao, house.garden.id, D03, Fraction(1), at=house.now)
    assert JournalEvent.objects.filter(kind="sample.share_set").count() == 1
    (case_id,) = answered(house, 1)
    found = FollowUp.objects.get(case=case_id)
    services.answer(house.actor(house.he), found.id, Answer(5), at=house.later(minutes=5))
    assert Promise.objects.get(standard=D03, subject_id=case_id).state == "met"
    ended()
    assert promises.check_draws().is_clean


def test_no_share_under_the_floor_and_only_by_the_manager(house: Cast) -> None:
    with pytest.raises(Invalid, match="10 %"):
        promises.set_share(house.actor(house.zhao), house.garden.id, D03, Fraction("0.09"), at=house.now)
    with pytest.raises(Refused, match="100 %"):
        promises.set_share(house.actor(house.zhao), house.garden.id, "D02", Fraction("0.5"), at=house.now)
    for who, place in ((house.he, house.garden.id), (house.zhao, house.orchard.id)):
        with pytest.raises(Denied):
            promises.set_share(house.actor(who), place, D03, Fraction("0.5"), at=house.now)


def test_the_page_shows_the_draw_and_sets_the_share(house: Cast) -> None:
    answered(house, 2)
    client = house.client(house.zhao)
    assert D03 in client.get("/follow-ups/samples/").content.decode()
    low = client.post(f"/follow-ups/samples/{D03}/", {"share": "9"})
    assert low.status_code == 422
    assert 'value="9"' in low.content.decode()
    assert client.post(f"/follow-ups/samples/{D03}/", {"share": "25"}).status_code == 302
    assert "25%" in client.get("/follow-ups/samples/").content.decode()
    assert house.client(house.li).get("/follow-ups/samples/").status_code == 403


def test_the_api_tells_the_same_and_sets_the_share(house: Cast) -> None:
    headers, client = house.bearer(house.zhao), Client()
    place = "/api/v1/follow-ups/samples"
    found = client.get(place, headers=headers).json()["samples"]
    shares = {one["code"]: one["percent"] for one in found}
    assert [shares[code] for code in ("D02", D03, "C16")] == ["100", "10", "100"]
    body = {"content_type": "application/json", "headers": headers}
    assert client.put(f"{place}/{D03}/share", {"share": 0.05}, **body).status_code == 422
    assert client.put(f"{place}/{D03}/share", {"share": 0.2}, **body).status_code == 204
    found = client.get(place, headers=headers).json()["samples"]
    assert next(one["percent"] for one in found if one["code"] == D03) == "20"


def test_the_tasks_begin_and_end_what_is_due(house: Cast) -> None:
    assert promises.begin_periods(at=house.now) == 2  # the month, in each of the two communities
    assert promises.begin_periods(at=house.now + timedelta(days=1)) == 0
    ended()
    told = JournalEvent.objects.filter(kind__startswith="sample.period", community_id=house.garden.id)
    kinds = told.order_by("at", "id")
    assert list(kinds.values_list("kind", flat=True)) == ["sample.period_began", "sample.period_ended"]


def test_where_nobody_brought_it_nobody_is_owed_a_question(house: Cast) -> None:
    case_id = house.found_and_done()
    cases.accept(house.actor(house.ma), case_id, "当面看过", at=house.later(minutes=5))
    run_waiting()
    assert asked([case_id]) == set()
    owed = Promise.objects.filter(subject_id=case_id, standard__in=["D01", "D02", D03, "D33"])
    assert (owed.count(), SampleMember.objects.filter(subject_id=case_id).count()) == (0, 0)
    assert promises.audit().is_clean
