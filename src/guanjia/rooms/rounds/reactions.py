"""What rounds do when something happened: who is there changed, so the plan is made anew; a record came, so it is
looked at; a visit was made, or nobody opened, so the household is told."""

from guanjia.rooms.cases.events import CaseDone
from guanjia.rooms.people.events import RoleGiven, RoleTaken, StaffDismissed, StaffFact, StaffLeaveGranted
from guanjia.rooms.promises.services import proven_by
from guanjia.rooms.rounds import services
from guanjia.rooms.rounds.events import RenovationCheckDone, RoundDone, VacantCheckDone, VisitAbsent, VisitDone
from guanjia.shared.journal import reacts_to
from guanjia.shared.time import now


@reacts_to(StaffLeaveGranted, StaffDismissed, RoleGiven, RoleTaken)
def plan_again(fact: StaffFact) -> None:
    services.plan_again(fact.community_id)


@reacts_to(VisitDone, VacantCheckDone, RenovationCheckDone)
def look_at_record(fact: RoundDone) -> None:
    services.prove(fact.stop_id, at=now())


@reacts_to(CaseDone)
def look_again(fact: CaseDone) -> None:
    services.case_done(fact.subject_id, at=fact.at)


@reacts_to(VisitDone)
def thank_household(fact: VisitDone) -> None:
    services.thank(fact.stop_id, at=now())


@reacts_to(VisitAbsent)
def try_again(fact: VisitAbsent) -> None:
    services.try_again(fact.stop_id, card=fact.card, at=now())


proven_by(services.show_tries)
