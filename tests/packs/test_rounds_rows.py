"""The rows of the trade's standards for rounds and for equipment, safety and environment stand in the book.

A standard carries the id of its row as its code, with a letter where a row has several figures. The ids are listed
here so that one that gets lost is missed.
"""

import pytest

from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.standards import Checklist, Gate, Quota
from guanjia.rooms.routines.selectors.asked import tasks_of
from tests.packs.test_rows import TAKEN
from tests.packs.town import checked, content

KINDS = {
    "quota": """
        E01 E16 E19 E22 E33 E33b E38 E38b E40 E42 E42b E43 E45 E45b E45c E49
        H01 H02 H07 H08 H10 H11 H12 H14 H15 H17 H18 H19 H20 H20b H21 H21b H21c H22 H23 H24 H24b H25 H25b H26 H26b H27
        H28 H30 H30b H31 H32 H33 H34 H35 H37 H39 H40 H41 H42 H43 H46 H46b H47 H47b H47c H48 H48b H48c H56
        F11 F12 F13 F14 F14b F15 F18 G07 D26
    """,
    "checklist": """
        E03 E04 E05 E06 E07 E08 E09 E10 E13 E17 E18 E20 E23 E32 E34 E50 E51 F17
        G03 G04 G05 G06 G07a G20 G22 G25 G26 K20 K21 K22 K23 K24 K25 K26 K27 K28 K29 K49 K49b
    """,
    "gate": "E02 G01 G02 G08 G19 G29 H05 H13 H15a",
}
"""The rows of these kinds of rounds (E) and of equipment and environment (H), and those of drills, the sales office,
renovation and conduct that belong to rounds."""

LEGAL = {
    "H01": (1, {"days": 15}),
    "H02": (1, {"months": 1}),
    "H07": (1, {"days": 1}),
    "H08": (1, {"months": 1}),
    "H10": (1, {"years": 1}),
    "H11": (1, {"years": 1}),
    "F13": (1, {"years": 1}),
    "F14": (1, {"years": 1}),
}
"""What the law asks for: so often, in which period."""


def rows() -> list[tuple[str, str]]:
    return [(code, kind) for kind, codes in KINDS.items() for code in codes.split()]


def standards() -> dict[str, StandardPart]:
    return {one.code: one for one in content().standards.values()}


def test_every_row_stands_in_the_book_as_the_kind_it_is() -> None:
    found = standards()
    assert [code for code, _ in rows() if code not in found] == []
    assert [(code, found[code].kind) for code, kind in rows() if found[code].kind != kind] == []


@pytest.mark.parametrize("key", ["why", "owed_by", "touchpoint", "status", "lead", "source"])
def test_every_row_says_who_where_why_and_by_what_source(key: str) -> None:
    assert [code for code, _ in rows() if not getattr(standards()[code], key)] == []


@pytest.mark.parametrize("code", LEGAL)
def test_the_intervals_of_the_law_are_kept(code: str) -> None:
    one = standards()[code]
    assert isinstance(one, Quota)
    said = {key: value for key, value in one.per.model_dump().items() if value}
    assert (one.status, one.enabled, one.times, said) == ("law", True, *LEGAL[code])


def test_a_row_that_is_off_says_what_switches_it_on() -> None:
    waiting = {"E43", "H12", "H15", "H19", "G01"}  # of other rooms, and of places that are not set
    silent = [code for code, _ in rows() if not standards()[code].enabled and not standards()[code].note]
    assert set(silent) - waiting == set()


def test_a_local_rule_is_off_unless_the_company_took_it_as_its_own() -> None:
    eager = [
        code
        for code, _ in rows()
        if standards()[code].status == "local"
        and standards()[code].enabled
        and not standards()[code].only_in
        and TAKEN not in standards()[code].source
        and code != "F15"
    ]
    assert eager == []


def test_every_item_of_grooming_and_manners_is_asked_at_shift_start() -> None:
    asked = [
        item.title.zh
        for one in standards().values()
        if isinstance(one, Checklist) and "desk_inspection" in tasks_of(one)
        for item in one.items
    ]
    assert len(asked) == 37
    assert len(set(asked)) == len(asked)


def test_items_of_one_work_have_codes_of_their_own() -> None:
    seen: dict[tuple[str, str], str] = {}
    for one in standards().values():
        for task in tasks_of(one) if isinstance(one, Checklist) else ():
            for item in one.items if isinstance(one, Checklist) else ():
                assert seen.setdefault((task, item.code), one.code) == one.code


def test_publicity_waits_for_three_and_the_model_area_for_two() -> None:
    approving = {
        code: [one.role for one in found.approvals]
        for code in ("G01", "G02", "G19")
        if isinstance(found := standards()[code], Gate)
    }
    assert approving == {
        "G01": ["designer", "engineer", "legal"],
        "G02": ["designer", "engineer"],
        "G19": ["steward", "engineer"],
    }


def test_whoever_owes_routine_work_is_a_role_of_the_book() -> None:
    roles = content().roles
    assert [one.code for one in standards().values() if one.owed_by not in roles] == []
    assert not checked().problems
