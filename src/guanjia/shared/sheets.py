"""Workbooks (.xlsx) that come from outside, read with care, and those we give out.

What comes in is bounded before it is unpacked, and read row by row, so that neither a zip that swells nor a cell at
the end of the sheet fills the memory. Formulas are never computed: they are told as such. What goes out is text and
numbers; a text that begins like a formula stays a text.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from guanjia.shared.errors import Invalid, gettext_noop

BYTES_MOST = 5 * 1024 * 1024
"""Bytes of a file as it is sent."""
UNPACKED_MOST = 60 * 1024 * 1024
"""Bytes of all it holds, unpacked."""
ROWS_MOST = 20_000
"""Rows of one sheet, its heads left out; more are sent in several files."""
COLUMNS_MOST = 40
SIGNS_MOST = 500
"""Signs of one cell; nothing we read is longer."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula or Excel's mark of a wrong one."""

    shown: str


Cell = str | date | time | Formula
"""What a cell holds: text (numbers too, as they are written), a day, a time of day, or a formula. Empty is ""."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows from the first; every row has its number, as Excel shows it."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def letter(column: int) -> str:
    """The letters of a column, counted from 0: 0 → A, 26 → AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def read(content: bytes) -> list[Sheet]:
    """The sheets of a workbook with their rows, empty ones left out.

    Raises Invalid for what is no workbook, or larger than the bounds above.
    """
    _check(content)
    import openpyxl  # large, and only an import reads workbooks

    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        with_rows = [Sheet(str(sheet.title), tuple(_rows(sheet))) for sheet in book.worksheets]
        book.close()
    except Invalid:
        raise
    except Exception as wrong:
        raise _unreadable() from wrong
    return with_rows


def _check(content: bytes) -> None:
    too_large = gettext_noop("This file is too large: at most %(rows)s rows a sheet and 5 MB. Send it in parts.")
    if len(content) > BYTES_MOST:
        raise Invalid("sheets.too_large", too_large, {"rows": ROWS_MOST}, field="file")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as wrong:
        raise _unreadable() from wrong
    if unpacked > UNPACKED_MOST:  # a size that lies is cut off there by the reader of the zip
        raise Invalid("sheets.too_large", too_large, {"rows": ROWS_MOST}, field="file")


def _unreadable() -> Invalid:
    message = gettext_noop("This is no Excel file that can be read. Save it as “Excel workbook (.xlsx)”.")
    return Invalid("sheets.unreadable", message, field="file")


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS_MOST + 2, max_col=COLUMNS_MOST), start=1):
        cells = tuple(_cell(cell) for cell in row)
        if not any(cells):
            continue
        if number > ROWS_MOST + 1:
            message = gettext_noop("The sheet “%(sheet)s” has more than %(rows)s rows. Send it in several files.")
            raise Invalid("sheets.too_long", message, {"sheet": str(sheet.title)[:40], "rows": ROWS_MOST}, field="file")
        yield number, cells


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind in {"f", "e"}:
        return Formula(str(getattr(value, "text", value))[:SIGNS_MOST])
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date | time):
        return value
    if isinstance(value, timedelta):  # 24:00 and beyond
        return f"{int(value.total_seconds()) // 3600:02}:{int(value.total_seconds()) // 60 % 60:02}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[: SIGNS_MOST + 1].strip()


@dataclass(frozen=True, slots=True)
class Given:
    """A sheet to be written: its heads, each with the words that may stand below it, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[str | int | float | date | None]]
    choices: Sequence[Sequence[str]] = ()
    """For each head the words to choose from; none: anything."""


def written(sheets: Sequence[Given]) -> bytes:
    """A workbook of these sheets. Cells are text, so that 3-2 stays no date and =1 no formula."""
    import xlsxwriter

    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, options) as book:
        bold, plain = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for given in sheets:
            sheet = book.add_worksheet(given.name[:31])
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(0, len(given.heads) - 1), 18, plain)
            for column, head in enumerate(given.heads):
                sheet.write_string(0, column, head, bold)
            for column, words in enumerate(given.choices):
                if words and sum(len(word) + 1 for word in words) <= 255:  # Excel's own bound of such a list
                    sheet.data_validation(1, column, ROWS_MOST, column, {"validate": "list", "source": list(words)})
            for number, row in enumerate(given.rows, start=1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, plain, day)
    return kept.getvalue()


def _write(sheet: Any, number: int, column: int, value: Any, plain: Any, day: Any) -> None:  # noqa: PLR0913 - a cell
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(number, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(number, column, value)
    else:
        sheet.write_string(number, column, str(value), plain)
