"""Visits agreed with households: offered outside the quiet hours, kept by the plan, moved and called off."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from guanjia.rooms.cases.types import Because
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.types import NewShift
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.services import audit
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Plan, Stop
from guanjia.rooms.rounds.selectors.wished import WishedRow
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.types import Recording, StopState
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import DAY_STARTS, Cast
from tests.rooms.rounds.test_proof import recorded

HERE = ZoneInfo("Asia/Shanghai")


def at_work(cast: Cast, who: UUID, days: range = range(1, 40)) -> None:
    """On the roster on these days, counted from the first Monday, but on Sundays."""
    starts = [DAY_STARTS + timedelta(days=day, hours=9) for day in days if day % 7 != 6]
    people_verbs.roster([NewShift(who, cast.garden.id, "steward", at, at + timedelta(hours=8)) for at in starts])


@pytest.fixture
def visit(cast: Cast, steward: UUID) -> Stop:
    """The visit at Zhou's that is planned, by a steward who is there but for Sundays."""
    at_work(cast, steward)
    services.lay_out(cast.garden.id, at=cast.now)
    found = Stop.objects.filter(kind="visit", home=cast.home.id, state=StopState.PLANNED).first()
    if found is None:  # of some three hundred a year only some are laid in these weeks
        found = Stop.objects.filter(kind="visit", state=StopState.PLANNED).order_by("-day")[0]
        found.home_id = cast.home.id
        found.save(update_fields=["home"])
    return found


def begins(cast: Cast, stop: Stop, staff: UUID) -> list[datetime]:
    found = selectors.offered(cast.actor(staff), stop.pk, at=cast.now)
    return [one.start.astimezone(HERE) for one in found]


def facts(kind: str) -> list[JournalEvent]:
    return list(JournalEvent.objects.filter(kind=kind).order_by("id"))


def told(cast: Cast) -> list[str]:
    run_waiting()
    rows = Message.objects.filter(conversation__contact=cast.zhou_contact, author="machine").order_by("id")
    return [row.text for row in rows]


def test_times_are_offered_from_tomorrow_outside_the_quiet_hours_when_the_steward_is_there(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    found = begins(cast, visit, steward)
    assert min(found).date() == date(2026, 3, 3)
    assert {at.hour for at in found} == {9, 10, 11, 14, 15, 16, 17, 18, 19}
    assert max(found).date() <= date(2026, 3, 16)
    assert 6 not in {at.weekday() for at in found}


def test_what_was_agreed_stays_when_the_plan_is_made_anew_and_is_told(cast: Cast, steward: UUID, visit: Stop) -> None:
    start = begins(cast, visit, steward)[12]
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    for _ in range(2):
        cast.later(hours=1)
        services.lay_out(cast.garden.id, at=cast.now, anew=True)
    visit.refresh_from_db()
    assert (visit.state, visit.day, visit.booked_from) == (StopState.PLANNED, start.date(), start)
    (fact,) = facts("visit.booked")
    assert (fact.data["way"], fact.refs["by_staff"]) == ("phone", str(steward))
    assert "约好了" in told(cast)[-1]
    assert audit(cast.garden.id).differences == []


def test_a_time_is_given_to_one_household_only(cast: Cast, steward: UUID, visit: Stop) -> None:
    start = begins(cast, visit, steward)[3]
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    other = Stop.objects.filter(kind="visit", state=StopState.PLANNED, staff=steward).exclude(pk=visit.pk)[0]
    assert start not in begins(cast, other, steward)
    with pytest.raises(Invalid):
        services.book_visit(cast.actor(steward), other.pk, Agreed(start), at=cast.now)


def test_noon_and_today_are_refused(cast: Cast, steward: UUID, visit: Stop) -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=HERE)
    for wrong in (noon, datetime(2026, 3, 2, 15, tzinfo=HERE), datetime(2026, 3, 4, 22, tzinfo=HERE)):
        with pytest.raises(Invalid):
            services.book_visit(cast.actor(steward), visit.pk, Agreed(wrong), at=cast.now)


def test_another_time_needs_a_reason_and_both_are_kept(cast: Cast, steward: UUID, visit: Stop) -> None:
    first, second, *_ = begins(cast, visit, steward)
    services.book_visit(cast.actor(steward), visit.pk, Agreed(first), at=cast.now)
    with pytest.raises(Invalid):
        services.book_visit(cast.actor(steward), visit.pk, Agreed(second), at=cast.now)
    why = Because("resident_asked")
    services.book_visit(cast.actor(steward), visit.pk, Agreed(second, why=why), at=cast.now)
    (fact,) = facts("visit.rebooked")
    assert datetime.fromisoformat(fact.data["before"]) == first
    assert "业主要求改期" in told(cast)[-1]


