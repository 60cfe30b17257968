"""The verbs of rounds on PostgreSQL: laying, recording, nobody home, findings."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.cases.models import Case
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.types import NewShift
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.services import audit
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Shot, Stop
from guanjia.rooms.rounds.types import Attempt, Recording, StopKind, StopState
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, Cast
from tests.rooms.rounds.conftest import sweep

VACANT, RENOVATING = Occupancy.VACANT, Occupancy.RENOVATING


def laid(cast: Cast, kind: StopKind = StopKind.VISIT) -> Stop:
    """Today is laid out; the first stop of a kind."""
    services.lay_out(cast.garden.id, at=cast.now)
    return Stop.objects.filter(kind=kind, state=StopState.PLANNED).order_by("place")[0]


def on_its_day(cast: Cast, stop: Stop) -> datetime:
    """Nine o'clock of the day a stop is planned for."""
    return cast.later(days=(stop.day - cast.now.date()).days)


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def empty(cast: Cast) -> Stop:
    """Zhou's home stands empty; the stop at which it is looked at."""
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, VACANT, at=cast.now)
    return laid(cast, StopKind.VACANT)


def test_laying_a_day_out_again_adds_nothing(cast: Cast, steward: UUID) -> None:
    first = services.lay_out(cast.garden.id, at=cast.now)
    assert first > 0
    assert services.lay_out(cast.garden.id, at=cast.later(hours=1)) == 0
    assert facts("round.planned") == first


def test_what_was_not_done_on_its_day_is_laid_again(cast: Cast, steward: UUID) -> None:
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, RENOVATING, at=cast.now)
    yesterdays = laid(cast, StopKind.RENOVATION)
    cast.later(days=1)
    people_verbs.roster([NewShift(steward, cast.garden.id, "steward", cast.now, cast.now + timedelta(hours=9))])
    sweep(cast)
    todays = laid(cast, StopKind.RENOVATION)
    yesterdays.refresh_from_db()
    assert (yesterdays.state, todays.home_id) == (StopState.MOVED, yesterdays.home_id)


def test_a_home_that_is_lived_in_again_is_looked_at_no_more(cast: Cast, steward: UUID) -> None:
    stop = empty(cast)
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.OCCUPIED, at=cast.now)
    services.lay_out(cast.garden.id, at=cast.now)
    stop.refresh_from_db()
    assert stop.state == StopState.DROPPED


def test_a_record_sent_twice_counts_once(cast: Cast, steward: UUID) -> None:
    stop, actor = laid(cast), cast.actor(steward)
    said = Recording(met="周敏", matters=("楼道灯不亮",))
    for _ in range(2):
        services.record(actor, stop.pk, said, at=cast.now)
    assert facts("visit.done") == 1
    assert Case.objects.filter(origin="round").count() == 1


def test_what_was_done_without_a_signal_counts_although_the_day_was_laid_anew(cast: Cast, steward: UUID) -> None:
    stop = laid(cast)
    there = on_its_day(cast, stop)
    cast.later(days=1)
    services.lay_out(cast.garden.id, at=cast.now)
    stop.refresh_from_db()
    assert stop.state == StopState.MOVED
    services.record(cast.actor(steward), stop.pk, Recording(), at=there)
    assert JournalEvent.objects.get(kind="visit.done").at == there


def test_nobody_home_leaves_a_card_and_is_tried_again_another_day(cast: Cast, steward: UUID) -> None:
    stop, actor = laid(cast), cast.actor(steward)
    services.absent(actor, stop.pk, Attempt(knocks=3, card=True), at=cast.now)
    services.absent(actor, stop.pk, Attempt(knocks=3, card=True), at=cast.now)
    fact = JournalEvent.objects.get(kind="visit.absent")
    assert (fact.data["knocks"], fact.data["card"]) == (3, True)
    services.lay_out(cast.garden.id, at=cast.later(hours=2))
    assert not Stop.objects.filter(home=stop.home_id, state=StopState.PLANNED, day=cast.now.date()).exists()
    services.record(actor, stop.pk, Recording(), at=cast.now)  # they came home in the afternoon
    assert facts("visit.done") == 1


def test_nothing_is_done_in_the_future_or_before_it_was_planned(cast: Cast, steward: UUID) -> None:
    stop, actor = laid(cast), cast.actor(steward)
    for wrong in (cast.now + timedelta(days=1), stop.planned_at - timedelta(days=40)):
        with pytest.raises(Refused):
            services.record(actor, stop.pk, Recording(), at=wrong)
        with pytest.raises(Refused):
            services.absent(actor, stop.pk, Attempt(), at=wrong)
    assert facts("visit.done") == facts("visit.absent") == 0


