"""The base handbook as a book: it passes its check, and says all that a manager looks for in it."""

import pytest

from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.people.types import Duty
from tests.packs.town import checked, content, own_messages

SEEDS = {f"S{number:02}" for number in range(1, 21)}
TREE = frozenset(
    """
    emg.lift emg.fire emg.gas emg.pipe emg.power emg.fall emg.flood emg.sick emg.security emg.missing emg.ebike
    emg.weather rep.water.leak rep.water.up rep.water.none rep.water.dirty rep.drain rep.power.home
    rep.light.public rep.lift rep.door rep.gate rep.wall rep.public rep.heat rep.tv rep.camera rep.fire
    rep.warranty cmp.noise cmp.reno cmp.clean cmp.green cmp.guard cmp.park cmp.pet cmp.staff cmp.late cmp.fee
    cmp.neigh cmp.smell cmp.privacy cmp.group inq.fee inq.reno inq.move inq.park inq.card inq.hours inq.stop
    inq.policy inq.facility inq.progress bas.clean bas.guard bas.lost bas.parcel bas.item bas.form bas.care
    bas.dispose paid.repair paid.clean paid.appliance paid.house sug.service sug.event pra.staff oth.none
    """.split()  # noqa: SIM905
)


def test_nothing_in_it_is_wrong() -> None:
    assert [str(one) for one in checked().problems] == []


def test_every_standard_says_why_in_chinese_and_has_a_title_in_both_languages() -> None:
    silent = [
        one.code
        for one in content().standards.values()
        if one.why is None or not one.why.zh.endswith("。") or not one.title.en
    ]
    assert silent == []


def test_the_reasons_why_are_all_different() -> None:
    said = [one.why.zh for one in content().standards.values() if one.why and one.kind == "clock" and one.enabled]
    assert len(said) == len(set(said))


def test_the_whole_tree_of_needs_is_there_with_words_examples_and_a_team() -> None:
    topics = content().topics
    assert set(topics) >= TREE
    assert [code for code, one in topics.items() if len(one.words) < 8 or not one.examples or not one.team] == []


def test_every_seed_is_named_as_a_source() -> None:
    assert set(content().sources) >= SEEDS


def test_all_seven_kinds_are_used() -> None:
    kinds = {one.kind for one in content().standards.values()}
    assert kinds == {"clock", "quota", "sample", "coverage", "checklist", "gate", "target"}


def test_what_no_room_records_is_in_the_book_but_not_in_force() -> None:
    declared = set(content().events)
    eager = [
        one.code
        for one in content().standards.values()
        if one.enabled
        and {event.event for event in (*getattr(one, "start", ()), *getattr(one, "activity", ()))} & declared
    ]
    assert eager == []


def test_every_clock_in_force_warns_and_climbs_unless_a_machine_owes_it() -> None:
    clocks = [one for one in content().standards.values() if one.kind == "clock" and one.enabled]
    assert [one.code for one in clocks if one.warn is None and one.ladder] == []
    assert {one.code for one in clocks if not one.ladder} == {"A28", "B35"}


def test_the_ladder_climbs_faster_for_urgent_matters() -> None:
    steps = content().standards["B07"].ladder
    assert [step.to for step in steps] == ["supervisor", "manager", "company"]
    assert [step.after.in_seconds() for step in steps] == [0, 7200, 86400]
    assert steps[1].by_urgency["u1"].in_seconds() == 1800
    assert steps[2].by_urgency["u1"].in_seconds() == 14400


def test_roles_have_only_duties_the_doors_ask_for() -> None:
    named = {duty for role in content().roles.values() for duty in role.duties}
    assert named <= {duty.value for duty in Duty}
    assert named == {duty.value for duty in Duty}


@pytest.mark.parametrize(
    "use", ["pause", "refuse", "withdraw", "redate", "reopen", "transfer", "decline", "waive", "look"]
)
def test_every_verb_that_asks_for_a_reason_finds_some(use: str) -> None:
    assert sum(one.use == use for one in content().reasons.values()) >= 2


def test_pauses_are_capped_except_by_police_or_court() -> None:
    open_ended = [one.code for one in content().reasons.values() if one.use == "pause" and one.cap is None]
    assert open_ended == ["police_court"]


def test_a_known_question_has_a_standard_answer_without_slots() -> None:
    questions = [one for one in content().topics.values() if one.class_ == "INQ"]
    answers = [content().scripts[one.standard_answer or ""] for one in questions]
    assert [one.code for one in answers if one.slots] == []
    assert all("人工" in one.text.zh for one in answers)


def test_a_households_wish_outweighs_the_stop_that_stands_and_the_walk_it_takes() -> None:
    weigh = content().terms.round.plan.weights
    assert weigh.wish > weigh.move + weigh.building + weigh.floor + 2 * weigh.weeks
    assert weigh.short > weigh.wish


def test_the_demo_speaks_only_of_topics_of_the_book_and_of_what_is_none() -> None:
    others = set(own_messages()) - set(content().topics)
    assert others == {"already_fine", "denied", "thanks", "vague"}
    assert sum(map(len, own_messages().values())) >= 260


def test_states_a_case_can_be_in_have_a_standard_for_getting_out() -> None:
    moving = {
        "taken": "B02",
        "classified": "B03",
        "dispatched": "B05",
        "in_hand": "B13",
        "done": "B33",
        "refused": "B34",
    }
    assert set(moving) <= {state.value for state in CaseState}
    assert all(content().standards[code].enabled for code in moving.values())
