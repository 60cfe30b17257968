"""Samples, checklists and gates without a database: answers worked out by hand."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guanjia.rooms.promises.rules import checklist, gate
from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.rules.sample import (
    WHOLE,
    Member,
    check_share,
    draw,
    number_of,
    period_at,
    seal_of,
    share_at,
)
from guanjia.rooms.promises.types import HOUR, MINUTE, Happening, PromiseState, SubjectRef, instant, moment
from guanjia.shared.errors import Invalid, Missing, Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
TENTH = Fraction("0.1")


def of_hundred(subject: str, place: int, share: Fraction = TENTH) -> Member:
    """A member whose number is `place` hundredths of the whole."""
    return Member(subject, share, WHOLE * place // 100)


# The draw ---------------------------------------------------------------------------------------------------------


def test_the_number_is_the_hmac_of_the_subject_under_the_secret() -> None:
    # RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?"
    told = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert number_of(b"Jefe", "what do ya want for nothing?") == int(told, 16)
    assert seal_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2


def test_drawn_at_once_is_what_lies_below_the_share_and_not_what_lies_on_it() -> None:
    members = [of_hundred("a", 5), Member("b", TENTH, WHOLE // 10), Member("c", TENTH, WHOLE // 10 + 1)]
    # a tenth of 2^256 is no whole number: its floor lies below the share, the next number above it
    assert draw(members, ended=False).at_once == {"a", "b"}
    half = Member("d", Fraction(1, 2), WHOLE // 2)
    assert draw([half], ended=False).at_once == frozenset()


@pytest.mark.parametrize(("count", "needed"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (30, 3), (31, 4)])
def test_the_floor_is_a_tenth_rounded_up(count: int, needed: int) -> None:
    members = [of_hundred(f"m{number:02}", 99 - number) for number in range(count)]  # none below a tenth
    found = draw(members, ended=True)
    assert found.needed == needed
    assert found.added == {f"m{number:02}" for number in range(count - needed, count)}  # the last have the smallest


def test_many_drawn_at_once_stay_drawn_and_nobody_is_added() -> None:
    members = [of_hundred("a", 1), of_hundred("b", 2), of_hundred("c", 3), of_hundred("d", 50)]
    assert draw(members, ended=True).at_once == {"a", "b", "c"}
    assert draw(members, ended=True).added == frozenset()


def test_members_count_with_the_share_that_held_when_they_came_in() -> None:
    fifth = Fraction("0.2")
    members = [of_hundred(f"m{n}", 50 + n, TENTH if n < 5 else fifth) for n in range(10)]
    # five tenths and five fifths: 1.5, so two; the smallest numbers
    assert (draw(members, ended=True).needed, draw(members, ended=True).added) == (2, {"m0", "m1"})


def test_everything_is_drawn_where_the_share_is_one() -> None:
    assert draw([Member("a", Fraction(1), WHOLE - 1)], ended=False).at_once == {"a"}


@pytest.mark.parametrize(
    ("per", "local", "code", "begin", "end"),
    [
        ({"months": 1}, "2026-03-31T23:59:59", "2026-03", "2026-03-01", "2026-04-01"),
        ({"quarters": 1}, "2026-05-10T12:00:00", "2026-04+3m", "2026-04-01", "2026-07-01"),
        ({"half_years": 1}, "2026-07-01T00:00:00", "2026-07+6m", "2026-07-01", "2027-01-01"),
        ({"weeks": 1}, "2026-03-08T23:00:00", "2026-03-02+7d", "2026-03-02", "2026-03-09"),  # a Sunday
        ({"days": 1}, "2026-03-02T00:00:00", "2026-03-02", "2026-03-02", "2026-03-03"),
    ],
)
def test_periods_follow_the_calendar_of_the_community(
    per: dict[str, int], local: str, code: str, begin: str, end: str
) -> None:
    at = instant(datetime.fromisoformat(local).replace(tzinfo=SHANGHAI))
    found = period_at(per, at, SHANGHAI)
    midnights = [instant(datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)) for day in (begin, end)]
    assert (found.code, [found.begin, found.end]) == (code, midnights)


def test_the_share_is_the_one_set_last_before() -> None:
    changes = [(10, Fraction("0.2")), (20, Fraction("0.5"))]
    assert [share_at(changes, at) for at in (9, 10, 19, 20)] == [None, *[Fraction("0.2")] * 2, Fraction("0.5")]


SAMPLES = [
    {"code": "D03", "kind": "sample", "share": 0.1, "share_floor": 0.1},
    {"code": "D02", "kind": "sample", "share": 1},
]


def test_no_share_under_the_floor_nor_over_one_nor_where_the_handbook_fixes_it() -> None:
    assert check_share(SAMPLES, "D03", TENTH).floor == TENTH
    for wrong in ("0.0999", "1.01"):
        with pytest.raises(Invalid, match="from 10 % to 100 %"):
            check_share(SAMPLES, "D03", Fraction(wrong))
    with pytest.raises(Refused, match="fixes this share at 100 %"):
        check_share(SAMPLES, "D02", TENTH)
    with pytest.raises(Missing):
        check_share(SAMPLES, "B07", TENTH)


# Checklists -------------------------------------------------------------------------------------------------------

LIST: dict[str, Any] = {
    "items": [
        {"code": "tested", "evidence": ["tick"]},
        {"code": "after", "evidence": ["photo"], "count": 2},
        {"code": "before", "evidence": ["photo"]},
        {"code": "meter", "evidence": ["reading"], "reading": {"least": 0, "most": 50}, "when": None},
        {"code": "bill", "evidence": ["photo"], "when": {"field": "paid", "op": "is", "value": True}},
        {"code": "advice", "evidence": ["note"], "required": False},
    ],
    "not_applicable_reasons": ["locked"],
}
ALL = {"tested": True, "after": 2, "before": 1, "meter": 41.5}


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, []),
        ({"tested": False}, ["item:tested"]),
        ({"after": 1}, ["item:after"]),
        ({"after": True}, ["item:after"]),
        ({"meter": None}, ["item:meter"]),
        ({"meter": 0}, []),
        ({"before": {"not_applicable": "locked"}}, []),
        ({"before": {"not_applicable": "lazy"}}, ["reason:before"]),
        ({"before": 0, "tested": None}, ["item:tested", "item:before"]),
    ],
)
def test_each_required_item_needs_its_evidence(change: dict[str, Any], lacks: list[str]) -> None:
    verdict = checklist.judged(LIST, {**ALL, **change}, {})
    assert [lack.flag for lack in verdict.lacks] == lacks
    assert verdict.kept == (not lacks)


def test_an_item_is_asked_only_where_its_condition_holds() -> None:
    assert [one.flag for one in checklist.judged(LIST, ALL, {"paid": True}).lacks] == ["item:bill"]


def test_a_reading_outside_its_range_is_a_finding_and_no_lack() -> None:
    verdict = checklist.judged(LIST, {**ALL, "meter": 50.5}, {})
    assert (verdict.kept, verdict.marks) == (True, ("finding:meter",))


def test_a_part_of_the_weights_may_be_enough_but_never_without_a_red_line() -> None:
    items = [
        {"code": "a", "evidence": ["tick"], "weight": 3},
        {"code": "b", "evidence": ["tick"], "weight": 1},
        {"code": "c", "evidence": ["tick"], "weight": 1, "red_line": True},
    ]
    spec = {"items": items, "pass_share": 0.8}
    assert checklist.judged(spec, {"a": True, "c": True}, {}).kept  # four of five
    assert checklist.judged(spec, {"a": True, "c": True}, {}).marks == ("lacks:b",)
    assert not checklist.judged(spec, {"a": True, "b": True}, {}).kept  # four of five, but the red line is missing
    assert not checklist.judged(spec, {"b": True, "c": True}, {}).kept  # two of five


READ = checklist.read_checklist
IN_ORDER = {
    "in_order": True,
    "items": [{"code": code, "evidence": ["tick"]} for code in ("air", "gas", "watch")],
    "not_applicable_reasons": ["locked"],
}


def ended(at: int = HOUR, **data: Any) -> Happening:
    return Happening(9, "work.done", at, data, {"staff": "li"})


def minute(number: int) -> str:
    return moment(number * MINUTE).isoformat()


@pytest.mark.parametrize(
    ("evidence", "times", "lacks"),
    [
        ({"air": True, "gas": True, "watch": True}, {"air": 1, "gas": 2, "watch": 2}, []),
        ({"air": True, "gas": True, "watch": True}, {"air": 2, "gas": 1, "watch": 3}, ["order:gas"]),
        ({"air": True, "gas": True, "watch": True}, {"air": 3, "gas": 1, "watch": 2}, ["order:gas", "order:watch"]),
        ({"air": True, "gas": True, "watch": True}, {"air": 1, "watch": 3}, ["order:gas"]),  # nobody knows when
        ({"air": True, "watch": True}, {"air": 1, "watch": 3}, ["item:gas"]),
        ({"air": {"not_applicable": "locked"}, "gas": True, "watch": True}, {"gas": 1, "watch": 2}, []),
    ],
)
def test_a_list_in_order_is_seen_to_from_top_to_bottom(
    evidence: dict[str, Any], times: dict[str, int], lacks: list[str]
) -> None:
    event = ended(evidence=evidence, times={code: minute(at) for code, at in times.items()})
    assert [one.flag for one in READ(IN_ORDER).judge(event, {}, ()).lacks] == lacks


def test_too_early_too_fast_and_too_far_are_flags_and_no_verdicts() -> None:
    marks = {"no_earlier_than": {"minutes": 5}, "at_least": {"minutes": 10}, "metres": 200}
    spec = {"items": [{"code": "air", "evidence": ["tick"]}], "marks": marks}
    given = {"evidence": {"air": True}}
    odd = READ(spec).judge(ended(**given, began=minute(51), planned=minute(66), metres=201), {}, ())
    assert (odd.kept, odd.marks) == (True, ("too_early", "too_fast", "too_far"))
    exact = READ(spec).judge(ended(**given, began=minute(50), planned=minute(65), metres=200), {}, ())
    assert exact.marks == ()
    assert READ(spec).judge(ended(**given), {}, ()).marks == ()


def test_what_was_found_at_an_item_is_marked_and_the_list_kept() -> None:
    found = READ(LIST).judge(ended(evidence={**ALL, "meter": 99}, found=("before", "meter", "nothing")), {}, ())
    assert (found.kept, found.marks) == (True, ("finding:meter", "finding:before"))


# Gates ------------------------------------------------------------------------------------------------------------

PAPERS: dict[str, Any] = {
    "approved": [{"event": "work.approved"}],
    "approvals": [
        {"role": "engineer", "papers": ["permit"], "count": 1},
        {"role": "guard_lead", "papers": ["permit"], "count": 1},
    ],
    "different_people": True,
}


def approval(number: int, role: str, who: str, at: int = 0, **data: Any) -> dict[str, Any]:
    return {"id": number, "at": at, "kind": "work.approved", "who": who, "role": role, **data}


def begun(at: int = HOUR, **data: Any) -> Happening:
    return Happening(99, "work.started", at, data, {"staff": "li"})


def test_every_role_must_have_approved_by_different_people_before_the_start() -> None:
    both = [approval(1, "engineer", "wu"), approval(2, "guard_lead", "qian")]
    found = gate.judged(PAPERS, begun(), {}, both)
    assert (found.kept, found.evidence) == (True, (1, 2))
    same = [approval(1, "engineer", "wu"), approval(2, "guard_lead", "wu")]
    assert [one.flag for one in gate.judged(PAPERS, begun(), {}, same).lacks] == ["approval:guard_lead"]
    late = [both[0], approval(2, "guard_lead", "qian", at=HOUR + 1)]
    assert not gate.judged(PAPERS, begun(), {}, late).kept


def test_only_approvals_of_this_very_version_count() -> None:
    old = [approval(1, "engineer", "wu", version="1"), approval(2, "guard_lead", "qian", version="2")]
    assert [one.flag for one in gate.judged(PAPERS, begun(version="2"), {}, old).lacks] == ["approval:engineer"]


def test_an_approval_must_come_early_enough() -> None:
    spec = {**PAPERS, "approvals": PAPERS["approvals"][:1], "lead_time": {"minutes": 30}}
    assert gate.judged(spec, begun(), {}, [approval(1, "engineer", "wu", at=30 * MINUTE)]).kept
    assert not gate.judged(spec, begun(), {}, [approval(1, "engineer", "wu", at=30 * MINUTE + 1)]).kept


def test_what_is_forbidden_is_never_allowed_and_a_requirement_must_hold() -> None:
    assert [one.flag for one in gate.judged({"forbidden": True}, begun(), {}, []).lacks] == ["forbidden"]
    spec = {"requires": [{"condition": {"field": "certified", "op": "is", "value": True}}]}
    assert gate.judged(spec, begun(), {"certified": True}, []).kept
    assert [one.flag for one in gate.judged(spec, begun(), {"certified": False}, []).lacks] == ["requirement:0"]


def test_who_did_the_work_keeps_out() -> None:
    spec = {"not_by": ["worker"]}
    took = {"id": 1, "at": 0, "kind": "case.taken_on", "who": "li"}
    assert [one.flag for one in gate.judged(spec, begun(), {}, [took]).lacks] == ["own:worker"]
    assert gate.judged(spec, begun(), {}, [{**took, "who": "wang"}]).kept


RANKS = {"desk": "lead", "lead": "manager", "fitter": "foreman", "foreman": "manager", "manager": "company"}
NEUTRAL = {"not_by": ["named_lead"], "level_above": True, "ranks": {**RANKS, "company": None}}


@pytest.mark.parametrize(
    ("about", "taken_by", "lacks"),
    [
        ("desk", "desk", ["level"]),  # a colleague at the same counter
        ("desk", "lead", ["own:named_lead"]),
        ("desk", "manager", []),
        ("desk", "foreman", []),  # of another team
        ("lead", "desk", ["level"]),  # nobody judges those they work for
        ("lead", "manager", []),  # the supervisor leads the team, so the manager is not its lead
        ("manager", "lead", ["level"]),
        ("manager", "company", []),
        ("company", "manager", ["level"]),
    ],
)
def test_a_complaint_goes_past_the_teams_lead_to_who_stands_above(about: str, taken_by: str, lacks: list[str]) -> None:
    named = {"id": 1, "at": 0, "kind": "case.about_named", "who": "ma", "about_staff": "x", "roles": [about]}
    assert [one.flag for one in gate.judged(NEUTRAL, begun(roles=(taken_by,)), {}, [named]).lacks] == lacks
    assert gate.judged(NEUTRAL, begun(roles=[taken_by]), {}, []).kept  # nobody is named


def test_who_stands_above_by_one_of_their_posts_may_do_it() -> None:
    named = {"id": 1, "at": 0, "kind": "case.about_named", "who": "ma", "about_staff": "x", "roles": ["lead"]}
    assert gate.judged(NEUTRAL, begun(roles=("desk", "manager")), {}, [named]).kept


def test_a_machine_closes_nothing_that_is_kept_from_it() -> None:
    spec = {"not_by": ["machine"]}
    assert [one.flag for one in gate.judged(spec, begun(by="machine"), {}, []).lacks] == ["own:machine"]
    assert all(gate.judged(spec, begun(by=by), {}, []).kept for by in ("resident", "desk", "silence"))


# In the fold ------------------------------------------------------------------------------------------------------

ALWAYS = Duty(read_calendar({"zone": "Asia/Shanghai", "week": {str(day): [["00:00", "24:00"]] for day in range(1, 8)}}))
TESTED = {
    "code": "B28",
    "kind": "checklist",
    "subject": "case",
    "when": {"field": "case_class", "op": "is", "value": "REP"},
    "activity": [{"event": "case.done"}],
    "items": [{"code": "tested", "evidence": ["tick"]}],
}
QUOTED = {
    "code": "B25",
    "kind": "gate",
    "subject": "case",
    "activity": [{"event": "case.done"}],
    "approved": [{"event": "case.quote_accepted"}],
    "approvals": [{"role": "resident"}],
}


def test_an_act_is_judged_at_its_instant_and_each_act_anew_in_any_order_of_arrival() -> None:
    shelf = Shelf([(0, read_book("1", [TESTED, QUOTED], {"always": ALWAYS}))])
    case = SubjectRef("case", "c")
    refs = {"case": "c"}
    events = [
        Happening(1, "case.done", 10 * MINUTE, {"case_class": "REP", "evidence": {}}, refs),
        Happening(2, "case.quote_accepted", 20 * MINUTE, {"role": "resident"}, refs),
        Happening(3, "case.done", 30 * MINUTE, {"case_class": "REP", "evidence": {"tested": True}}, refs),
        Happening(4, "case.done", 40 * MINUTE, {"case_class": "INQ", "evidence": {}}, refs),
    ]
    expected = {
        ("B28", 10 * MINUTE, PromiseState.MISSED, ("item:tested",)),
        ("B25", 10 * MINUTE, PromiseState.MISSED, ("approval:resident",)),
        ("B28", 30 * MINUTE, PromiseState.MET, ()),
        ("B25", 30 * MINUTE, PromiseState.MET, ()),
        ("B25", 40 * MINUTE, PromiseState.MET, ()),
    }
    for arrived in (events, events[::-1], [*events, *events]):
        found = promises_of(shelf, case, arrived, HOUR)[1].values()
        assert {(one.standard, one.due, one.state, one.flags) for one in found} == expected
        assert len(found) == 5
