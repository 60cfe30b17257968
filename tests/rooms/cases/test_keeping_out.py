"""Nobody who is involved gets at a complaint, by none of the ways in."""

from collections.abc import Callable
from uuid import UUID

import pytest

from guanjia.rooms.cases import services
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import Because, Feedback, NewPhoto, PhotoOf, Report
from guanjia.rooms.cases.types.dockets import NewDocket
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.dispatch import selectors as dispatch_reads
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment, Opening
from guanjia.rooms.dispatch.types import HelpWanted
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.errors import Denied, Missing, Refused
from guanjia.shared.jobs import run_waiting
from tests.cast import PICTURE, Cast
from tests.rooms.cases.complained import DECIDED, FOUND, OFFERED, done, follow_up_of, promise_of

Act = Callable[[Cast, UUID, UUID], object]


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


WAYS: dict[str, Act] = {
    "take on": lambda h, c, s: services.taken_on(h.actor(s), c, at=h.now),
    "be named by the desk": lambda h, c, s: dispatch.assign(h.actor(h.zhao), c, s, Because("better_suited"), at=h.now),
    "name another": lambda h, c, s: dispatch.assign(h.actor(s), c, h.zhao, Because("better_suited"), at=h.now),
    "be given it to own": lambda h, c, s: services.transfer(h.actor(h.zhao), c, s, "", at=h.now),
    "give it away": lambda h, c, s: services.transfer(h.actor(s), c, h.ma, "", at=h.now),
    "help": lambda h, c, s: dispatch.ask_help(
        h.actor(h.zhao), c, HelpWanted(role="guard_lead", task="协助", staff_id=s), at=h.now
    ),
    "ask for help": lambda h, c, s: dispatch.ask_help(h.actor(s), c, HelpWanted(role="cleaner", task="x"), at=h.now),
    "classify": lambda h, c, s: services.classify(h.actor(s), c, "inq.fee", at=h.now),
    "change the urgency": lambda h, c, s: services.change_urgency(h.actor(s), c, "u3", "x", at=h.now),
    "say whom it is about": lambda h, c, s: services.name_about(h.actor(s), c, h.li, at=h.now),
    "pass on": lambda h, c, s: services.pass_on(h.actor(s), c, "works", "x", at=h.now),
    "note facts": lambda h, c, s: services.note_facts(h.actor(s), c, FOUND, at=h.now),
    "decide": lambda h, c, s: services.decide(h.actor(s), c, DECIDED, at=h.now),
    "talk through": lambda h, c, s: services.talk_through(h.actor(s), c, OFFERED, at=h.now),
    "tell the resident": lambda h, c, s: services.give_feedback(h.actor(s), c, Feedback("progress", "x"), at=h.now),
    "note": lambda h, c, s: services.note(h.actor(s), c, "x", at=h.now),
    "add a photo": lambda h, c, s: services.add_photo(h.actor(s), c, NewPhoto(PICTURE, PhotoOf.AFTER), at=h.now),
    "bring up": lambda h, c, s: services.escalate(h.actor(s), c, "", Because("not_content"), at=h.now),
    "report as done": lambda h, c, s: services.done(h.actor(s), c, Report("x", all_the_same=True), at=h.now),
    "accept": lambda h, c, s: services.accept(h.actor(s), c, at=h.now),
    "refuse": lambda h, c, s: services.refuse(h.actor(s), c, "not_fixed", at=h.now),
    "withdraw": lambda h, c, s: services.withdraw(h.actor(s), c, "sent_twice", at=h.now),
    "merge": lambda h, c, s: services.merge(h.actor(s), c, h.opened_case(), at=h.now),
    "register an order": lambda h, c, s: services.open_docket(
        h.actor(s), c, NewDocket(party="gov_hotline", number="1"), at=h.now
    ),
    "waive its promise": lambda h, c, s: promise_verbs.waive(
        h.actor(s), promise_of(h, c), "resident_wish", at=h.now, note="x"
    ),
    "ask for a waiver": lambda h, c, s: promise_verbs.ask_waiver(
        h.actor(s), promise_of(h, c), promise_verbs.Asked("x", "resident_wish"), at=h.now
    ),
    "file": lambda h, c, s: services.ask_for_file(h.actor(s), c, None, at=h.now),
}


