"""Follow-up is owed from the end of the work."""

from guanjia.rooms.cases.events import CaseDone
from guanjia.rooms.surveys import services
from guanjia.shared.journal import reacts_to


@reacts_to(CaseDone)
def plan_after_work(fact: CaseDone) -> None:
    services.plan(fact.subject_id, at=fact.at)
