"""What rounds do when something happened elsewhere: who is there changed, so the plan is made anew."""

from guanjia.rooms.people.events import RoleGiven, RoleTaken, StaffDismissed, StaffFact, StaffLeaveGranted
from guanjia.rooms.rounds import services
from guanjia.shared.journal import reacts_to


@reacts_to(StaffLeaveGranted, StaffDismissed, RoleGiven, RoleTaken)
def plan_again(fact: StaffFact) -> None:
    services.plan_again(fact.community_id)