def test_a_household_chooses_moves_and_takes_back_by_itself(cast: Cast, steward: UUID, visit: Stop) -> None:
    zhou = cast.resident()
    (mine,) = [one for one in selectors.own_visits(zhou) if one.id == visit.pk]
    assert mine.home == "3-2-1402"
    _, slots = selectors.own_visit(zhou, visit.pk, at=cast.now)
    services.book_own_visit(zhou, visit.pk, slots[0].start, at=cast.now)
    services.book_own_visit(zhou, visit.pk, slots[1].start, at=cast.now)
    services.call_off_own(zhou, visit.pk, at=cast.now)
    services.call_off_own(zhou, visit.pk, at=cast.now)
    assert [len(facts(kind)) for kind in ("visit.booked", "visit.rebooked", "visit.called_off")] == [1, 1, 1]
    assert facts("visit.rebooked")[0].data["reason"] == "resident_asked"
    visit.refresh_from_db()
    assert (visit.state, visit.booked_from) == (StopState.PLANNED, None)


def test_what_was_taken_back_no_longer_counts_as_agreed_a_day_ahead(cast: Cast, steward: UUID, visit: Stop) -> None:
    actor = cast.actor(steward)
    services.book_visit(actor, visit.pk, Agreed(begins(cast, visit, steward)[0]), at=cast.now)
    services.call_off(actor, visit.pk, Because("resident_asked"), at=cast.later(hours=1))
    cast.later(days=1)
    recorded(cast, steward, Stop.objects.get(pk=visit.pk), Recording(met="周先生"))
    (verdict,) = [one.state for one in promises.of_subject("home", visit.home_id, at=cast.now) if one.code == "E02"]
    assert verdict == "missed"
    assert audit(cast.garden.id).differences == []


def test_nobody_books_at_somebody_elses(cast: Cast, steward: UUID, visit: Stop) -> None:
    stranger = cast.resident(cast.stranger_contact)
    assert selectors.own_visits(stranger) == []
    start = begins(cast, visit, steward)[0]
    with pytest.raises(Missing):
        services.book_own_visit(stranger, visit.pk, start, at=cast.now)
    with pytest.raises((Missing, Denied)):
        services.book_visit(cast.actor(cast.li), visit.pk, Agreed(start), at=cast.now)


def test_who_is_away_is_stood_in_for_at_the_time_agreed(cast: Cast, steward: UUID, visit: Stop) -> None:
    colleague = cast.hired("colleague", "steward")
    at_work(cast, colleague)
    start = begins(cast, visit, steward)[12]
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    off = start.replace(hour=0)
    people_verbs.grant_leave(cast.actor(cast.zhao), steward, starts=off, ends=off + timedelta(days=1), at=cast.now)
    services.lay_out(cast.garden.id, at=cast.now, anew=True)
    visit.refresh_from_db()
    assert (visit.booked_from, visit.staff_id) == (start, colleague)


def test_a_manager_cant_drag_away_what_was_agreed(cast: Cast, steward: UUID, visit: Stop) -> None:
    start = begins(cast, visit, steward)[0]
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    target = services.Target(start.date() + timedelta(days=1), steward)
    with pytest.raises(Refused, match="agreed"):
        services.move_stops(cast.actor(cast.zhao), [visit.pk], target, at=cast.now)


def test_a_time_that_nobody_kept_is_a_fact(cast: Cast, steward: UUID, visit: Stop) -> None:
    start = begins(cast, visit, steward)[0]
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    cast.later(days=2)
    services.lay_out(cast.garden.id, at=cast.now)
    (fact,) = facts("visit.booking_broken")
    assert fact.refs["stop"] == str(visit.pk)


def test_a_time_for_which_nobody_makes_room_waits_for_the_mornings_plan(cast: Cast, steward: UUID, visit: Stop) -> None:
    start = begins(cast, visit, steward)[0]
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    services.call_off(cast.actor(steward), visit.pk, Because("resident_asked"), at=cast.now)
    assert not Plan.objects.get(community=cast.garden.id).again


def test_a_time_near_another_visit_at_the_home_lets_that_one_go_elsewhere(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    start = begins(cast, visit, steward)[0]
    other = Stop.objects.filter(kind="visit", state=StopState.PLANNED).exclude(home=visit.home).order_by("-day")[0]
    Stop.objects.filter(pk=other.pk).update(home=visit.home, day=start.date() + timedelta(days=1))
    offered = begins(cast, visit, steward)
    assert start in offered and start.date() + timedelta(days=1) not in {at.date() for at in offered}
    services.book_visit(cast.actor(steward), visit.pk, Agreed(start), at=cast.now)
    assert Plan.objects.get(community=cast.garden.id).again


def test_the_plan_keeps_to_a_households_weekday_and_counts_what_it_cant(cast: Cast, steward: UUID, visit: Stop) -> None:
    services.note_wishes(cast.actor(steward), visit.pk, WishedRow((6,), "老人午睡到三点"), at=cast.now)
    services.lay_out(cast.garden.id, at=cast.now, anew=True)
    days = Stop.objects.filter(home=cast.home.id, kind="visit", state=StopState.PLANNED).values_list("day", flat=True)
    assert {day.isoweekday() for day in days} == {6}