def test_in_rest_hours_nobody_is_visited(cast: Cast, steward: UUID) -> None:
    stop = laid(cast)
    with pytest.raises(Refused, match="Rest hours"):
        services.start(cast.actor(steward), stop.pk, at=cast.later(hours=3, minutes=30))
    services.start(cast.actor(steward), stop.pk, at=cast.later(hours=2))
    stop.refresh_from_db()
    assert stop.started_at == cast.now


def test_a_finding_opens_a_case_with_topic_and_place(cast: Cast, steward: UUID) -> None:
    stop = empty(cast)
    services.record(cast.actor(steward), stop.pk, Recording(found={"litter": "阳台堆着纸箱"}), at=cast.now)
    case = Case.objects.get(origin="round")
    assert (case.topic, case.home_id) == ("bas.clean", cast.home.id)
    assert "阳台堆着纸箱" in case.text
    assert JournalEvent.objects.get(kind="vacant_check.done").data["found"] == ["litter"]


def test_a_meter_that_moves_in_an_empty_home_is_told_and_becomes_a_case(cast: Cast, steward: UUID) -> None:
    first, actor = empty(cast), cast.actor(steward)
    services.record(actor, first.pk, Recording(given={"water": 41.0, "power": 900.0}), at=cast.now)
    again = Stop.objects.get(pk=first.pk)
    again.pk, again.state, again._state.adding = UUID(int=9), StopState.PLANNED.value, True
    again.save()
    later = cast.later(hours=1)
    with pytest.raises(Invalid, match="below the last"):
        services.record(actor, again.pk, Recording(given={"water": 40.0}), at=later)
    services.record(actor, again.pk, Recording(given={"water": 43.5, "power": 900.0}), at=later)
    assert JournalEvent.objects.get(kind="vacant_check.reading_moved").data["items"] == ["water"]
    assert Case.objects.get(origin="round").topic == "rep.water.leak"


def test_a_photo_is_proof_and_a_word_is_none(cast: Cast, steward: UUID) -> None:
    stop, actor = empty(cast), cast.actor(steward)
    for _ in range(2):
        services.keep_shot(actor, stop.pk, "litter", PICTURE, at=cast.now)
    services.record(actor, stop.pk, Recording(given={"litter": 5.0, "fittings": 5.0, "shut": True}), at=cast.now)
    assert Shot.objects.count() == 1
    assert JournalEvent.objects.get(kind="vacant_check.done").data["evidence"] == {"litter": 1, "shut": True}


def test_the_steward_owes_it_by_name_once_it_is_planned(cast: Cast, steward: UUID) -> None:
    stop = empty(cast)
    row = next(one for one in promises.of_subject("home", stop.home_id, at=cast.now) if one.code == "E19")
    assert row.owed_id == steward
    cast.taken_case()  # a plumber works there now, and owes no round
    row = next(one for one in promises.of_subject("home", stop.home_id, at=cast.now) if one.code == "E19")
    assert row.owed_id == steward


def test_nobody_sees_the_stops_of_a_colleague_but_who_leads(cast: Cast, steward: UUID) -> None:
    stop = laid(cast)
    with pytest.raises(Missing):
        selectors.stop(cast.actor(cast.li), stop.pk, at=cast.now)
    assert selectors.stop(cast.actor(cast.he), stop.pk, at=cast.now).stop.staff_id == steward
    with pytest.raises(Denied):
        services.plan(cast.actor(steward), cast.garden.id, at=cast.now)


def test_the_audit_finds_what_the_rounds_wrote(cast: Cast, steward: UUID) -> None:
    stop, actor = empty(cast), cast.actor(steward)
    services.record(actor, stop.pk, Recording(given={"water": 41.0}), at=cast.now)
    services.record(actor, laid(cast).pk, Recording(), at=cast.now)
    cast.later(days=40)
    sweep(cast)
    assert not audit().differences


def test_a_day_and_a_page_cost_a_few_queries_however_many(
    cast: Cast, steward: UUID, django_assert_max_num_queries: Any
) -> None:
    cast.add_homes(400)
    services.lay_out(cast.garden.id, at=cast.now)
    actor, boss = cast.actor(steward), cast.actor(cast.zhao)
    with django_assert_max_num_queries(4):  # stops, homes, names, labels
        assert selectors.day(actor, at=cast.now).waiting
    with django_assert_max_num_queries(10):
        selectors.overview(boss, at=cast.now)
    with django_assert_max_num_queries(6):
        page = selectors.owed(boss, at=cast.now)
    assert (len(page.rows), page.next) == (50, 50)
