"""Reading a workbook of master data cell by cell: each value, or the cell, what is wrong and what to write instead."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from guanjia.rooms.people.rules import dialled
from guanjia.rooms.people.types.importing import SHEETS, CellProblem, Column, Holds, ReadRow, ReadSheet, Words
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.sheets import Cell, Formula, Sheet, letter

AREA_MOST = Decimal(100_000)
FLOORS = range(-9, 201)
YEARS = range(1900, 2101)
SHOWN = 40
"""Signs of a cell that are shown again."""


class Wrong(Exception):
    """A cell can't be read: what is wrong, what to write instead."""

    def __init__(self, what: str, instead: str, **params: object) -> None:
        super().__init__(what)
        self.what, self.instead, self.params = what, instead, params


def read_sheets(sheets: Sequence[Sheet], words: Words) -> tuple[list[ReadSheet], list[CellProblem], list[str]]:
    """The known sheets in the order of `SHEETS`, what is wrong in their cells, and the names of sheets left alone."""
    found: dict[str, ReadSheet] = {}
    problems: list[CellProblem] = []
    alone: list[str] = []
    for sheet in sheets:
        code = words.sheets.get(folded(sheet.name))
        if code is None or code in found:
            alone.append(sheet.name[:SHOWN])
            continue
        rows, wrong = _rows(sheet, code, words)
        found[code] = ReadSheet(code, sheet.name, tuple(rows))
        problems += wrong
    if not found:
        names = ", ".join(words.titles[code, ""] for code in SHEETS)
        what = gettext_noop("None of its sheets is known")
        instead = gettext_noop("name the sheets %(names)s, as in the template")
        problems.append(CellProblem("–", 0, "", "", what, instead, {"names": names}))
    return [found[code] for code in SHEETS if code in found], problems, alone


def folded(text: str) -> str:
    """A word as it is compared: without blanks, marks for "needed" and case."""
    return re.sub(r"[\s*＊：:]+", "", text).lower()


def _rows(sheet: Sheet, code: str, words: Words) -> tuple[list[ReadRow], list[CellProblem]]:
    if not sheet.rows or sheet.rows[0][0] != 1:
        what, instead = gettext_noop("The first row is empty"), gettext_noop("put the names of the columns there")
        return [], [CellProblem(sheet.name, 1, "", "", what, instead)] if sheet.rows else []
    heads, problems = _heads(sheet, code, words)
    if problems:
        return [], problems
    places = [(position, column, words.choices.get((code, column.code), {})) for position, column in heads]
    rows = []
    for number, cells in sheet.rows[1:]:
        row, wrong = _row(sheet.name, number, cells, places)
        problems += wrong
        if not wrong:
            rows.append(row)
    return rows, problems


def _heads(sheet: Sheet, code: str, words: Words) -> tuple[list[tuple[int, Column]], list[CellProblem]]:
    columns = {column.code: column for column in SHEETS[code]}
    known = words.columns[code]
    places: list[tuple[int, Column]] = []
    problems = []
    names = ", ".join(words.titles[code, one.code] for one in SHEETS[code])
    for position, head in enumerate(sheet.rows[0][1]):
        if head == "":
            continue
        found = known.get(folded(shown(head)))
        if found is None or any(column.code == found for _, column in places):
            what = gettext_noop("This column is not known, or stands there twice")
            instead = gettext_noop("one of: %(names)s; or delete the column")
            problems.append(CellProblem(sheet.name, 1, letter(position), shown(head), what, instead, {"names": names}))
        else:
            places.append((position, columns[found]))
    there = {column.code for _, column in places}
    for column in SHEETS[code]:
        if column.needed and column.code not in there and not problems:
            what, instead = gettext_noop("A column is missing"), gettext_noop("add the column “%(name)s”")
            title = words.titles[code, column.code]
            problems.append(CellProblem(sheet.name, 1, "", "", what, instead, {"name": title}))
    return places, problems


Place = tuple[int, Column, Mapping[str, str]]
"""Where a column stands, which one it is, and the words that may stand in it."""


def _row(name: str, number: int, cells: Sequence[Cell], places: Sequence[Place]) -> tuple[ReadRow, list[CellProblem]]:
    values: dict[str, object] = {}
    problems = []
    for position, column, choices in places:
        cell = cells[position] if position < len(cells) else ""
        try:
            values[column.code] = read_cell(cell, column, choices)
        except Wrong as wrong:
            problems.append(
                CellProblem(name, number, letter(position), shown(cell), wrong.what, wrong.instead, wrong.params)
            )
    letters = {column.code: letter(position) for position, column, _ in places}
    seen = {column.code: shown(cells[position]) for position, column, _ in places if position < len(cells)}
    return ReadRow(number, values, letters, seen), problems


