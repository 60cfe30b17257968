"""The score and the targets as Excel files: the same figures as the pages."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext

from guanjia.rooms.insights.types import Conformance, TargetRow, TargetsView
from guanjia.rooms.insights.wording import left_out_in_words, period_in_words, verdict_in_words
from guanjia.rooms.places import selectors as places

_WIDTHS = (10, 26, 22, 12, 10, 14, 12, 12, 12, 8, 30, 30, 24, 10, 20)
_SCORE_WIDTHS = (10, 34, 22, 8, 8, 8, 8, 8, 8, 8, 20)
_COUNTED = ("met", "late", "missed", "waived", "void")


def workbook(view: TargetsView) -> bytes:
    """The targets of a page as one sheet, each figure with how it was made."""
    zone = ZoneInfo(places.community(view.community_id).zone)
    rows = [[*_cells(row), row.as_of.astimezone(zone)] for row in view.rows]
    return _sheet(gettext("Targets"), _heads(), _WIDTHS, rows)


def score_book(found: Conformance) -> bytes:
    """The score of a page as one sheet, a line a standard, the sum last."""
    zone = ZoneInfo(places.community(found.community_id).zone)
    as_of, called = found.as_of.astimezone(zone), period_in_words(found.period)
    lines = [(one.code, one.title, one.counts, one.change) for one in found.lines]
    change = None if found.total.rate is None or found.before is None else found.total.rate - found.before
    rows = [
        [code, title, called, counts.rate, moved, *(getattr(counts, name) for name in _COUNTED), as_of]
        for code, title, counts, moved in [*lines, ("", gettext("All of them"), found.total, change)]
    ]
    return _sheet(gettext("Conformance"), _score_heads(), _SCORE_WIDTHS, rows)


def _sheet(
    name: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str | float | datetime | None]]
) -> bytes:
    """One sheet; what is text in our eyes is never a formula in Excel's."""
    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(kept, options) as book:
        bold, stamp = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write(number, column, value, stamp if isinstance(value, datetime) else None)
    return kept.getvalue()


def _score_heads() -> Sequence[str]:
    return (
        gettext("Code"),
        gettext("Standard"),
        gettext("Period"),
        gettext("Rate"),
        gettext("Change"),
        gettext("Kept"),
        gettext("Kept late"),
        gettext("Not kept"),
        gettext("Waived"),
        gettext("Void"),
        gettext("As known at"),
    )


def _heads() -> Sequence[str]:
    return (
        gettext("Code"),
        gettext("Target"),
        gettext("Measure"),
        gettext("Period"),
        gettext("Figure"),
        gettext("Asked for"),
        gettext("Verdict"),
        gettext("Counted"),
        gettext("Out of"),
        gettext("How many"),
        gettext("Left out"),
        gettext("Excluded by definition"),
        gettext("Method"),
        gettext("Edition"),
        gettext("As known at"),
    )


def _cells(row: TargetRow) -> Sequence[str | float | None]:
    return (
        row.code,
        row.title,
        f"{row.measure_code} {row.measure}",
        row.period,
        row.value,
        row.limit,
        verdict_in_words(row),
        row.numerator,
        row.denominator,
        row.n,
        left_out_in_words(row),
        "; ".join(row.excludes),
        row.method,
        row.edition,
    )
