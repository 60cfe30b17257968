"""The one table of moves and what a verb refuses, without a database."""

from datetime import timedelta
from uuid import uuid4

import pytest

from guanjia.rooms.cases import rules
from guanjia.rooms.cases.rules import MOVES, Verb
from guanjia.rooms.cases.rules.evidence import check_sent
from guanjia.rooms.cases.types import OPEN, CaseState
from guanjia.rooms.people.types import Duty
from guanjia.shared.errors import Denied, Invalid, Refused
from tests.cast import MONDAY

ROAD = [
    (Verb.CLASSIFY, CaseState.TAKEN, CaseState.CLASSIFIED),
    (Verb.DISPATCH, CaseState.CLASSIFIED, CaseState.DISPATCHED),
    (Verb.TAKE_ON, CaseState.DISPATCHED, CaseState.IN_HAND),
    (Verb.PAUSE, CaseState.IN_HAND, CaseState.PAUSED),
    (Verb.RESUME, CaseState.PAUSED, CaseState.IN_HAND),
    (Verb.DONE, CaseState.IN_HAND, CaseState.DONE),
    (Verb.REFUSE, CaseState.DONE, CaseState.REFUSED),
    (Verb.RESUME, CaseState.REFUSED, CaseState.IN_HAND),
    (Verb.ACCEPT, CaseState.DONE, CaseState.ACCEPTED),
    (Verb.CLOSE, CaseState.ACCEPTED, CaseState.CLOSED),
    (Verb.REOPEN, CaseState.CLOSED, CaseState.IN_HAND),
    (Verb.ARCHIVE, CaseState.CLOSED, CaseState.ARCHIVED),
    (Verb.ANSWER_ON_THE_SPOT, CaseState.TAKEN, CaseState.CLOSED),
]


@pytest.mark.parametrize(("verb", "now", "to"), ROAD)
def test_the_road_leads_where_the_design_says(verb: Verb, now: CaseState, to: CaseState) -> None:
    assert rules.check_move(verb, now) is to


def test_every_verb_that_is_not_in_the_table_is_refused_with_what_to_do_now() -> None:
    for verb in Verb:
        for state in set(CaseState) - set(MOVES[verb]):
            with pytest.raises(Refused) as refused:
                rules.check_move(verb, state)
            assert refused.value.code == f"cases.not_from_{state.value}"
            assert len(str(refused.value)) > 30


def test_a_merged_or_withdrawn_case_moves_only_when_that_is_taken_back() -> None:
    for over in (CaseState.MERGED, CaseState.WITHDRAWN):
        # what another body follows may still be answered there, what was to be done better still be done
        assert rules.open_verbs(over) <= {Verb.DOCKET_NEWS, Verb.FINISH_ACTION, Verb.TAKE_BACK}


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {to for moves in MOVES.values() for to in moves.values()}
    assert reached | {CaseState.TAKEN} == set(CaseState)
    for state in OPEN:
        assert any(to is not state for moves in MOVES.values() for now, to in moves.items() if now is state)


def test_a_time_before_the_last_move_or_too_far_ahead_is_refused() -> None:
    minute = timedelta(minutes=1)
    rules.check_at(MONDAY + 5 * minute, MONDAY, 5 * minute)
    rules.check_at(MONDAY - 30 * minute, MONDAY, 5 * minute)
    rules.check_order(MONDAY, MONDAY)
    with pytest.raises(Refused, match="future"):
        rules.check_at(MONDAY + 6 * minute, MONDAY, 5 * minute)
    with pytest.raises(Refused, match="last step"):
        rules.check_order(MONDAY - minute, MONDAY)


def test_nobody_works_on_what_others_have_unless_they_speak_for_the_desk() -> None:
    mine, other = uuid4(), uuid4()
    rules.check_worker(mine, [mine], may_speak_for_others=False)
    rules.check_worker(other, [mine], may_speak_for_others=True)
    with pytest.raises(Denied):
        rules.check_worker(other, [mine, None], may_speak_for_others=False)
    with pytest.raises(Denied):
        rules.check_worker(None, [None], may_speak_for_others=False)


def test_nobody_handles_a_complaint_about_themselves() -> None:
    somebody = uuid4()
    rules.check_about(uuid4(), somebody)
    rules.check_about(somebody, None)
    with pytest.raises(Denied):
        rules.check_about(somebody, somebody)


def test_reopening_ends_with_the_handbooks_days() -> None:
    week = timedelta(days=7)
    rules.check_reopen(MONDAY, MONDAY + week, week)
    with pytest.raises(Refused, match="7 days"):
        rules.check_reopen(MONDAY, MONDAY + week + timedelta(seconds=1), week)


def test_numbers_are_short_enough_for_the_phone() -> None:
    assert rules.number_of("{month:02}{day:02}-{number:02}", MONDAY.date(), 17) == "0302-17"
    assert rules.number_period(MONDAY.date(), "month").day == 1
    assert rules.number_period(MONDAY.date(), "year").month == 1
    assert rules.number_period(MONDAY.date(), "day") == MONDAY.date()


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"\xff\xd8\xff" + bytes(200)])
def test_what_is_no_photo_or_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        check_sent(content, 100)


def test_a_page_offers_only_the_verbs_of_ones_duties_and_of_the_state() -> None:
    worker = rules.verbs_for(CaseState.IN_HAND, {Duty.DO_WORK}, is_resident=False)
    assert {"pause", "done", "arrive"} <= worker
    assert not {"classify", "close", "merge", "resume"} & worker
    assert rules.verbs_for(CaseState.DONE, set(), is_resident=True) == {"accept", "refuse", "hurry", "note"}
