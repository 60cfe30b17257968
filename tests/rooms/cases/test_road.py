"""The road of the main job, from a resident's message to the answer of the follow-up."""

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import CaseState, NewPhoto, PhotoOf, Report
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, SAFE, Cast


def test_a_message_goes_all_the_way_to_the_answer_of_the_follow_up(cast: Cast) -> None:
    cast.publish()
    cast.writes("3栋2单元1402厨房水龙头漏水了")
    case = Case.objects.get()
    assert (case.topic, case.state, case.number) == ("rep.water.leak", CaseState.DISPATCHED, "0302-01")
    assert case.home_id == cast.home.id
    assert case.due_at.year == 2026  # its clocks run

    offered = Assignment.objects.get()
    assert offered.staff_id == cast.li  # the only one with the skill
    li = cast.actor(cast.li)
    dispatch.take(li, offered.id, at=cast.later(minutes=2))
    services.depart(li, case.id, at=cast.later(minutes=5))
    services.arrive(li, case.id, at=cast.later(minutes=10))
    services.start(li, case.id, SAFE, at=cast.now)
    services.add_photo(li, case.id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=cast.now)
    services.add_photo(li, case.id, NewPhoto(PICTURE, PhotoOf.AFTER), at=cast.now)
    services.done(li, case.id, Report("换了软管", tested=True), at=cast.later(minutes=25))
    run_waiting()
    asked = FollowUp.objects.get(case=case.id)

    services.accept(cast.resident(), case.id, at=cast.later(minutes=5))
    run_waiting()
    assert Case.objects.get(pk=case.id).state == CaseState.CLOSED

    surveys.answer(cast.actor(cast.ma), asked.id, Answer(5, "很快", {"attitude": 5}), at=cast.later(hours=2))
    run_waiting()
    kinds = list(
        JournalEvent.objects.filter(refs__case=str(case.id)).order_by("at", "id").values_list("kind", flat=True)
    )
    assert [kind for kind in kinds if not kind.startswith("promise.")] == [
        "case.opened",
        "case.classified",
        "assignment.offered",
        "case.dispatched",
        "assignment.taken",
        "case.taken_on",
        "case.departed",
        "case.arrived",
        "case.work_started",
        "case.done",
        "follow_up.planned",
        "case.accepted",
        "case.closed",
        "follow_up.answered",
    ]
    told = [row.text for row in selectors.timeline(cast.actor(cast.ma), case.id, at=cast.now)]
    assert len(told) >= 12
