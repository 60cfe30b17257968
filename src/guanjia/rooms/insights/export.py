"""Targets as an Excel file: the same figures as the page, each with how it was made."""

from collections.abc import Sequence
from io import BytesIO
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext

from guanjia.rooms.insights.types import TargetRow, TargetsView
from guanjia.rooms.insights.wording import left_out_in_words, verdict_in_words
from guanjia.rooms.places import selectors as places

_WIDTHS = (10, 26, 22, 12, 10, 14, 12, 12, 12, 8, 30, 30, 24, 10, 20)


def workbook(view: TargetsView) -> bytes:
    """The figures of a page as one sheet; a figure that is text in Excel's eyes is never a formula."""
    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(kept, options) as book:
        bold, stamp = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet(gettext("Targets"))
        sheet.freeze_panes(1, 2)
        for column, (head, width) in enumerate(zip(_heads(), _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        zone = ZoneInfo(places.community(view.community_id).zone)
        for number, row in enumerate(view.rows, start=1):
            for column, value in enumerate(_cells(row)):
                sheet.write(number, column, value)
            sheet.write_datetime(number, len(_WIDTHS) - 1, row.as_of.astimezone(zone), stamp)
    return kept.getvalue()


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