def shown(cell: Cell) -> str:
    """A cell as it is shown again beside what is wrong with it."""
    if isinstance(cell, Formula):
        return cell.shown[:SHOWN]
    return (cell.isoformat() if isinstance(cell, date | time) else cell)[:SHOWN]


def read_cell(cell: Cell, column: Column, choices: Mapping[str, str]) -> object:
    """The value of one cell, None for an empty one. Raises Wrong."""
    if isinstance(cell, Formula):
        raise Wrong(
            gettext_noop("This cell holds a formula"),
            gettext_noop("copy the column and paste it as values"),
        )
    if cell == "":
        if column.needed:
            raise Wrong(gettext_noop("Nothing stands here"), gettext_noop("fill in this cell"))
        return None
    if column.holds is Holds.CHOICE:
        return _chosen(str(cell), choices)
    return _READERS[column.holds](cell, column)


def _text(cell: Cell, column: Column) -> str:
    if not isinstance(cell, str):
        raise Wrong(
            gettext_noop("Excel has made a date or a time of this"),
            gettext_noop("format the column as text and type it again"),
        )
    if len(cell) > column.most or any(sign < " " for sign in cell):
        raise Wrong(
            gettext_noop("This text is too long, or goes over several lines"),
            gettext_noop("at most %(most)s signs in one line"),
            most=column.most,
        )
    return cell


def _phone(cell: Cell, column: Column) -> str:
    try:
        return dialled(_text(cell, column))
    except Invalid as wrong:
        instead = gettext_noop("digits only, for example 13800000000")
        raise Wrong(gettext_noop("This is no phone number"), instead) from wrong


def _area(cell: Cell, column: Column) -> Decimal:
    try:
        found = Decimal(str(cell).replace(",", "").removesuffix("㎡")).quantize(Decimal("0.01"))
    except InvalidOperation:
        found = Decimal(0)
    if not 0 < found < AREA_MOST:
        raise Wrong(gettext_noop("This is no area"), gettext_noop("square metres, for example 89.5"))
    return found


def _floor(cell: Cell, column: Column) -> int:
    text = str(cell)
    if not re.fullmatch(r"-?[0-9]{1,3}", text) or int(text) not in FLOORS:
        raise Wrong(gettext_noop("This is no floor"), gettext_noop("a whole number, for example 14 or -1"))
    return int(text)


def _day(cell: Cell, column: Column) -> date:
    found = cell.date() if isinstance(cell, datetime) else cell
    if isinstance(found, str):
        hit = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", found)
        with suppress(ValueError):
            found = date(*map(int, hit.groups())) if hit else found
    if not isinstance(found, date) or found.year not in YEARS:
        raise Wrong(gettext_noop("This is no day"), gettext_noop("year-month-day, for example 2026-03-02"))
    return found


def _hour(cell: Cell, column: Column) -> time | str:
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    hit = re.fullmatch(r"([0-9]{1,2})[:：]([0-9]{2})(?:[:：]00)?", cell) if isinstance(cell, str) else None
    hour, minute = (int(hit[1]), int(hit[2])) if hit else (99, 0)
    if (hour, minute) == (24, 0):
        return "24:00"
    if hour > 23 or minute > 59:
        raise Wrong(gettext_noop("This is no time of day"), gettext_noop("hours and minutes, for example 08:00"))
    return time(hour, minute)


def _chosen(text: str, choices: Mapping[str, str]) -> str:
    found = choices.get(folded(text))
    if found is None:
        raise Wrong(
            gettext_noop("This word is not known here"),
            gettext_noop("one of: %(words)s"),
            words=", ".join(_told(choices)),
        )
    return found


def _told(choices: Mapping[str, str]) -> Iterator[str]:
    """One word for each choice: the first that is known for it."""
    told: set[str] = set()
    for word, code in choices.items():
        if code not in told:
            told.add(code)
            yield word


_READERS: Mapping[Holds, Callable[[Cell, Column], object]] = {
    Holds.TEXT: _text,
    Holds.PHONE: _phone,
    Holds.AREA: _area,
    Holds.FLOOR: _floor,
    Holds.DAY: _day,
    Holds.HOUR: _hour,
}
