"""Whatever comes in whatever order, what was judged live is what a replay of the facts and the audit say."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.handbook.types.calendars import YearTable
from guanjia.rooms.places.models import Community, Company
from guanjia.rooms.promises import services
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.rules.replay import replay
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening, owed_of
from guanjia.rooms.promises.types import Owed, instant
from guanjia.shared import jobs, journal
from tests.rooms.promises.conftest import (
    LIGHT,
    MONDAY,
    REPORT,
    Ground,
    LampFact,
    LampGiven,
    LampGivenUp,
    LampLit,
    LampMoved,
    LampPaused,
    LampPromised,
    LampRanked,
    LampReported,
    LampResumed,
    LampTaken,
    LampTakenDown,
    LampWentOut,
)

pytestmark = pytest.mark.django_db

OURS = {"field": "place", "op": "in", "value": ["yard", "gate"]}
LAMP = {**LIGHT, "void": ["lamp.taken_down"], "when": OURS, "reclass": ["lamp.moved"]}
STEP = {**REPORT, "void": ["lamp.taken_down"]}
AGREED = {
    **REPORT,
    "code": "L3",
    "title": "说定的时间",
    "start": ["lamp.promised"],
    "stop": ["lamp.lit"],
    "void": ["lamp.taken_down"],
    "within": {"at_field": "until"},
    "redate": {"events": ["lamp.promised"], "field": "until", "reasons": ["resident_wish"]},
}
OFFICE = {
    **REPORT,
    "code": "L4",
    "title": "书面说明",
    "start": ["lamp.went_out"],
    "calendar": "office",
    "within": {"workdays": 2},
}
LOOKED_AFTER = {
    "code": "L5",
    "title": "看灯",
    "kind": "quota",
    "touchpoint": "patrol",
    "owed_by": "technician",
    "status": "company",
    "subject": "lamp",
    "member": {"from": ["lamp.went_out"], "until": ["lamp.taken_down"]},
    "activity": ["lamp.reported"],
    "times": 1,
    "per": {"days": 2},
    "counted": "rolling",
    "stages": [{"for_first": {"hours": 20}, "times": 2, "per": "day"}],
}
NEVER_TOO_LONG = {
    **LOOKED_AFTER,
    "code": "L6",
    "title": "不能太久没人看",
    "times": 2,
    "per": "week",
    "counted": "calendar",
    "stages": [],
    "spread": {"most": {"hours": 3}},
}
HAPPENS = (
    (LampWentOut, {"place": ["yard", "street"]}),
    (LampLit, {}),
    (LampPaused, {"reason": ["resident_absent", "lunch"]}),
    (LampResumed, {}),
    (LampRanked, {"urgency": ["u0", "u2"]}),
    (LampMoved, {"place": ["yard", "gate", "street"]}),
    (LampPromised, {"until": [20, 60, 200], "reason": ["resident_wish", "no_staff"]}),
    (LampReported, {}),
    (LampTakenDown, {}),
    (LampTaken, {"staff_id": [UUID(int=11), UUID(int=12)]}),
    (LampGivenUp, {}),
    (LampGiven, {"staff_id": [UUID(int=13), UUID(int=14)]}),
)


def minute(number: int) -> datetime:
    return MONDAY + timedelta(minutes=number)


class Lamps(RuleBasedStateMachine):
    """A yard with two lamps. `now` goes on; facts come when they happen, or later."""

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.savepoint()
        company = Company.objects.create(code="lamps", name="灯物业")
        community = Community.objects.create(company=company, code="yard", name="灯院")
        self.ground, self.now, self.facts = Ground(company.id, community.id), 0, list[LampFact]()
        self.lamps = [UUID(int=lamp) for lamp in (1, 2)]
        self.years = 2026
        self.chance = random.Random(7)
        office = {"code": "office", "title": "办公", "uses_year_table": "CN"}
        self.office = {**office, "week": {day: [["09:00", "18:00"]] for day in "12345"}}
        self.publish(LAMP, STEP, AGREED, OFFICE, LOOKED_AFTER, NEVER_TOO_LONG, at=minute(-1440))

    def publish(self, *standards: dict[str, Any], at: datetime, **more: Any) -> None:
        self.ground.publish(*standards, at=at, calendars=[self.office], **more)

    def fact(self, which: int, lamp: int, at: int, pick: int) -> LampFact:
        """A fact whose id says nothing about when it was made."""
        kind, choices = HAPPENS[which]
        data: dict[str, Any] = {name: values[pick % len(values)] for name, values in choices.items()}
        if "until" in data:
            data["until"] = minute(at + data["until"])
        key = UUID(int=self.chance.getrandbits(30) << 80 | len(self.facts))
        made = kind(community_id=self.ground.community, subject_id=self.lamps[lamp], at=minute(at), id=key, **data)
        self.facts.append(made)
        return made

    @rule(
        which=st.integers(0, len(HAPPENS) - 1),
        lamp=st.integers(0, 1),
        on=st.sampled_from([0, 5, 15, 45]),
        ago=st.sampled_from([0, 0, 0, 10, 50, 120]),
        pick=st.integers(0, 2),
    )
    def something_happens(self, which: int, lamp: int, on: int, ago: int, pick: int) -> None:
        """Now, or some time ago and only told now; sent twice, it counts once."""
        self.now += on
        made = self.fact(which, lamp, max(self.now - ago, 0), pick)
        assert journal.record(made, once=f"fact:{made.id}")
        assert not journal.record(made, once=f"fact:{made.id}")

    @rule(picks=st.lists(st.tuples(st.integers(0, len(HAPPENS) - 1), st.integers(0, 40)), min_size=2, max_size=4))
    def a_phone_comes_back_to_the_net(self, picks: list[tuple[int, int]]) -> None:
        """Several facts in one batch, in no order."""
        made = [self.fact(which, ago % 2, max(self.now - ago, 0), ago) for which, ago in picks]
        journal.record(*made)

    @rule(short=st.sampled_from([5, 15, 30]), steps=st.booleans(), own=st.booleans())
    def another_edition(self, short: int, steps: bool, own: bool) -> None:
        """Other figures from now on, for the company or for this community alone."""
        self.now += 1
        other = {"by_urgency": {"u0": {"minutes": short}, "u2": {"minutes": 2 * short}}, "first_urgency": "u2"}
        words = {"code": "ours", "title": "本院", "why": "约定", "communities": ["yard"]}
        overrides = {"ours": {**words, "standards": {"L1": other}}} if own else None
        light = LAMP if own else {**LAMP, **other, "while_running": "restart"}
        often = {**LOOKED_AFTER, "times": 2 if steps else 1}
        rest = [*([STEP] if steps else []), AGREED, OFFICE, often, NEVER_TOO_LONG]
        self.publish(light, *rest, at=minute(self.now), overrides=overrides)

    @rule(holiday=st.integers(1, 5))
    def a_years_table_comes(self, holiday: int) -> None:
        """The year is known, and then corrected: due times that hung on it are reckoned again."""
        self.years += 1
        plain = {"table": "CN", "year": 2026, "version": self.years, "title": "2026"}
        days = [{"day": f"2026-03-0{2 + holiday}", "name": "节"}]
        handbook.keep_year_table(YearTable.model_validate({**plain, "holidays": days}), at=minute(self.now))
        jobs.run_waiting()

    @rule(on=st.sampled_from([0, 1, 30, 90]))
    def the_sweep_comes(self, on: int) -> None:
        """Everything due is told, and live, replay and audit agree."""
        self.now += on
        while services.sweep(at=minute(self.now)):
            pass
        assert self.live() == self.replayed()

    @rule(days=st.integers(1, 4))
    def days_go_by(self, days: int) -> None:
        """What nobody does is owed again and again."""
        self.the_sweep_comes(on=days * 1440)

    @invariant()
    def the_audit_agrees(self) -> None:
        if hasattr(self, "ground"):
            report = services.audit(self.ground.community)
            assert report.is_clean, str(report)

    def teardown(self) -> None:
        if not hasattr(self, "undo"):
            return
        try:
            self.the_sweep_comes(on=0)
        finally:
            transaction.savepoint_rollback(self.undo)

    def rows(self) -> Any:
        return Promise.objects.filter(community=self.ground.community)

    def live(self) -> dict[str, Any]:
        return {str(row.id): told(owed_of(row), self.now) for row in self.rows().exclude(state="superseded")}

    def replayed(self) -> dict[str, Any]:
        """By the pure core, from the facts as they were made: in any order, some twice."""
        known = [*self.facts, *self.facts[::2]]
        self.chance.shuffle(known)
        events = [happening(one.id, one.kind, one.at, one.refs(), one.data()) for one in known]
        found = replay(shelf_of(self.ground.community), events, instant(minute(self.now)))
        return {owed.id: told(owed, self.now) for owed in found}


def told(owed: Owed, now: int) -> tuple[object, ...]:
    state = owed.at(instant(minute(now))).value
    return (
        owed.standard,
        owed.edition,
        state,
        owed.opened,
        owed.due,
        owed.ended,
        owed.limit,
        owed.evidence,
        owed.flags,
        owed.owed_by,
    )


FEW = settings(
    max_examples=3,
    stateful_step_count=14,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("chance", range(5))
def test_live_replay_and_audit_agree_whatever_comes_in_whatever_order(chance: int) -> None:
    """The same steps each time. Few in each transaction: while one is open nobody's facts are sealed."""
    run_state_machine_as_test(seed(chance)(type("Lamps", (Lamps,), {})), settings=FEW)
