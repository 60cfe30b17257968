"""A complaint about customer service goes around it."""

from uuid import UUID

import pytest

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import Feedback, OpenCase, QueueFilter, Report
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.errors import Denied, Invalid, Missing
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast
from tests.rooms.cases.complained import follow_up_of, promise_of, stands


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def around(house: Cast) -> UUID:
    """A complaint about customer service itself, sent by the resident's own way to it."""
    wanted = OpenCase(
        community_id=house.garden.id,
        text="前台推来推去没人管",
        channel="page",
        topic="cmp.staff",
        about_department="service",
    )
    made = services.register(house.resident(), wanted, at=house.now)
    run_waiting()
    return made.id


def test_a_complaint_about_customer_service_goes_a_way_it_neither_sees_nor_handles(house: Cast) -> None:
    case_id = around(house)
    for who in (house.ma, house.chen, house.he):
        actor = house.actor(who)
        assert case_id not in [row.id for row in selectors.queue(actor, at=house.now)]
        assert selectors.counts(actor, at=house.now)["all"] == 0
        assert case_id not in [row.id for row in selectors.of_contact(actor, house.zhou_contact, at=house.now)]
        assert not selectors.queue(actor, QueueFilter(text="推来推去"), at=house.now).rows
        with pytest.raises(Missing):
            selectors.case(actor, case_id, at=house.now)
        with pytest.raises(Missing):
            promises.promise(actor, promise_of(house, case_id), at=house.now)
        with pytest.raises(Denied):
            services.transfer(house.actor(house.zhao), case_id, who, "", at=house.now)
    row = Assignment.objects.get(case=case_id, state="offered")
    assert (row.staff_id, row.role) == (house.qa, "quality")
    found = stands(house, case_id)
    assert (found["C01"], found["C02"], found["C03"], found["C26b"]) == ("void", "void", "void", "running")


def test_quality_sees_it_to_its_end_and_somebody_else_asks_afterwards(house: Cast) -> None:
    case_id, qa = around(house), house.actor(house.qa)
    row = Assignment.objects.get(case=case_id, state="offered")
    dispatch.take(qa, row.id, at=house.later(minutes=5))
    services.give_feedback(qa, case_id, Feedback("progress", "品质督查在查", "phone"), at=house.later(minutes=10))
    house.settles(case_id, house.qa)
    services.done(qa, case_id, Report("已约谈前台"), at=house.later(hours=1))
    services.accept(house.resident(), case_id, at=house.later(minutes=5))
    services.close(qa, case_id, at=house.later(minutes=5))
    run_waiting()
    with pytest.raises(Missing):
        surveys.answer(house.actor(house.ma), follow_up_of(case_id), Answer(5), at=house.later(minutes=5))
    scores: dict[str, int | str | list[str]] = dict.fromkeys(("attitude", "quality", "speed", "overall"), 5)
    surveys.answer(house.actor(house.zhao), follow_up_of(case_id), Answer(5, "", scores), at=house.now)
    assert {code for code, state in stands(house, case_id).items() if state in ("missed", "late")} == set()
    assert promise_verbs.audit().is_clean


def test_a_low_score_about_customer_service_goes_around_it_too(house: Cast) -> None:
    case_id, qa = around(house), house.actor(house.qa)
    services.taken_on(qa, case_id, at=house.later(minutes=5))
    services.done(qa, case_id, Report("已约谈"), at=house.later(hours=1))
    surveys.rate(house.resident(), case_id, Answer(1, "还是一样"), at=house.later(minutes=5))
    again = Case.objects.exclude(pk=case_id).get()
    assert again.about_department == "service"
    with pytest.raises(Missing):
        selectors.case(house.actor(house.ma), again.pk, at=house.now)


def test_naming_somebody_of_the_desk_hides_it_from_the_desk(house: Cast) -> None:
    case_id = house.opened_case("cmp.staff", "前台骂人")
    services.name_about(house.actor(house.ma), case_id, house.chen, at=house.later(minutes=1))
    run_waiting()
    found = Case.objects.get(pk=case_id)
    assert (found.about_department, found.owner_id) == ("service", None)
    with pytest.raises(Missing):
        selectors.case(house.actor(house.ma), case_id, at=house.now)
    assert [one.staff_id for one in Assignment.objects.filter(case=case_id, state="offered")] == [house.qa]


def test_a_department_without_a_way_of_its_own_cannot_be_named(house: Cast) -> None:
    case_id = house.opened_case("cmp.staff", "维修骂人")
    with pytest.raises(Invalid):
        services.name_about(house.actor(house.zhao), case_id, None, department="works", at=house.later(minutes=1))


# Bodies outside -------------------------------------------------------------------------------------------------
