"""Instants, lengths and explanations in the reader's language. They add up, so nothing is rounded away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, gettext, ngettext

from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.promises.rules.why import LABELS, Amount, Measure, WhyLine
from guanjia.rooms.promises.types import Line, PromiseRow


def owed_in_words(row: PromiseRow, book: Book) -> PromiseRow:
    """The promise with the role that owes it in the reader's language; a role the book doesn't know keeps its code."""
    role = book.roles.get(row.owed_role)
    return row if role is None else replace(row, owed_role=role.title.told_in(get_language() or ""))


def moment_in_words(at: datetime, zone: tzinfo, *, ends: bool = False) -> str:
    """ "Mon 2 Mar 14:05". What `ends` at midnight is told as 24:00 of the day before."""
    local = at.astimezone(zone).replace(tzinfo=UTC)  # already on the wall's clock; Django must not move it again
    if ends and (local.hour, local.minute, local.second) == (0, 0, 0):
        day = local - timedelta(seconds=1)
        return date_format(day, gettext("D j M H:i")).replace("23:59", "24:00")
    told = date_format(local, gettext("D j M H:i"))
    return f"{told}:{local.second:02}" if local.second else told


def length_in_words(seconds: int) -> str:
    """ "2 d 4 h", "8 h 50 min", "40 s": exactly; up to 48 hours stay hours."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    if days == 1 or (days == 2 and not hours):  # a clock of 24 or 48 hours isn't one of days
        days, hours = 0, hours + 24 * days
    parts = [
        gettext("%(days)s d") % {"days": days} if days else "",
        gettext("%(hours)s h") % {"hours": hours} if hours else "",
        gettext("%(minutes)s min") % {"minutes": minutes} if minutes else "",
        gettext("%(seconds)s s") % {"seconds": left} if left or not seconds else "",
    ]
    return " ".join(part for part in parts if part)


def amount_in_words(amount: Amount) -> str:
    """A length of an explanation: 5 min, 2 days, 3 workdays, 1 month."""
    given = {"n": amount.n}
    match amount.measure:
        case Measure.SECONDS:
            return length_in_words(amount.n)
        case Measure.DAYS:
            return ngettext("%(n)s day", "%(n)s days", amount.n) % given
        case Measure.WORKDAYS:
            return ngettext("%(n)s workday", "%(n)s workdays", amount.n) % given
        case Measure.MONTHS:
            return ngettext("%(n)s month", "%(n)s months", amount.n) % given


def line_in_words(line: WhyLine, zone: tzinfo) -> Line:
    """The line as a page shows it: label, text, and what it adds at the right."""
    told: dict[str, str] = {}
    for name, value in line.params.items():
        if isinstance(value, datetime):
            told[name] = moment_in_words(value, zone, ends=line.kind == "due")
        else:
            told[name] = amount_in_words(value) if isinstance(value, Amount) else value
    return Line(gettext(LABELS[line.kind]), gettext(line.message) % told, _added(line, zone))


def _added(line: WhyLine, zone: tzinfo) -> str:
    if line.amount is not None:
        return f"+ {amount_in_words(line.amount)}"
    at = line.params.get("at")
    if line.kind == "due" and isinstance(at, datetime):
        shown = at.astimezone(zone).strftime("%H:%M:%S")
        return "24:00" if shown == "00:00:00" else shown[:5]
    return ""


def in_words(line: WhyLine, zone: tzinfo) -> str:
    """The line as one text for a command line."""
    found = line_in_words(line, zone)
    added = f" ({found.amount})" if line.amount is not None else ""
    return f"{found.label}: {found.text}{added}"
