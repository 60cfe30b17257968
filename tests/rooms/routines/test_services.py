"""The verbs of routine work on PostgreSQL: looked after, laid out, done, and judged."""

from datetime import timedelta
from uuid import UUID

import pytest

from guanjia.rooms.cases.models import Case
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.services import audit
from guanjia.rooms.rounds import selectors as rounds
from guanjia.rooms.routines import selectors, services
from guanjia.rooms.routines.models import Paper, Routine, Thing
from guanjia.rooms.routines.types import Done, Entered, NewSheet, NewThing, RoutineState, SheetOf
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, Cast
from tests.rooms.routines.conftest import sweep


def laid(cast: Cast, task: str = "guard_round") -> Routine:
    """Today is laid out; the first work of a kind."""
    services.lay_out(cast.garden.id, at=cast.now)
    return Routine.objects.filter(task=task, state=RoutineState.PLANNED).order_by("day", "minute")[0]


def ticked(row: Routine, cast: Cast, who: UUID) -> Done:
    view = selectors.routine(cast.actor(who), row.pk, at=cast.now)
    return Done(given={item.code: True for item in view.items}, people=view.together)


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def test_the_community_and_its_buildings_are_looked_after_without_anybody_entering_them(
    cast: Cast, guards: list[UUID]
) -> None:
    services.lay_out(cast.garden.id, at=cast.now)
    kinds = set(Thing.objects.filter(community=cast.garden.id).values_list("kind", flat=True))
    assert {"community", "building", "guard_area"} <= kinds
    before = Thing.objects.count()
    services.lay_out(cast.garden.id, at=cast.now, anew=True)
    assert Thing.objects.count() == before


def test_laying_out_again_adds_nothing(cast: Cast, guards: list[UUID]) -> None:
    services.lay_out(cast.garden.id, at=cast.now)
    sweep(cast)
    services.lay_out(cast.garden.id, at=cast.now, anew=True)
    rows = Routine.objects.count()
    assert services.lay_out(cast.garden.id, at=cast.later(minutes=30), anew=True) == 0
    assert Routine.objects.count() == rows


def test_rounds_by_day_and_by_night_lie_in_their_hours(cast: Cast, guards: list[UUID]) -> None:
    laid(cast)
    by_day = Routine.objects.filter(task="guard_round").values_list("minute", flat=True)
    by_night = Routine.objects.filter(task="night_round").values_list("minute", flat=True)
    assert by_day
    assert by_night
    assert all(6 * 60 <= minute < 22 * 60 for minute in by_day)
    assert not any(6 * 60 <= minute < 22 * 60 for minute in by_night)
    assert set(Routine.objects.filter(task="guard_round").values_list("staff", flat=True)) <= {*guards, None}


def test_what_is_done_counts_and_its_checklist_is_judged(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast)
    services.record(cast.actor(guards[0]), row.pk, ticked(row, cast, guards[0]), at=cast.now)
    row.refresh_from_db()
    assert row.state == RoutineState.DONE
    assert Promise.objects.get(standard="E33a").state == "met"
    assert len(Promise.objects.get(standard="E33", subject_id=row.thing.subject_id).evidence) == 1
    assert audit(cast.garden.id).plain()["differences"] == []


def test_a_record_sent_twice_counts_once(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast)
    for _ in range(2):
        services.record(cast.actor(guards[0]), row.pk, Done(), at=cast.now)
    assert facts("task.done") == 1
    assert Promise.objects.get(standard="E33a").state == "missed"


def test_a_night_round_by_one_alone_does_not_count(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast, "night_round")
    late = cast.later(hours=14)
    services.record(cast.actor(row.staff_id), row.pk, Done(people=1), at=late)
    assert not Promise.objects.get(standard="E33b", subject_id=row.thing.subject_id).evidence


def test_what_is_found_opens_a_case_with_its_topic_and_place(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast)
    done = Done(given={"outside": True}, found={"outside": "东墙灯杆歪了"})
    services.record(cast.actor(guards[0]), row.pk, done, at=cast.now)
    case = Case.objects.get(origin="round")
    assert (case.topic, "东墙灯杆歪了" in case.text, case.place_text) == ("rep.public", True, "一区")


def test_what_is_found_is_told_by_the_same_facts_as_on_a_round(cast: Cast, guards: list[UUID]) -> None:
    row, actor = laid(cast), cast.actor(guards[0])
    done = Done(found={"lanes": "货车占道"}, photos={"lanes": [PICTURE]}, breaches={"lanes": "fire_lane"})
    services.record(actor, row.pk, done, at=cast.now)
    found = rounds.findings_at(actor, row.pk)
    assert [(one.title != "", one.breach, one.home, one.grave) for one in found] == [(True, "fire_lane", "一区", True)]
    assert len(rounds.finding(actor, found[0].id).before) == 1
    facts = JournalEvent.objects.filter(kind__startswith="finding.").order_by("id")
    kinds = ["finding.made", "finding.breach", "finding.grave", "finding.reported"]
    assert [one.kind for one in facts] == kinds
    assert {one.refs["routine"] for one in facts} == {str(row.pk)}
    assert not Case.objects.filter(origin="round").exists()


