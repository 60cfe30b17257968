"""Routine work in words, on every page that shows it."""

from collections.abc import Iterator
from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from guanjia.rooms.routines.types import CellOf, Coverage, RoutineState
from guanjia.rooms.routines.wording import STATES

register = template.Library()
TONES = {RoutineState.DONE: "good", RoutineState.PASSED: "bad"}


@register.simple_tag
def routine_state(state: RoutineState) -> SafeString:
    """How far a doing has come."""
    found = RoutineState(state)
    return format_html('<span class="st {}"><span>{}</span></span>', TONES.get(found, ""), str(STATES[found]))


@register.simple_tag
def seen_said(last: datetime | None, now: datetime) -> str:
    """How long ago somebody was there."""
    if last is None:
        return pgettext("seen", "never")
    days = (now - last).days
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days} if days else pgettext("seen", "today")


@register.simple_tag
def cell_said(cell: CellOf, now: datetime) -> str:
    """A field of the map in words."""
    said = {"floor": cell.floor, "seen": seen_said(cell.last, now), "owed": cell.owed}
    return gettext("Floor %(floor)s: last seen %(seen)s, %(owed)s owed") % said


@register.filter
def by_floor(found: Coverage) -> Iterator[tuple[int, list[CellOf | None]]]:
    """The map floor by floor from the top, a field for each building that is so high."""
    cells = [{cell.floor: cell for cell in one.cells} for one in found.buildings]
    for floor in found.floors:
        yield floor, [one.get(floor) for one in cells]
