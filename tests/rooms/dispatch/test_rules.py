"""Who goes and why, without a database."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from guanjia.rooms.dispatch import rules
from guanjia.rooms.dispatch.types import AssignmentState, Candidate, Why
from guanjia.rooms.handbook.types.house import Role
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.handbook.types.terms import DispatchTerms
from guanjia.shared.errors import Denied, Refused
from tests.cast import MONDAY

TERMS = DispatchTerms.model_validate(
    {
        "offer": {"u0": {"minutes": 2}, "u2": {"minutes": 10}},
        "offers_before_desk": 3,
        "open_most": 4,
        "open_most_of": {"engineer": 2},
        "over_load": ["u0"],
        "shift_left_least": {"minutes": 30},
        "weights": {"skill": 1, "zone": 0.3, "load": 0.6, "known_home": 0.2, "shift_left": 0.1},
    }
)
ROLES: Any = SimpleNamespace(
    roles={
        code: Role.model_validate({"code": code, "title": code, "reports_to": above})
        for code, above in {
            "technician": "engineer",
            "engineer": "manager",
            "steward": "supervisor",
            "supervisor": "manager",
            "manager": "company",
            "company": None,
        }.items()
    }
)


def topic(**more: Any) -> Topic:
    given = {"code": "rep.x", "title": "x", "class": "REP", "team": ["technician"], "skills": ["plumbing"]}
    return Topic.model_validate({**given, **more})


def one(load: int = 0, hours: float = 8, skills: tuple[str, ...] = ("plumbing",), **more: Any) -> Candidate:
    role = more.pop("role", "technician")
    return Candidate(uuid4(), role, frozenset(skills), MONDAY + timedelta(hours=hours), load, **more)


def chosen(*candidates: Candidate, urgency: str = "u2", of: Topic | None = None) -> UUID | None:
    found = rules.choose(candidates, of or topic(), urgency, TERMS, MONDAY)
    return found.candidate.staff_id if found else None


def test_without_the_skill_or_the_certificate_nobody_goes() -> None:
    assert chosen(one(skills=("electric",))) is None
    assert chosen(one(), of=topic(certificates=["height"])) is None


def test_the_one_with_less_on_hand_goes() -> None:
    free, busy = one(), one(3)
    assert chosen(busy, free) == free.staff_id


def test_a_full_load_or_an_ending_shift_bars_unless_it_is_pressing() -> None:
    full, ending = one(4), one(hours=0.2)
    assert chosen(full, ending) is None
    assert chosen(full, ending, urgency="u0") == ending.staff_id


def test_who_knows_the_home_goes_before_an_equal() -> None:
    known = one(knows_home=True)
    assert chosen(one(), known, one()) == known.staff_id


def test_each_role_has_its_own_limit_and_an_emergency_goes_over_it() -> None:
    full = one(2, role="engineer")
    assert chosen(full) is None
    assert chosen(one(2)) is not None
    found = rules.choose([full], topic(), "u0", TERMS, MONDAY)
    assert found is not None
    assert (Why.OVER_LIMIT, {"most": 2}) in [(ground.code, ground.params) for ground in found.reasons]


def test_whose_building_it_is_goes_before_an_equal_and_the_reason_names_it() -> None:
    here = one(zone={"building": "3"})
    assert chosen(one(), here, one()) == here.staff_id
    assert rules.reasons_of(here, topic(), 4)[-1].as_plain() == ["zone", {"building": "3"}]


def test_the_reason_says_until_when_the_certificate_is_valid() -> None:
    until = MONDAY + timedelta(days=20)
    able = one(skills=("plumbing", "height"), valid={"height": until})
    grounds = rules.reasons_of(able, topic(certificates=["height"]), 4)
    assert grounds[1].as_plain() == ["skill", {"skill": "height", "until": until.isoformat()}]


def test_equal_ones_go_in_the_order_given_so_the_choice_can_be_repeated() -> None:
    first, second = one(), one()
    assert [chosen(first, second) for _ in range(3)] == [first.staff_id] * 3


def test_the_reason_tells_skill_shift_and_load() -> None:
    found = rules.choose([one(1)], topic(certificates=["height"]), "u2", TERMS, MONDAY)
    assert found is None
    grounds = rules.reasons_of(one(1, skills=("plumbing", "height")), topic(certificates=["height"]), 4)
    assert [ground.code for ground in grounds] == [Why.SKILL, Why.SKILL, Why.ON_DUTY, Why.LOAD]
    assert grounds[-1].as_plain() == ["load", {"count": 1}]


def test_an_uncertified_person_is_refused_by_name_of_the_certificate() -> None:
    with pytest.raises(Refused, match="height"):
        rules.check_certificates(topic(certificates=["height"]), {"plumbing"})


def test_a_complaint_goes_one_level_above_the_one_it_is_about() -> None:
    of = topic(team=["supervisor"], skills=[])
    assert rules.roles_asked(ROLES, of) == ["supervisor"]
    assert rules.roles_asked(ROLES, of, ["steward"]) == ["manager"]  # not the team's lead either
    assert rules.roles_asked(ROLES, of, ["supervisor"]) == ["manager"]
    assert rules.roles_asked(ROLES, of, ["manager"]) == ["company"]
    assert rules.roles_asked(ROLES, of, ["company"]) == []  # nobody stands above: the desk sees it waiting


def test_levels_above_come_from_the_handbook() -> None:
    assert rules.roles_asked(ROLES, topic(team=["steward"], levels_above=1)) == ["supervisor"]
    assert rules.roles_asked(ROLES, topic(team=["company"], levels_above=3)) == ["company"]


@pytest.mark.parametrize("over", [AssignmentState.DECLINED, AssignmentState.EXPIRED, AssignmentState.RELEASED])
def test_what_is_over_is_not_taken_any_more(over: AssignmentState) -> None:
    with pytest.raises(Refused):
        rules.check_move(over, AssignmentState.TAKEN)


def test_nobody_answers_for_another() -> None:
    with pytest.raises(Denied):
        rules.check_mine(uuid4(), uuid4())
