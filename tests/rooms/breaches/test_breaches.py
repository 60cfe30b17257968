"""The road of a breach on PostgreSQL: talked about, noticed, delivered, reported, looked at; promises run from it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guanjia.rooms.breaches import selectors, services
from guanjia.rooms.breaches.models import Breach, Paper, Step
from guanjia.rooms.breaches.services.printing import laid_out
from guanjia.rooms.breaches.types import (
    Answer,
    BreachState,
    Delivered,
    Delivery,
    Look,
    NewNotice,
    NewReport,
    Shown,
    Talk,
    Verb,
    Which,
)
from guanjia.rooms.cases.models import Case
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.rounds import selectors as round_reads
from guanjia.rooms.rounds import services as rounds
from guanjia.rooms.rounds.models import Finding, Stop
from guanjia.rooms.rounds.types import Recording, StopKind
from guanjia.rooms.rounds.types.findings import ByTheWay, FindingState
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.breaches.conftest import written_down
from tests.rooms.rounds.conftest import sweep
from tests.rooms.rounds.test_proof import recorded
from tests.rooms.rounds.test_sights import jpeg, scene

PROMISES = Talk(words="请把鸡送走", answer=Answer.PROMISED, who="租客")
REFUSES = replace(PROMISES, answer=Answer.REFUSED)


def kinds(breach_id: UUID) -> list[str]:
    rows = JournalEvent.objects.filter(refs__finding=str(breach_id)).order_by("id")
    return [kind for kind in rows.values_list("kind", flat=True) if not kind.startswith("promise.")]


def states(cast: Cast, breach_id: UUID) -> dict[str, str]:
    return {one.code: one.state for one in promises.of_subject("finding", breach_id, at=cast.now)}


def state(breach_id: UUID) -> str:
    return Breach.objects.get(pk=breach_id).state


def noticed(cast: Cast, who: UUID, breach_id: UUID, days: int = 3) -> UUID:
    new = NewNotice(until=cast.now + timedelta(days=days), measure="送走禁养的家禽")
    return services.make_notice(cast.actor(who), breach_id, new, at=cast.now)


def test_a_breach_found_on_a_round_opens_no_case_and_is_the_stewards(cast: Cast, steward: UUID) -> None:
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.RENOVATING, at=cast.now)
    sweep(cast)
    rounds.lay_out(cast.garden.id, at=cast.now)
    stop = Stop.objects.filter(kind=StopKind.RENOVATION).order_by("day")[0]
    said = Recording(found={"breach": "砸墙"}, photos={"breach": [jpeg(scene(1))]}, breaches={"breach": "bearing_wall"})
    recorded(cast, steward, stop, said)
    found = Breach.objects.get()
    assert not Case.objects.filter(origin="round").exists()
    assert (found.home_id, found.steward_id, found.grave, found.words) == (cast.home.id, steward, True, "砸墙")
    assert kinds(found.pk) == ["finding.made", "finding.breach", "finding.grave", "finding.reported"]
    view = selectors.breach(cast.actor(steward), found.pk, at=cast.now)
    assert (view.next, len(view.photos), Verb.LEAD in view.may) == (Verb.TALK, 1, False)


def test_a_kind_the_handbook_lacks_is_refused_and_nothing_is_written(cast: Cast, steward: UUID) -> None:
    with pytest.raises(Invalid, match="of the handbook"):
        written_down(cast, steward, kind="hat")
    with pytest.raises(Invalid, match="where"):
        services.open_breach(cast.actor(steward), cast.garden.id, ByTheWay(kind="animals", words="狗"), at=cast.now)
    assert not Finding.objects.exists()


def test_talked_to_the_same_day_keeps_the_promise_and_a_look_ends_it(cast: Cast, steward: UUID) -> None:
    breach_id, actor = written_down(cast, steward), cast.actor(steward)
    assert states(cast, breach_id) == {"E27": "running"}
    services.talk(actor, breach_id, PROMISES, at=cast.later(hours=1))
    assert (states(cast, breach_id), state(breach_id)) == ({"E27": "met"}, "promised")
    with pytest.raises(Invalid):
        services.check(actor, breach_id, Look(right=True), at=cast.now)
    services.check(actor, breach_id, Look(right=True, photos=(jpeg(scene(1)),)), at=cast.later(hours=1))
    assert state(breach_id) == "settled"
    assert kinds(breach_id)[-3:] == ["finding.fixed", "finding.verified", "finding.breach_settled"]
    assert states(cast, breach_id)["E29"] == "met"
    assert Finding.objects.get(pk=breach_id).state == FindingState.VERIFIED
    with pytest.raises(Refused):
        services.talk(actor, breach_id, PROMISES, at=cast.now)


def test_not_talked_to_that_day_is_missed_and_stands_first_in_the_list(cast: Cast, steward: UUID) -> None:
    first, actor = written_down(cast, steward), cast.actor(steward)
    cast.later(days=1)
    second = written_down(cast, steward, kind="noise", words="半夜装修")
    sweep(cast)
    assert states(cast, first)["E27"] == "missed"
    page = selectors.breaches(actor, cast.garden.id, at=cast.now)
    assert [one.id for one in page] == [first, second]
    assert [one.id for one in selectors.breaches(actor, cast.garden.id, Which(Shown.OVERDUE), at=cast.now)] == [first]
    counts = selectors.waiting(actor, cast.garden.id, at=cast.now)
    assert counts == {Shown.OPEN: 2, Shown.OVERDUE: 1, Shown.GRAVE: 0}


def test_the_whole_road_to_the_authority(cast: Cast, steward: UUID) -> None:
    breach_id, actor, above = written_down(cast, steward), cast.actor(steward), cast.actor(cast.he)
    services.talk(actor, breach_id, REFUSES, at=cast.now)
    assert (state(breach_id), kinds(breach_id)[-2:]) == ("refused", ["finding.talked", "finding.refused"])
    assert selectors.breach(actor, breach_id, at=cast.now).next is Verb.NOTICE
    noticed(cast, steward, breach_id)
    with pytest.raises(Invalid, match="witness"):
        services.deliver(actor, breach_id, Delivery(way=Delivered.REFUSED), at=cast.now)
    with pytest.raises(Invalid, match="photo"):
        services.deliver(actor, breach_id, Delivery(way=Delivered.POSTED), at=cast.now)
    services.deliver(actor, breach_id, Delivery(way=Delivered.REFUSED, witness="保安小孙"), at=cast.now)
    assert state(breach_id) == "served"
    cast.later(days=4)
    assert selectors.breach(actor, breach_id, at=cast.now).next is Verb.CHECK
    seen = Look(right=False, words="鸡还在", photos=(jpeg(scene(2)),))
    services.check(actor, breach_id, seen, at=cast.now)
    assert state(breach_id) == "refused"
    with pytest.raises(Denied):
        services.report(actor, breach_id, NewReport(department="police", stopped="两次上门"), at=cast.now)
    with pytest.raises(Invalid, match="authority"):
        services.report(above, breach_id, NewReport(department="works", stopped="两次上门"), at=cast.now)
    services.report(above, breach_id, NewReport(department="police", stopped="两次上门", number="110-7"), at=cast.now)
    services.take_over(above, breach_id, "派出所已受理", at=cast.now)
    assert (state(breach_id), Finding.objects.get(pk=breach_id).state) == ("taken", "ended")
    settled = JournalEvent.objects.get(kind="finding.breach_settled")
    assert settled.data["refused"] is True
    assert set(settled.data["evidence"]) == {"dissuaded", "stopped", "reported"}
    line = selectors.book(above, cast.garden.id, at=cast.now).rows[0]
    assert "租客" in line.dissuaded
    assert "110-7" in line.reported
    assert line.stopped_at is not None


def test_papers_are_numbered_without_a_gap_and_say_what_they_must(cast: Cast, steward: UUID) -> None:
    breach_id, actor = written_down(cast, steward), cast.actor(steward)
    services.talk(actor, breach_id, REFUSES, at=cast.now)
    first, second = noticed(cast, steward, breach_id), noticed(cast, steward, breach_id)
    assert list(Paper.objects.order_by("number").values_list("number", flat=True)) == ["2026-001", "2026-002"]
    assert services.paper_file(actor, first) == (b"", "2026-001")
    run_waiting()
    assert services.paper_file(actor, first)[0].startswith(b"%PDF")
    words = laid_out(Paper.objects.get(pk=second))
    assert "送走禁养的家禽" in words["body"][2]
    assert "3-2-1102" in words["to"] or cast.home.label in words["to"]
    report = NewReport(department="police", stopped="当面劝过")
    made = services.report(cast.actor(cast.he), breach_id, report, at=cast.later(hours=1))
    assert "租客" in laid_out(Paper.objects.get(pk=made))["table"][0][1]
    assert Paper.objects.get(pk=made).number == "2026-001"


def test_a_grave_one_is_led_by_a_superior_and_by_nobody_else(cast: Cast, steward: UUID) -> None:
    breach_id = written_down(cast, steward, kind="fire_lane", words="货车堵门")
    assert states(cast, breach_id) == {"E26": "met", "E27": "running", "E28": "running"}
    with pytest.raises(Denied):
        services.lead(cast.actor(steward), breach_id, at=cast.now)
    services.lead(cast.actor(cast.he), breach_id, at=cast.later(minutes=10))
    services.lead(cast.actor(cast.he), breach_id, at=cast.later(minutes=1))
    assert states(cast, breach_id)["E28"] == "met"
    assert kinds(breach_id).count("finding.led") == 1
    assert selectors.breach(cast.actor(cast.he), breach_id, at=cast.now).led_by
    owed = {one.code: one.owed_id for one in promises.of_subject("finding", breach_id, at=cast.now)}
    assert (owed["E28"], owed["E27"]) == (cast.he, cast.he)


def test_a_breach_that_was_none_counts_nowhere_and_stays_readable(cast: Cast, steward: UUID) -> None:
    breach_id = written_down(cast, steward)
    with pytest.raises(Denied):
        services.withdraw(cast.actor(steward), breach_id, "看错了", at=cast.now)
    services.withdraw(cast.actor(cast.he), breach_id, "看错了楼层", at=cast.now)
    assert (state(breach_id), states(cast, breach_id)) == ("withdrawn", {"E27": "void"})
    assert selectors.breaches(cast.actor(steward), cast.garden.id, at=cast.now).rows == []
    ended = selectors.breaches(cast.actor(steward), cast.garden.id, Which(Shown.ENDED), at=cast.now)
    assert [one.state for one in ended] == [BreachState.WITHDRAWN]


def test_said_to_be_put_right_owes_a_look_within_the_day_and_a_failed_one_goes_on(cast: Cast, steward: UUID) -> None:
    breach_id, actor = written_down(cast, steward), cast.actor(steward)
    services.talk(actor, breach_id, PROMISES, at=cast.now)
    services.put_right(actor, breach_id, "租客说送走了", at=cast.now)
    assert (state(breach_id), states(cast, breach_id)["E29"]) == ("fixed", "running")
    assert round_reads.to_look_at(actor) == []
    services.check(
        actor, breach_id, Look(right=False, words="还有两只", photos=(jpeg(scene(1)),)), at=cast.later(hours=1)
    )
    assert (state(breach_id), states(cast, breach_id)["E29"]) == ("refused", "met")
    assert Finding.objects.get(pk=breach_id).state == FindingState.OPEN
    assert kinds(breach_id)[-2:] == ["finding.check_failed", "finding.refused"]


def test_who_knows_no_residents_sees_no_breach(cast: Cast, steward: UUID) -> None:
    breach_id = written_down(cast, steward)
    for who in (cast.sun, cast.gao):
        with pytest.raises(Missing):
            selectors.breach(cast.actor(who), breach_id, at=cast.now)
    with pytest.raises(Missing):
        services.talk(cast.actor(cast.sun), breach_id, PROMISES, at=cast.now)


def test_somebody_of_another_home_was_not_talked_to(cast: Cast, steward: UUID) -> None:
    breach_id, actor = written_down(cast, steward), cast.actor(steward)
    with pytest.raises(Missing):
        services.talk(actor, breach_id, replace(PROMISES, resident_id=steward), at=cast.now)
    services.talk(actor, breach_id, replace(PROMISES, who="", resident_id=cast.zhou), at=cast.now)
    more = selectors.breach(actor, breach_id, at=cast.now).steps[-1].more
    assert Step.objects.get().resident_id == cast.zhou
    assert "*" in more
