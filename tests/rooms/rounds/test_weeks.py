"""The plan of the coming weeks on PostgreSQL: laid at pace, moved little, moved by hand, foretold as short."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.types import NewShift
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises.services import audit
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Shortfall, Stop
from guanjia.rooms.rounds.selectors.owed import quota_of
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.types import Recording, StopState
from guanjia.shared.errors import Denied, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import DAY_STARTS, Cast
from tests.rooms.rounds.conftest import sweep

MONDAY = date(2026, 3, 2)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def town(cast: Cast, steward: UUID) -> UUID:
    """Two hundred homes more, the first thirty empty, and a steward who is there from Monday to Friday."""
    cast.add_homes(200)
    for home in places.all_homes(cast.garden.id)[:30]:
        place_verbs.set_occupancy(cast.garden.id, home.id, Occupancy.VACANT, at=cast.now)
    at_work(cast, steward, [day for day in range(1, 12) if day % 7 not in (5, 6)])
    sweep(cast)
    return steward


def at_work(cast: Cast, who: UUID, days: Any) -> None:
    """On the roster on these days, counted from the first Monday."""
    starts = [DAY_STARTS + timedelta(days=day, hours=9) for day in days]
    people_verbs.roster([NewShift(who, cast.garden.id, "steward", at, at + timedelta(hours=8)) for at in starts])


def lay(cast: Cast, **more: Any) -> int:
    return services.lay_out(cast.garden.id, at=cast.now, **more)


def waiting(**more: Any) -> dict[UUID, tuple[date, UUID]]:
    rows = Stop.objects.filter(state=StopState.PLANNED, **more)
    return {key: (day, staff) for key, day, staff in rows.values_list("id", "day", "staff")}


def roomy(*but: date) -> date:
    """The emptiest workday of the second week."""
    full = Counter(day for day, _ in waiting().values())
    return min((MONDAY + timedelta(days=day) for day in range(7, 12)), key=lambda day: (day in but, full[day]))


def test_the_weeks_are_laid_at_pace_and_only_when_somebody_is_there(cast: Cast, town: UUID) -> None:
    lay(cast)
    visits = Counter(day for day, _ in waiting(kind="visit").values())
    assert 20 <= sum(visits.values()) <= 60  # of some 340 a year
    assert {day.weekday() for day, _ in waiting().values()} <= {0, 1, 2, 3, 4}
    assert max(visits) >= MONDAY + timedelta(days=21)


def test_a_month_that_ends_on_a_weekend_does_not_come_out_short(cast: Cast, town: UUID) -> None:
    cast.now += timedelta(days=63)  # Monday, May 4th; May 31st is a Sunday
    at_work(cast, town, [day for day in range(50, 64) if day % 7 not in (5, 6)])
    sweep(cast)
    lay(cast)
    may = waiting(kind="vacant_check", due_at__lt=cast.now + timedelta(days=28))
    assert len(may) == 30
    assert max(day for day, _ in may.values()) <= date(2026, 5, 29)
    assert not Shortfall.objects.filter(certain__lt=date(2026, 6, 1)).exists()


def test_planning_anew_moves_nothing_that_may_stay(cast: Cast, town: UUID) -> None:
    lay(cast)
    before = waiting()
    cast.later(days=1)
    lay(cast)
    after = waiting()
    kept = [key for key, place in before.items() if after.get(key) == place]
    assert len(kept) >= 0.9 * sum(day > MONDAY for day, _ in before.values())


def test_the_hour_does_nothing_where_nothing_changed(
    cast: Cast, town: UUID, django_assert_max_num_queries: Any
) -> None:
    lay(cast)
    cast.later(hours=1)
    with django_assert_max_num_queries(12):
        assert lay(cast) == 0


def test_a_time_agreed_on_a_full_day_sends_those_that_were_only_planned_elsewhere(cast: Cast, town: UUID) -> None:
    lay(cast)
    visit, *others = Stop.objects.filter(kind="visit", state=StopState.PLANNED).order_by("-day", "id")
    quota = quota_of(handbook.edition_in_force(cast.garden.id, cast.now), visit.standard)
    assert quota is not None and quota.capacity_per_day
    start = selectors.offered(cast.actor(town), visit.pk, at=cast.now)[0].start
    day = start.astimezone(SHANGHAI).date()
    crowd = [stop.pk for stop in others if stop.home_id != visit.home_id][: quota.capacity_per_day]
    Stop.objects.filter(pk__in=crowd).update(day=day)
    services.book_visit(cast.actor(town), visit.pk, Agreed(start), at=cast.now)
    cast.later(hours=1)
    lay(cast)
    there = Stop.objects.filter(staff=town, kind="visit", day=day, state=StopState.PLANNED).values_list("pk", flat=True)
    assert len(there) <= quota.capacity_per_day and visit.pk in there


def test_what_joined_is_laid_within_the_hour_and_nothing_else_moves(cast: Cast, town: UUID) -> None:
    lay(cast)
    before = waiting()
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.RENOVATING, at=cast.later(hours=1))
    assert lay(cast) == 1
    new = waiting().keys() - before.keys()
    assert Stop.objects.get(pk__in=new).day == MONDAY
    assert {key: place for key, place in waiting().items() if key in before}.items() <= before.items()


def test_on_leave_the_stops_go_to_others_or_other_days(cast: Cast, town: UUID) -> None:
    lay(cast)
    monday, friday = (DAY_STARTS + timedelta(days=day) for day in (7, 12))
    people_verbs.grant_leave(cast.actor(cast.zhao), town, monday, friday, at=cast.now)
    run_waiting()
    lay(cast)
    week = [MONDAY + timedelta(days=day) for day in range(7, 12)]
    assert not [day for day, _ in waiting().values() if day in week]


def test_a_stop_moved_by_hand_stays_and_is_told(cast: Cast, town: UUID) -> None:
    lay(cast)
    boss = cast.actor(cast.he)
    stop = Stop.objects.filter(kind="vacant_check", day__gt=MONDAY).order_by("day", "place")[0]
    goal = roomy(stop.day)
    assert services.move_stops(boss, [stop.pk], services.Target(goal, town), at=cast.now) == 1
    for _ in range(2):
        cast.later(days=1)
        lay(cast, anew=True)
    stop.refresh_from_db()
    assert (stop.day, stop.by_hand, stop.state) == (goal, True, StopState.PLANNED)
    fact = JournalEvent.objects.get(kind="round.moved", refs__stop=str(stop.pk))
    assert (fact.data["day"], fact.refs["by_staff"]) == (goal.isoformat(), str(cast.he))


def test_moving_is_refused_with_the_reason(cast: Cast, town: UUID) -> None:
    lay(cast)
    boss, stop = cast.actor(cast.he), Stop.objects.filter(kind="vacant_check").order_by("day")[0]
    for day, who, why in (
        (MONDAY + timedelta(days=5), town, "not_there"),
        (MONDAY + timedelta(days=1), cast.li, "not_theirs"),
        (MONDAY - timedelta(days=1), town, "day_over"),
        (MONDAY + timedelta(days=50), town, "out_of_time"),
    ):
        with pytest.raises(Refused) as refused:
            services.move_stops(boss, [stop.pk], services.Target(day, who), at=cast.now)
        assert refused.value.code == f"rounds.{why}"
    with pytest.raises(Denied):
        services.move_stops(cast.actor(town), [stop.pk], services.Target(MONDAY, town), at=cast.now)
    with pytest.raises(Missing):
        services.move_stops(cast.actor(cast.gao), [stop.pk], services.Target(MONDAY, town), at=cast.now)


def test_a_day_takes_no_more_by_hand_than_the_handbook_says(cast: Cast, town: UUID) -> None:
    lay(cast)
    boss, tuesday = cast.actor(cast.he), MONDAY + timedelta(days=1)
    stops = list(Stop.objects.filter(kind="vacant_check").exclude(day=tuesday).order_by("day", "place"))
    with pytest.raises(Refused) as refused:
        services.move_stops(boss, [stop.pk for stop in stops[:11]], services.Target(tuesday, town), at=cast.now)
    assert refused.value.code == "rounds.full"


def test_what_no_day_holds_is_foretold_with_the_reason(cast: Cast, town: UUID) -> None:
    starts, ends = (DAY_STARTS + timedelta(days=day) for day in (1, 40))
    people_verbs.grant_leave(cast.actor(cast.zhao), town, starts, ends, at=cast.now)
    cast.later(days=3)  # what is due after the weeks planned is told as a sum only
    lay(cast)
    page = selectors.short(cast.actor(cast.zhao), at=cast.now)
    march = [one for one in page.rows if one.due_at < cast.now + timedelta(days=30)]
    assert len(march) >= 20
    assert {one.why for one in march} <= {"full", "nobody"}
    assert {one.staff for one in march} <= {"steward", ""}
    line = next(one for one in selectors.overview(cast.actor(cast.zhao), at=cast.now).quotas if one.code == "E19")
    assert line.short == len(march)


def test_the_audit_finds_what_planning_and_moving_wrote(cast: Cast, town: UUID) -> None:
    lay(cast)
    stop = Stop.objects.filter(kind="vacant_check", day__gt=MONDAY).order_by("day")[0]
    target = services.Target(roomy(stop.day), town)
    services.move_stops(cast.actor(cast.he), [stop.pk], target, at=cast.now)
    cast.later(days=(target.day - MONDAY).days)
    services.record(cast.actor(town), stop.pk, Recording(given={"water": 41.0}), at=cast.now)
    sweep(cast)
    lay(cast)
    assert not audit().differences


def test_the_plan_of_a_week_costs_a_few_queries_however_many(
    cast: Cast, town: UUID, django_assert_max_num_queries: Any
) -> None:
    lay(cast)
    boss = cast.actor(cast.zhao)
    with django_assert_max_num_queries(9):
        found = selectors.week(boss, at=cast.now)
    assert [one.staff_id for one in found.people] == [town]
    assert sum(len(one.stops) for cell in found.people[0].cells for one in cell.buildings) > 5
    assert [cell.there for cell in found.people[0].cells] == [True] * 5 + [False] * 2
    stops = Stop.objects.filter(state=StopState.PLANNED, day__gt=MONDAY).order_by("day")[:3]
    target = services.Target(roomy(), town)
    with django_assert_max_num_queries(40):
        services.move_stops(cast.actor(cast.he), [stop.pk for stop in stops], target, at=cast.now)
    with django_assert_max_num_queries(5):
        selectors.short(boss, at=cast.now)


def test_the_plan_is_seen_by_who_leads_and_moved_by_who_sends_people_out(cast: Cast, town: UUID) -> None:
    lay(cast)
    stop = Stop.objects.filter(kind="vacant_check", day__gt=MONDAY).order_by("day")[0]
    goal = roomy(stop.day)
    boss, other = cast.client(cast.he), cast.client(town)
    for path in ("week/", "short/", f"move/?stops={stop.pk}"):
        assert (boss.get(f"/rounds/{path}").status_code, other.get(f"/rounds/{path}").status_code) == (200, 403)
    form = {"stops": str(stop.pk), "day": (MONDAY + timedelta(days=12)).isoformat(), "staff": str(town)}
    refused = boss.post("/rounds/move/", form)
    assert (refused.status_code, "不在岗" in refused.content.decode()) == (422, True)
    assert boss.post("/rounds/move/", {**form, "day": goal.isoformat()}).status_code == 302
    stop.refresh_from_db()
    assert (stop.day, stop.by_hand) == (goal, True)
    body = {"stops": [str(stop.pk)], "day": goal.isoformat(), "staff_id": str(town)}
    sent = {"content_type": "application/json", "headers": cast.bearer(cast.he)}
    assert Client().post("/api/v1/rounds/move", body, **sent).json() == {"moved": 0}
    week = Client().get(f"/api/v1/rounds/week?day={goal}", headers=cast.bearer(cast.he)).json()
    cell = next(one for one in week["people"][0]["cells"] if one["day"] == goal.isoformat())
    assert str(stop.pk) in {one["id"] for building in cell["buildings"] for one in building["stops"]}
    assert Client().get("/api/v1/rounds/short", headers=cast.bearer(cast.he)).json()["rows"] == []