def test_what_its_day_left_behind_is_laid_again_while_its_period_runs(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast, "fire_lane_check")
    Routine.objects.filter(pk=row.pk).update(day=cast.now.date() - timedelta(days=1))
    services.lay_out(cast.garden.id, at=cast.now, anew=True)
    row.refresh_from_db()
    again = Routine.objects.get(promise=row.promise, state=RoutineState.PLANNED)
    assert (row.state, again.day >= cast.now.date()) == (RoutineState.PASSED, True)


def test_a_thing_struck_off_is_owed_nothing_more(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast)
    services.strike_off(cast.actor(cast.zhao), row.thing_id, at=cast.now)
    row.refresh_from_db()
    assert row.state == RoutineState.DROPPED
    services.lay_out(cast.garden.id, at=cast.now, anew=True)
    assert not Routine.objects.filter(task="guard_round", state=RoutineState.PLANNED).exists()


def test_a_thing_has_a_name_of_its_own_and_buildings_that_are_there(cast: Cast, guards: list[UUID]) -> None:
    zhao = cast.actor(cast.zhao)
    with pytest.raises(Invalid):
        services.look_after(zhao, cast.garden.id, NewThing(kind="lift", label=" "), at=cast.now)
    with pytest.raises(Invalid):
        services.look_after(zhao, cast.garden.id, NewThing(kind="lift", label="梯", buildings=("99",)), at=cast.now)
    services.look_after(zhao, cast.garden.id, NewThing(kind="lift", label="梯"), at=cast.now)
    with pytest.raises(Refused):
        services.look_after(zhao, cast.garden.id, NewThing(kind="lift", label="梯"), at=cast.now)
    with pytest.raises(Denied):
        services.look_after(cast.actor(guards[0]), cast.garden.id, NewThing(kind="lift", label="二"), at=cast.now)


def test_somebody_elses_work_looks_as_if_it_did_not_exist(cast: Cast, guards: list[UUID]) -> None:
    row = laid(cast)
    Routine.objects.filter(pk=row.pk).update(staff=guards[0])
    with pytest.raises(Missing):
        services.record(cast.actor(guards[1]), row.pk, Done(), at=cast.now)


def entered(cast: Cast, who: UUID) -> Entered:
    return Entered(staff_id=who, at=cast.now, photo=PICTURE, given={"outside": True})


def test_a_sheet_entered_afterwards_counts_for_who_did_it_and_stays_marked(cast: Cast, guards: list[UUID]) -> None:
    row, zhao = laid(cast), cast.actor(cast.zhao)
    paper = entered(cast, guards[1])
    later = cast.later(hours=3)
    key = services.enter_routine(zhao, row.pk, paper, at=later)
    row.refresh_from_db()
    assert (row.staff_id, row.ended_at) == (guards[1], paper.at)
    assert JournalEvent.objects.get(kind="task.done").data["afterwards"] is True
    view = selectors.routine(zhao, row.pk, at=later)
    assert view.paper is not None
    assert (view.routine.afterwards, view.paper.at, view.paper.entered_at) == (True, paper.at, later)
    assert services.paper_file(zhao, key).exists()
    with pytest.raises(Refused):
        services.enter_routine(zhao, row.pk, paper, at=later)
    assert Paper.objects.count() == 1


def test_a_sheet_needs_a_photo_and_somebody_of_the_community(cast: Cast, guards: list[UUID]) -> None:
    row, zhao = laid(cast), cast.actor(cast.zhao)
    with pytest.raises(Invalid):
        services.enter_routine(zhao, row.pk, Entered(staff_id=guards[0], at=cast.now, photo=b"no picture"), at=cast.now)
    with pytest.raises(Denied):
        services.enter_routine(cast.actor(guards[0]), row.pk, entered(cast, guards[0]), at=cast.now)


def test_the_sheets_of_a_day_are_printed(cast: Cast, guards: list[UUID]) -> None:
    laid(cast)
    zhao = cast.actor(cast.zhao)
    for of in SheetOf:
        key = services.ask_for_sheet(zhao, cast.garden.id, NewSheet(of=of, day=cast.now.date()), at=cast.now)
        services.make_sheet(key, at=cast.now)
        assert services.sheet_file(zhao, key).startswith(b"%PDF")
    with pytest.raises(Missing):
        services.sheet_file(cast.actor(guards[0]), key)