def everything(house: Cast, key: str, role: str) -> UUID:
    """Somebody of this role who also has a supervisor's duties elsewhere in the company."""
    staff_id = house.hired(key, role, skills=("guard",))
    duties = house.actor(house.zhao).duties
    people_verbs.set_role_duties(house.company_id, {role: duties, "guard": duties})
    return staff_id


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_who_is_involved_to_a_complaint(house: Cast, way: str) -> None:
    case_id = house.opened_case("cmp.guard", "门岗骂人")
    lead = everything(house, "lead", "guard_lead")
    services.name_about(house.actor(house.zhao), case_id, house.sun, at=house.later(minutes=1))
    run_waiting()
    for who in (house.sun, lead):
        with pytest.raises((Denied, Missing, Refused)) as refused:
            WAYS[way](house, case_id, who)
        assert refused.value.code not in {"people.no_duty", "promises.rank"}  # not for want of a duty
    found = Case.objects.get(pk=case_id)
    assert not {found.owner_id, found.worker_id} & {house.sun, lead}
    open_ones = Assignment.objects.filter(case=case_id, state__in=["offered", "taken"])
    assert not {one.staff_id for one in open_ones} & {house.sun, lead}


def test_neither_closes_reopens_nor_asks_afterwards_who_is_involved(house: Cast) -> None:
    case_id = done(house)
    lead = everything(house, "lead", "guard_lead")
    house.settles(case_id)
    Case.objects.filter(pk=case_id).update(state="done")  # naming is for what is open still
    services.name_about(house.actor(house.zhao), case_id, house.sun, at=house.later(minutes=1))
    services.accept(house.resident(), case_id, at=house.later(minutes=1))
    for who in (house.sun, lead):
        with pytest.raises((Denied, Missing)):
            services.close(house.actor(who), case_id, at=house.now)
    services.close(house.actor(house.zhao), case_id, at=house.now)
    run_waiting()
    for who in (house.sun, lead):
        with pytest.raises((Denied, Missing)):
            services.reopen(house.actor(who), case_id, "again", at=house.later(minutes=1))
        with pytest.raises((Denied, Missing)):
            surveys.answer(house.actor(who), follow_up_of(case_id), Answer(5), at=house.now)
        with pytest.raises((Denied, Missing)):
            surveys.attempt(house.actor(who), follow_up_of(case_id), at=house.now)
    surveys.answer(house.actor(house.ma), follow_up_of(case_id), Answer(5), at=house.now)
    assert promise_verbs.audit().is_clean


def test_the_house_asks_nobody_who_is_involved_and_the_board_offers_none(house: Cast) -> None:
    case_id = house.opened_case("cmp.guard", "门岗骂人")
    lead = house.hired("lead", "guard_lead", skills=("guard",))
    services.name_about(house.actor(house.zhao), case_id, house.sun, at=house.later(minutes=1))
    run_waiting()
    offered = {row.staff_id for row in dispatch_reads.choices(house.actor(house.ma), case_id, at=house.now)}
    assert not offered & {house.sun, lead}
    with pytest.raises(Refused):
        dispatch.ask_help(house.actor(house.ma), case_id, HelpWanted(role="guard", task="带路"), at=house.now)


def test_what_lies_open_is_not_claimed_by_who_is_involved(house: Cast) -> None:
    first, second = (house.hired(f"cleaner{number}", "cleaner", skills=("cleaning",)) for number in range(2))
    case_id = house.opened_case("cmp.clean", "保洁态度差，楼道不扫")
    opening = Opening.objects.get(case=case_id)
    services.name_about(house.actor(house.zhao), case_id, first, at=house.later(minutes=1))
    for who in (first, second):  # the second stands beside the one it is about
        with pytest.raises((Missing, Refused)):
            dispatch.claim(house.actor(who), opening.pk, at=house.now)
    assert not dispatch_reads.openings(house.actor(first), at=house.now).rows


def test_who_is_complained_about_answers_nothing_where_the_complaint_came_from(house: Cast) -> None:
    house.writes("你们客服小陈骂人，我要投诉")
    case_id = Case.objects.get().pk
    services.classify(house.actor(house.ma), case_id, "cmp.staff", at=house.later(minutes=1))
    talk_id = Case.objects.get(pk=case_id).conversation_id
    assert talk_id is not None
    services.name_about(house.actor(house.zhao), case_id, house.chen, at=house.later(minutes=1))
    with pytest.raises(Denied):
        conversations.answer(house.actor(house.chen), talk_id, "没有的事", at=house.later(minutes=1))
    assert conversations.answer(house.actor(house.zhao), talk_id, "我们会查清", at=house.now)
