"""The rows of the trade's standards for intake, repair, complaints, follow-up and privacy: each stands in the book.

A standard carries the id of its row as its code; a row whose figure another standard holds stands beside it and is
not in force. The ids are listed here so that one that gets lost is missed.
"""

import pytest

from guanjia.rooms.handbook.rules.divisions import by_place
from guanjia.rooms.handbook.types.clocks import StandardPart
from tests.packs.town import content

KINDS = {
    "clock": """
        A01 A03 A09 A10 A16 A17 A18 A22 A26 A28 A32 A33 A37 A39 A40 A41 A42 A43 A44 A45 A46 A47 B02 B03 B05 B06 B07 B08
        B09 B10 B11 B12 B13 B14 B15 B16 B17 B27 B30 B33 B34 B35 B39 B42 B43 B44 B45 C01 C02 C03 C06 C07 C08 C09 C10 C15
        C18 C27 D01 D08 D11 D18 D21 D28 L07 L08 L09 L13 L15 L16 L17
    """,
    "quota": "A31 A38 B31 C22 D09 D16 D19 D20 D25 D26 D29 D31 L05",
    "sample": "A29 C16 D02 D03 D04",
    "coverage": "A04 A19 A20 A34 A35 A50 B47 C26",
    "checklist": """
        A05 A06 A07 A11 A12 A21 B01 B04 B19 B20 B21 B23 B28 B29 B38 B41 C13 C14 C20 C24 C31 D07 D12 D13 D17 L04 L06 L11
        L12 L14 L18
    """,
    "gate": "A23 B22 B24 B25 B32 B48 C11 C12 C17 C30 D32 L01 L02 L03 L10",
    "target": """
        A02 A08 A15 A24 A25 A27 A30 A36 A48 A49 B36 B40 B46 C04 C05 C19 C23 C29 D10 D14 D15 D22 D23 D24
    """,
}
"""The rows with a figure, by kind."""

TAKEN = "BJ751"
"""The local standard whose highest level the base handbook takes as the company's own."""

IN_PLACE = {"A46", "B15", "C09", "D04", "E31", "E32", "H12"}
"""The rules of single places whose facts some room records: switched on by place."""

TWINS = {"A17": "A16", "B08": "B07", "B15": "B13", "D15": "D14", "A48": "A36"}
"""A row whose figure is another's: where one is in force, the other is not, unless place asks for both."""


def rows() -> list[tuple[str, str]]:
    return [(code, kind) for kind, codes in KINDS.items() for code in codes.split()]


def standards() -> dict[str, StandardPart]:
    return {one.code: one for one in content().standards.values()}


def test_every_row_stands_in_the_book_as_the_kind_it_is() -> None:
    found = standards()
    assert len(rows()) == len({code for code, _ in rows()}) == 167
    assert [code for code, _ in rows() if code not in found] == []
    assert [(code, found[code].kind) for code, kind in rows() if found[code].kind != kind] == []


@pytest.mark.parametrize("key", ["why", "owed_by", "touchpoint", "status", "lead"])
def test_every_row_says_who_where_and_why(key: str) -> None:
    assert [code for code, _ in rows() if not getattr(standards()[code], key)] == []


def test_every_row_rests_on_a_source() -> None:
    own = {"C17", "D13"}  # our own: nobody asks about their own work, and a draw anybody can check
    assert {code for code, _ in rows() if not standards()[code].source} == own


def test_a_local_rule_is_for_its_place_unless_the_company_took_it_as_its_own() -> None:
    places = {code: one.place for code, one in content().sources.items() if one.kind == "local"}
    assert all(places.values())
    eager = [
        code
        for code, _ in rows()
        if (one := standards()[code]).status == "local"
        and one.enabled
        and not one.only_in
        and not ({TAKEN} & set(one.source) or any(source.startswith("X") for source in one.source))
    ]
    assert eager == []


def test_a_rule_for_single_places_rests_on_a_source_of_that_place() -> None:
    sources, divisions = content().sources, content().divisions
    wrong = [
        one.code
        for one in standards().values()
        for division in one.only_in
        if not any(
            code in sources and sources[code].place and divisions[division].title.zh.startswith(sources[code].place)
            for code in one.source
        )
    ]
    assert wrong == []
    assert {one.code for one in standards().values() if one.only_in and one.enabled} == IN_PLACE


def test_no_figure_is_counted_twice() -> None:
    found = by_place(content(), "").standards
    assert [pair for pair in TWINS.items() if found[pair[0]].enabled and found[pair[1]].enabled] == []


def test_what_is_not_in_force_says_why_or_rests_on_what_no_room_records() -> None:
    declared = set(content().events)
    found = standards()
    off = [code for code, _ in rows() if not found[code].enabled]
    silent = [code for code in off if not (found[code].note or found[code].conflict) and not _declared(code, declared)]
    assert silent == []


def _declared(code: str, declared: set[str]) -> bool:
    one = standards()[code]
    names = ("start", "activity", "reaches", "act", "present")
    return bool({trigger.event for name in names for trigger in getattr(one, name, ())} & declared)


def test_every_conflict_of_the_sources_is_settled() -> None:
    assert {one.code for one in content().pack.conflicts} == {f"Q{number:02}" for number in range(1, 26)}
