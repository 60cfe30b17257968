"""Follow-up is owed from the end of the work, or from a draw; what begins again is not asked about."""

from guanjia.rooms.cases.events import CaseDone, CaseReopened
from guanjia.rooms.promises.events import SampleDrawn
from guanjia.rooms.surveys import services
from guanjia.shared.journal import reacts_to


@reacts_to(CaseDone)
def plan_after_work(fact: CaseDone) -> None:
    services.plan(fact.subject_id, at=fact.at)


@reacts_to(SampleDrawn)
def plan_after_draw(fact: SampleDrawn) -> None:
    if fact.case_id is not None:
        services.plan(fact.case_id, at=fact.at)


@reacts_to(CaseReopened)
def drop_what_begins_again(fact: CaseReopened) -> None:
    services.drop_later(fact.subject_id, at=fact.at)
