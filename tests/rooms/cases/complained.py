"""A complaint in the hands of a test: one that was seen to, and what is owed on it."""

from uuid import UUID

from guanjia.rooms.cases import services
from guanjia.rooms.cases.types import Report
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.surveys.models import FollowUp
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast

FOUND = NewFinding(found="到场核实，确有其事", resident_side="吵了三晚", other_side="承认")
DECIDED = NewDecision(outcome=Outcome.PARTLY, text="部分成立", ground="cc_942")
OFFERED = NewOffer(reply=Reply.ACCEPTS, text="明晚起不再施工", words="行")


def done(house: Cast, topic: str = "cmp.clean") -> UUID:
    """A complaint the supervisor has seen to and the resident has accepted."""
    case_id = house.opened_case(topic, "楼道脏了三天")
    he = house.actor(house.he)
    services.taken_on(he, case_id, at=house.later(minutes=3))
    services.done(he, case_id, Report("已重新清扫"), at=house.later(minutes=30))
    services.accept(house.resident(), case_id, at=house.later(minutes=5))
    run_waiting()
    return case_id


def stands(house: Cast, case_id: UUID) -> dict[str, str]:
    rows = promises.of_subject("case", case_id, at=house.now)
    return {row.code: row.state for row in rows if row.state != "superseded"}


def promise_of(house: Cast, case_id: UUID) -> UUID:
    return next(
        row.id for row in promises.of_subject("case", case_id, at=house.now) if row.code == "C08" and not row.ended_at
    )


def follow_up_of(case_id: UUID) -> UUID:
    return FollowUp.objects.get(case=case_id).pk
