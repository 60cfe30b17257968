"""Samples live: numbers given inside the recording, periods ended, draws corrected and audited, on a real database."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.promises import services
from guanjia.rooms.promises.models import DrawPeriod, Promise, SampleMember
from guanjia.rooms.promises.rules.sample import number_of, seal_of
from guanjia.rooms.promises.services.sampling import drawn
from guanjia.shared import journal
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id
from tests.rooms.promises.conftest import (
    MONDAY,
    Ground,
    LampLit,
    LampMoved,
    LampReported,
    LampWentOut,
)

pytestmark = pytest.mark.django_db

AFTER_MARCH = datetime.fromisoformat("2026-04-01T00:10:00+08:00")
END_OF_MARCH = datetime.fromisoformat("2026-04-01T00:00:00+08:00")


def lit(ground: Ground, count: int, place: str = "yard") -> list[UUID]:
    """That many lamps that went out and were lit again, one a minute."""
    lamps = [new_id() for _ in range(count)]
    for number, lamp in enumerate(lamps):
        journal.record(ground.fact(LampWentOut, lamp, number, place=place))
        journal.record(ground.fact(LampLit, lamp, number + 0.5))
    return lamps


def numbers(lamps: list[UUID]) -> dict[UUID, int]:
    """What the lamps' numbers must be, reckoned here from the period's secret."""
    secret = bytes.fromhex(DrawPeriod.objects.get().secret)
    return {lamp: number_of(secret, str(lamp)) for lamp in lamps}


def owed() -> set[UUID]:
    rows = Promise.objects.filter(standard="L9").exclude(state="superseded")
    return set(rows.values_list("subject_id", flat=True))


def ended() -> None:
    while services.end_periods(at=AFTER_MARCH):
        pass


def test_whose_number_is_small_enough_is_drawn_at_once_and_owed_from_then(yard: Ground) -> None:
    lamps = lit(yard, 40)
    expected = {lamp for lamp, number in numbers(lamps).items() if number * 4 < 1 << 256}
    assert owed() == expected
    assert 0 < len(expected) < 40
    one = Promise.objects.filter(standard="L9").order_by("id")[0]
    reached = JournalEvent.objects.get(kind="lamp.lit", refs__lamp=str(one.subject_id))
    assert (one.opened_at, one.due_at) == (reached.at, reached.at + timedelta(hours=24))
    assert services.audit().is_clean


def test_at_the_end_the_smallest_numbers_are_added_until_the_floor_is_kept(yard: Ground) -> None:
    lamps = lit(yard, 10)
    ordered = sorted(lamps, key=numbers(lamps).__getitem__)
    at_once = len(owed())
    ended()
    # a quarter of ten is two and a half, so three at least; those drawn at once stay drawn
    assert owed() == set(ordered[: max(3, at_once)])
    ended()
    assert JournalEvent.objects.filter(kind="sample.drawn").count() == max(3, at_once)
    assert services.audit().is_clean


def test_what_is_added_at_the_end_is_owed_from_the_end(yard: Ground) -> None:
    services.begin_periods(at=MONDAY)
    large = numbers([new_id() for _ in range(50)])
    lamp = next(key for key, number in large.items() if number * 4 >= 1 << 256)
    journal.record(yard.fact(LampWentOut, lamp, 0), yard.fact(LampLit, lamp, 1))
    assert owed() == set()
    ended()
    assert owed() == {lamp}
    assert Promise.objects.get(standard="L9").opened_at == END_OF_MARCH


def test_a_group_has_its_own_share_and_who_is_not_of_the_population_is_never_drawn(yard: Ground) -> None:
    gates, cellars = lit(yard, 5, "gate"), lit(yard, 5, "cellar")
    ended()
    assert owed() == set(gates)
    assert not SampleMember.objects.filter(subject_id__in=cellars).exists()


def test_the_act_keeps_what_was_drawn(yard: Ground) -> None:
    (gate,) = lit(yard, 1, "gate")
    journal.record(yard.fact(LampReported, gate, 60))
    assert Promise.objects.get(standard="L9").state == "met"


def test_the_seal_of_the_secret_is_told_first_and_the_secret_at_the_end(yard: Ground) -> None:
    services.begin_periods(at=MONDAY)
    began = JournalEvent.objects.get(kind="sample.period_began")
    assert services.begin_periods(at=MONDAY) == 0
    lit(yard, 3)
    assert not JournalEvent.objects.filter(kind="sample.period_ended").exists()
    ended()
    told = JournalEvent.objects.get(kind="sample.period_ended")
    assert began.data["seal"] == seal_of(bytes.fromhex(told.data["secret"]))
    assert (began.data["period"], told.at) == ("2026-03", END_OF_MARCH)


def test_who_comes_late_is_counted_and_takes_the_place_of_a_larger_number(yard: Ground) -> None:
    lamps = lit(yard, 9)
    ended()
    lamps += lit(yard, 40)
    ended()
    ordered = sorted(lamps, key=numbers(lamps).__getitem__)
    at_once = [lamp for lamp, number in numbers(lamps).items() if number * 4 < 1 << 256]
    assert owed() == set(ordered[: max(13, len(at_once))])  # a quarter of 49 is 12.25
    assert services.audit().is_clean


def test_who_was_not_of_the_population_after_all_is_released(yard: Ground) -> None:
    (gate,) = lit(yard, 1, "gate")
    assert owed() == {gate}
    journal.record(yard.fact(LampMoved, gate, 0.2, place="cellar"))  # recorded late: it had been moved before
    assert owed() == set()
    assert Promise.objects.get(standard="L9").state == "superseded"
    assert not SampleMember.objects.get(subject_id=gate).counts
    assert services.audit().is_clean


def test_order_of_arrival_does_not_change_who_is_drawn(yard: Ground) -> None:
    lamps = [new_id() for _ in range(12)]
    facts = [yard.fact(kind, lamp, n) for n, lamp in enumerate(lamps) for kind in (LampLit, LampWentOut)]
    for fact in reversed(facts):
        journal.record(fact)
    ended()
    ordered = sorted(lamps, key=numbers(lamps).__getitem__)
    at_once = [lamp for lamp, number in numbers(lamps).items() if number * 4 < 1 << 256]
    assert owed() == set(ordered[: max(3, len(at_once))])
    assert services.audit().is_clean


def test_a_reach_costs_the_same_after_many(yard: Ground, django_assert_max_num_queries: Any) -> None:
    lit(yard, 30)
    lamp = new_id()
    journal.record(yard.fact(LampWentOut, lamp, 50))
    # the six of every fact, the secret, the shares set, the member written, and the draw as a fact of its own
    with django_assert_max_num_queries(18):
        journal.record(yard.fact(LampLit, lamp, 51))


# Anyone can check it ----------------------------------------------------------------------------------------------


def test_every_draw_can_be_checked_from_the_journal_alone(yard: Ground) -> None:
    lit(yard, 9)
    lit(yard, 2, "gate")
    assert services.check_draws().waiting == ["2026-03"]
    ended()
    SampleMember.objects.all().delete()
    report = services.check_draws()
    assert report.is_clean
    assert [(one.stratum, one.members, one.needed) for one in report.groups] == [("", 9, 3), ("gate", 2, 2)]
    assert all(one.at_once + one.added >= one.needed for one in report.groups)


def test_who_was_picked_by_hand_is_found(yard: Ground) -> None:
    lamps = lit(yard, 9)
    ended()
    picked = next(lamp for lamp in lamps if lamp not in owed())
    member = SampleMember.objects.get(subject_id=picked)
    journal.record(*drawn([member], how="at_once"))
    report = services.check_draws()
    assert not report.is_clean
    assert report.groups[0].wrong == [f"{picked} was drawn (at_once) and should not"]


def test_a_secret_that_is_not_the_one_sealed_is_found(yard: Ground) -> None:
    lit(yard, 2, "gate")
    DrawPeriod.objects.update(secret="00" * 32)
    ended()
    assert "2026-03: the secret is not the one whose seal was told" in services.check_draws().wrong
