"""Quotas: the fold beside an oracle that counts hour by hour, and live on a real database with the audit behind it."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.places import services as places
from guanjia.rooms.places.types import NewCommunity
from guanjia.rooms.promises import selectors, services
from guanjia.rooms.promises.models import Promise, SubjectState
from guanjia.rooms.promises.rules.quota import shortfall
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id
from tests.cast import Cast
from tests.oracle import paces, quotas
from tests.rooms.promises.conftest import MONDAY, Ground, LampReported, LampTakenDown, LampWentOut

HOUR, DAY = 60, 24 * 60
MONTHLY: dict[str, Any] = {
    "code": "Q1",
    "title": {"zh": "每月看灯", "en": "Lamps looked at monthly"},
    "kind": "quota",
    "touchpoint": "patrol",
    "owed_by": "technician",
    "status": "company",
    "subject": "lamp",
    "member": {"from": "lamp.went_out", "until": "lamp.taken_down"},
    "activity": "lamp.reported",
    "times": 2,
    "per": "month",
}
ROLLING = {**MONTHLY, "times": 1, "per": {"days": 3}, "counted": "rolling"}
BEFORE = MONDAY - timedelta(hours=2)
APRIL = datetime.fromisoformat("2026-04-01T00:00:00+08:00")


def test_a_hundred_subjects_owe_what_is_counted_hour_by_hour() -> None:
    assert [found for number in range(100) if (found := quotas.differs(quotas.chance(number)))] == []


def test_two_hundred_subjects_owe_what_is_walked_from_act_to_act_by_stages_and_by_distance() -> None:
    assert [found for number in range(200) if (found := paces.differs(paces.chance(number)))] == []


def test_the_walk_counts_the_next_period_from_the_act_and_a_missed_one_from_its_own_end() -> None:
    case = {
        "editions": [(-10, {"times": 1, "per": {"days": 3}, "rolling": True, "stages": [(2, 1, {"days": 1})]})],
        "events": [(10, quotas.JOIN), (30, quotas.ACT), (75, quotas.ACT)],
        "as_of": 250,
    }
    told = [
        ("e0", 10, "met", ("30",)),  # by the end of the next day, counted from the beginning
        ("e0", 30, "missed", ()),  # still in the first two days: by the end of the day after
        ("e0", 72, "met", ("75",)),  # then three days
        ("e0", 75, "missed", ()),
        ("e0", 168, "missed", ()),
        ("e0", 240, "running", ()),
    ]
    assert paces.counted(case) == told
    assert paces.differs(case) == ""


def test_the_walk_has_a_promise_due_where_the_next_act_would_be_too_far_from_the_last() -> None:
    rule = {"times": 2, "per": {"months": 1}, "most": 240}
    events = [(1, quotas.JOIN), (30, quotas.ACT), (271, quotas.ACT)]
    case = {"editions": [(-10, rule)], "events": events, "as_of": 290}
    assert paces.counted(case) == [("e0", 1, "late", ("30", "271"))]  # an hour too far apart
    assert paces.counted({**case, "as_of": 271, "events": events[:2]}) == [("e0", 1, "missed", ("30",))]
    in_time = {**case, "events": [*events[:2], (270, quotas.ACT)]}
    assert paces.counted(in_time) == [("e0", 1, "running", ("30", "270"))]  # the month is longer than the distance
    assert [paces.differs(one) for one in (case, in_time)] == ["", ""]


def test_the_oracle_finds_a_share_that_is_rounded_up() -> None:
    case = {
        "editions": [(-10, {"times": 3, "per": {"months": 1}})],
        "events": [(240, quotas.JOIN), (250, quotas.ACT)],
        "as_of": 2000,
    }
    assert quotas.counted(case)[0] == ("e0", 240, "missed", ("250",))  # 480 of 720 hours of November: two of three
    assert quotas.differs(case) == ""
    assert quotas.counted({**case, "events": [(241, quotas.JOIN), (250, quotas.ACT)]})[0][2] == "met"  # one of three


def test_a_shortfall_is_foretold_where_the_days_left_cannot_hold_what_is_owed() -> None:
    assert (shortfall(10, 3, 3), shortfall(9, 3, 3), shortfall(100, 1, None)) == (1, 0, 0)


# Live -------------------------------------------------------------------------------------------------------------


def sweep(at: datetime) -> None:
    while services.sweep(at=at):
        pass


def told(lamp: UUID) -> list[tuple[str, str, int]]:
    """The promises of a lamp: since when (local), what they are, on how many acts they rest."""
    rows = Promise.objects.filter(subject_id=lamp, standard="Q1").exclude(state="superseded").order_by("opened_at")
    return [(f"{row.opened_at + timedelta(hours=8):%m-%d}", row.state, len(row.evidence)) for row in rows]


@pytest.fixture
def watched(ground: Ground) -> Ground:
    ground.publish(MONTHLY, at=BEFORE)
    return ground


@pytest.mark.django_db
def test_what_is_owed_for_the_month_ends_with_the_last_act_and_the_next_month_begins_by_itself(
    watched: Ground, lamp: UUID
) -> None:
    journal.record(watched.fact(LampWentOut, lamp, 0))
    journal.record(watched.fact(LampReported, lamp, HOUR), watched.fact(LampReported, lamp, DAY))
    assert told(lamp) == [("03-02", "met", 2)]
    assert Promise.objects.get(standard="Q1").due_at == APRIL
    sweep(APRIL)
    assert told(lamp) == [("03-02", "met", 2), ("04-01", "running", 0)]
    assert services.audit().differences == []
    sweep(APRIL + timedelta(days=31))
    assert [state for _, state, _ in told(lamp)] == ["met", "missed", "running"]
    missed = JournalEvent.objects.get(kind="promise.missed")
    assert missed.at == datetime.fromisoformat("2026-05-01T00:00:00+08:00")
    assert services.audit().differences == []


@pytest.mark.django_db
def test_a_member_for_half_the_month_owes_half_of_it_and_nobody_is_told_of_a_miss(watched: Ground, lamp: UUID) -> None:
    other = new_id()
    journal.record(watched.fact(LampWentOut, lamp, 0), watched.fact(LampWentOut, other, 0))
    journal.record(watched.fact(LampReported, lamp, HOUR), watched.fact(LampTakenDown, lamp, 20 * DAY))
    journal.record(watched.fact(LampTakenDown, other, 5 * DAY))
    sweep(APRIL)
    assert (told(lamp), told(other)) == ([("03-02", "met", 1)], [("03-02", "void", 0)])
    assert not JournalEvent.objects.filter(kind="promise.missed").exists()
    assert services.audit().differences == []


@pytest.mark.django_db
def test_what_is_recorded_late_changes_the_month_in_which_it_happened(watched: Ground, lamp: UUID) -> None:
    journal.record(watched.fact(LampWentOut, lamp, 0))
    sweep(APRIL + timedelta(days=2))
    assert [state for _, state, _ in told(lamp)] == ["missed", "running"]
    journal.record(watched.fact(LampReported, lamp, 9 * DAY))
    assert [state for _, state, _ in told(lamp)] == ["met", "running"]
    assert JournalEvent.objects.filter(kind="promise.met_after_all").count() == 1
    journal.record(watched.fact(LampTakenDown, lamp, 25 * DAY))  # so it was no member in April at all
    assert [state for _, state, _ in told(lamp)] == ["met"]
    assert services.audit().differences == []


@pytest.mark.django_db
def test_an_edition_that_asks_for_it_first_is_laid_on_everybody_known(ground: Ground) -> None:
    lamps = [new_id() for _ in range(3)]
    journal.record(*(ground.fact(LampWentOut, lamp, n) for n, lamp in enumerate(lamps)))
    ground.publish(MONTHLY, at=MONDAY + timedelta(days=10))
    sweep(MONDAY + timedelta(days=11))
    assert [told(lamp) for lamp in lamps] == [[("03-12", "running", 0)]] * 3
    assert services.audit().differences == []
    sweep(APRIL)
    assert told(lamps[0]) == [("03-12", "missed", 0), ("04-01", "running", 0)]  # one of the two, for two thirds
    assert services.audit().differences == []


@pytest.mark.django_db
def test_counted_from_act_to_act_the_next_is_owed_from_the_last_and_silence_is_told_again_and_again(
    ground: Ground, lamp: UUID
) -> None:
    ground.publish({**ROLLING, "stages": [{"for_first": {"days": 2}, "times": 1, "per": "day"}]}, at=BEFORE)
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampReported, lamp, 30 * HOUR))
    assert told(lamp) == [("03-02", "met", 1), ("03-03", "running", 0)]
    sweep(MONDAY + timedelta(days=8))
    assert told(lamp) == [("03-02", "met", 1), ("03-03", "missed", 0), ("03-05", "missed", 0), ("03-08", "running", 0)]
    assert JournalEvent.objects.filter(kind="promise.missed").count() == 2
    assert services.audit().differences == []
    journal.record(ground.fact(LampReported, lamp, 2 * DAY))  # told late: what was missed is met, the rest moves
    assert told(lamp)[:2] == [("03-02", "met", 1), ("03-03", "met", 1)]
    assert told(lamp)[2][0] == "03-04"
    journal.record(ground.fact(LampTakenDown, lamp, 10 * DAY))
    sweep(MONDAY + timedelta(days=30))
    assert told(lamp)[-1][1] == "void"
    assert SubjectState.objects.get(subject_id=lamp).turns_at is None
    assert services.audit().differences == []


@pytest.mark.django_db
def test_two_acts_too_far_apart_are_missed_when_the_distance_is_over_and_late_when_the_act_comes(
    ground: Ground, lamp: UUID
) -> None:
    ground.publish({**MONTHLY, "spread": {"most": {"days": 10}}}, at=BEFORE)
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampReported, lamp, HOUR))
    row = Promise.objects.get(standard="Q1")
    assert row.due_at == MONDAY + timedelta(days=10, hours=1)
    with translation.override("en"):
        (found,) = (one for one in selectors.of_subject("lamp", lamp, at=MONDAY) if one.code == "Q1")
    assert "the next one at most 10 days after the last" in [line.text for line in found.why]
    sweep(MONDAY + timedelta(days=11))
    assert JournalEvent.objects.get(kind="promise.missed").at == row.due_at
    assert told(lamp) == [("03-02", "missed", 1)]
    assert services.audit().differences == []
    journal.record(ground.fact(LampReported, lamp, 12 * DAY))
    assert told(lamp) == [("03-02", "late", 2)]
    sweep(APRIL + timedelta(days=1))
    assert told(lamp) == [("03-02", "late", 2), ("04-01", "running", 0)]
    assert services.audit().differences == []


@pytest.mark.django_db
def test_who_leaves_is_too_far_from_nothing(ground: Ground, lamp: UUID) -> None:
    ground.publish({**MONTHLY, "times": 1, "spread": {"most": {"days": 10}}}, at=BEFORE)
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampReported, lamp, HOUR))
    assert told(lamp) == [("03-02", "running", 1)]  # another is needed before the month ends
    journal.record(ground.fact(LampTakenDown, lamp, 9 * DAY))
    assert Promise.objects.get(standard="Q1").due_at == APRIL
    sweep(APRIL)
    assert told(lamp) == [("03-02", "void", 1)]  # a third of a month owes none
    assert services.audit().differences == []


@pytest.mark.django_db
def test_periods_of_each_subjects_own_are_counted_as_they_run(ground: Ground) -> None:
    ground.publish({**ROLLING, "capacity_per_day": 2}, at=BEFORE)
    lamps = [new_id() for _ in range(9)]
    journal.record(*(ground.fact(LampWentOut, lamp, n) for n, lamp in enumerate(lamps)))
    journal.record(ground.fact(LampReported, lamps[0], DAY))
    manager = Actor(id=None, community_ids=(ground.community,))
    (found,) = selectors.quotas(manager, at=MONDAY + timedelta(days=2))
    assert (found.members, found.done, found.left, found.days_left, found.short) == (9, 0, 9, 3, 3)
    acts = selectors.owed_acts(ground.community, {"lamp.reported"}, at=MONDAY + timedelta(days=2))
    assert sorted({f"{one.due_at + timedelta(hours=8):%m-%d}" for one in acts}) == ["03-06", "03-07"]


@pytest.mark.django_db
def test_nothing_waits_for_time_where_nobody_is_a_member(watched: Ground, lamp: UUID) -> None:
    journal.record(watched.fact(LampWentOut, lamp, 0), watched.fact(LampTakenDown, lamp, 1))
    sweep(APRIL)
    assert SubjectState.objects.get(subject_id=lamp).turns_at is None


@pytest.mark.django_db
def test_a_subject_that_cannot_be_turned_holds_up_nobody(watched: Ground, lamp: UUID) -> None:
    other = new_id()
    journal.record(watched.fact(LampWentOut, lamp, 0), watched.fact(LampWentOut, other, 1))
    broken = SubjectState.objects.get(subject_id=lamp)
    SubjectState.objects.filter(pk=broken.pk).update(state={**broken.state, "open": "nonsense"})
    sweep(APRIL)
    assert [state for _, state, _ in told(other)] == ["missed", "running"]
    assert SubjectState.objects.get(subject_id=lamp).turns_at is None
    assert {one.column for one in services.audit().differences} == {"closed", "row", "state"}


@pytest.mark.django_db
def test_a_promise_says_how_often_is_asked_and_how_often_it_was_done(watched: Ground, lamp: UUID) -> None:
    journal.record(watched.fact(LampWentOut, lamp, 0), watched.fact(LampReported, lamp, HOUR))
    with translation.override("en"):
        (row,) = (one for one in selectors.of_subject("lamp", lamp, at=MONDAY) if one.code == "Q1")
    assert row.why[1].text == "asked for in a whole period: 2, by the part from here; done: 1"


@pytest.mark.django_db
def test_what_the_days_left_cannot_hold_is_foretold_in_four_queries(
    ground: Ground, django_assert_max_num_queries: Any
) -> None:
    ground.publish({**MONTHLY, "capacity_per_day": 1}, at=BEFORE)
    lamps = [new_id() for _ in range(20)]
    journal.record(*(ground.fact(LampWentOut, lamp, n) for n, lamp in enumerate(lamps)))
    journal.record(*(ground.fact(LampReported, lamp, HOUR + n) for n, lamp in enumerate(lamps[:6])))
    manager = Actor(id=None, community_ids=(ground.community,))
    with django_assert_max_num_queries(4):
        (found,) = selectors.quotas(manager, at=MONDAY + timedelta(days=1))
    assert (found.members, found.done, found.left, found.days_left, found.short) == (20, 6, 34, 29, 5)
    (later,) = selectors.quotas(manager, ground.community, at=APRIL)
    assert (later.members, later.left, later.days_left) == (0, 0, 30)  # the sweep has yet to begin April
    with pytest.raises(Missing):
        selectors.quotas(manager, new_id(), at=MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(12))
def test_in_any_order_of_arrival_with_sweeps_between_the_tables_say_what_the_journal_says(
    ground: Ground, number: int
) -> None:
    dice = Random(number)
    rule = {**MONTHLY, "times": dice.randint(1, 3), "per": dice.choice(["week", "month", "quarter"])}
    rule |= {"each_judged": dice.random() < 0.5}
    if number >= 6:
        rule |= dice.choice(
            [
                {"counted": "rolling"},
                {"counted": "rolling", "stages": [{"for_first": {"days": 9}, "times": 1, "per": {"days": 2}}]},
                {"spread": {"most": {"days": 12}}, "each_judged": False},
            ]
        )
    ground.publish(rule, at=BEFORE)
    lamps = [new_id() for _ in range(4)]
    kinds = [LampWentOut, LampTakenDown, LampReported, LampReported]
    facts = [
        ground.fact(kind, lamp, dice.randrange(100 * DAY))
        for lamp in lamps
        for kind in [LampWentOut, *dice.choices(kinds, k=9)]
    ]
    dice.shuffle(facts)
    for place, fact in enumerate(facts):
        journal.record(fact)
        if place == 20:
            ground.publish({**rule, "times": 2}, at=MONDAY + timedelta(days=50))
        if place % 9 == 8:
            sweep(MONDAY + timedelta(days=100 + place))
            assert services.audit().differences == []
    sweep(MONDAY + timedelta(days=200))
    assert services.audit().differences == []
    assert Promise.objects.filter(standard="Q1", state__in=["met", "missed"]).exists()


def test_an_idle_sweep_asks_as_much_of_many_communities_as_of_one(cast: Cast) -> None:
    def idle() -> int:
        sweep(MONDAY)
        services.sweep(at=MONDAY)
        with CaptureQueriesContext(connection) as asked:
            assert services.sweep(at=MONDAY) == 0
        return len(asked)

    cast.publish()
    few = idle()
    for number in range(8):
        key = places.open_community(cast.company_id, NewCommunity(f"more{number}", f"{number}号园"))
        handbook.adopt(key)
    assert idle() == few
