"""What is decided about money without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from guanjia.rooms.repairs import rules
from guanjia.rooms.repairs.selectors import said_capitals
from guanjia.rooms.repairs.types import ItemKind, Line, Listed, Wanted
from guanjia.shared.errors import Invalid, Refused

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (123_450, "壹仟贰佰叁拾肆元伍角整"),
        (123_456, "壹仟贰佰叁拾肆元伍角陆分"),
        (1_000, "壹拾元整"),
        (10_100, "壹佰零壹元整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (100_000_00, "壹拾万元整"),
        (1_001_000_00, "壹佰万零壹仟元整"),
        (100_100_00, "壹拾万零壹佰元整"),
        (10_010_00, "壹万零壹拾元整"),
        (100_000_001_00, "壹亿零壹元整"),
    ],
)
def test_an_amount_is_written_in_capitals(fen: int, said: str) -> None:
    assert said_capitals(fen) == said


def listed(code: str, price: int, **more: object) -> Listed:
    plain = {"kind": ItemKind.LABOUR, "title": code, "unit": "个", **more}
    return Listed(code=code, price=price, **plain)  # type: ignore[arg-type]


def test_the_list_of_a_day_holds_the_newest_version_valid_by_then() -> None:
    old, new = listed("P1", 3000, valid_from=date(2026, 1, 1)), listed("P1", 3500, valid_from=date(2026, 4, 1))
    rows = [(new, True), (old, True), (listed("P2", 1000, valid_from=date(2026, 1, 1)), True)]
    rows.append((listed("P2", 1000, valid_from=date(2026, 2, 1)), False))
    assert [(one.code, one.price) for one in rules.in_force(rows, date(2026, 3, 2))] == [("P1", 3000)]
    assert [one.price for one in rules.in_force(rows, date(2026, 4, 1))] == [3500]


def test_a_quote_adds_up_in_fen_and_what_is_covered_is_free() -> None:
    known = {"P1": listed("P1", 1990, warranty_days=90), "M1": listed("M1", 333)}
    lines = rules.lines_of(known, [Wanted("P1"), Wanted("M1", 3), Wanted("", 1, "铜接头", 1250)], {})
    assert rules.total_of(lines) == 1990 + 999 + 1250
    covers = rules.covers_of([(uuid4(), "0301-02", NOON - timedelta(days=80), lines)], NOON)
    assert set(covers) == {"P1"}
    again = rules.lines_of(known, [Wanted("P1"), Wanted("M1", 3)], covers)
    assert (rules.total_of(again), again[0].covered_by) == (999, "0301-02")
    assert rules.covers_of([(uuid4(), "0301-02", NOON - timedelta(days=90), lines)], NOON) == {}


@pytest.mark.parametrize(
    "wanted", [[], [Wanted("P9")], [Wanted("P1", 1000)], [Wanted("", 1, "", 5)], [Wanted("P1", 0)]]
)
def test_a_quote_of_nothing_or_of_what_is_not_listed_is_refused(wanted: list[Wanted]) -> None:
    with pytest.raises(Invalid):
        rules.lines_of({"P1": listed("P1", 1990)}, wanted, {})


def test_nothing_goes_below_what_is_on_the_van_without_saying_so() -> None:
    assert not rules.check_enough("软管", 2, 2, short=False)
    with pytest.raises(Refused, match="Only"):
        rules.check_enough("软管", 2, 3, short=False)
    assert rules.check_enough("软管", 2, 3, short=True)


def test_a_repair_stands_for_itself_by_its_longest_line_or_the_handbooks_time() -> None:
    line = Line(code="P1", kind="labour", title="x", price=1, count=1, warranty_days=90)
    assert rules.warranty_until(NOON, [line], timedelta(days=30)) == NOON + timedelta(days=90)
    assert rules.warranty_until(NOON, [], timedelta(days=30)) == NOON + timedelta(days=30)
    assert rules.number_of("{year}{month:02}-{number:04}", date(2026, 3, 2), 7) == "202603-0007"
