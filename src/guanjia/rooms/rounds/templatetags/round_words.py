"""Stops in words, on every page that shows one."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from guanjia.rooms.rounds.rules.booking import Way
from guanjia.rooms.rounds.rules.proving import FlagKind, FlagState
from guanjia.rooms.rounds.rules.work import Why
from guanjia.rooms.rounds.types import AskedItem, StopKind, StopState
from guanjia.rooms.rounds.types.findings import FindingState
from guanjia.rooms.rounds.wording import FINDING_STATES, FLAG_KINDS, FLAG_STATES, KINDS, STATES, WAYS, WHY_SHORT
from guanjia.shared.templatetags.guanjia import icon

register = template.Library()
TONES = {StopState.DONE: "good", StopState.ABSENT: "warn"}
FLAG_LOOKS = {
    FlagState.OPEN: ("near", "flag"),
    FlagState.EXPLAINED: ("met", "check"),
    FlagState.CONFIRMED: ("missed", "miss"),
}
FINDING_LOOKS = {
    FindingState.OPEN: ("near", "alert"),
    FindingState.FIXED: ("paused", "eye"),
    FindingState.VERIFIED: ("met", "check"),
}


@register.simple_tag
def stop_kind(kind: StopKind) -> str:
    """What is done at the stop."""
    return str(KINDS[StopKind(kind)])


@register.simple_tag
def why_short(why: str) -> str:
    """Why an act finds no place in the plan."""
    return str(WHY_SHORT[Why(why)])


@register.simple_tag
def try_way(way: Way) -> str:
    """How a household was tried."""
    return str(WAYS[Way(way)])


@register.simple_tag
def weekdays(days: Iterable[int]) -> str:
    """Days of the week, 1 for Monday."""
    return ", ".join(str(WEEKDAYS[day - 1]) for day in days)


@register.simple_tag
def stop_ids(stops: Iterable[UUID]) -> str:
    """Stops as an address names several of them."""
    return ",".join(map(str, stops))


@register.simple_tag
def finding_state(state: FindingState) -> SafeString:
    """How far a finding has come."""
    found = FindingState(state)
    look, picture = FINDING_LOOKS[found]
    return format_html('<span class="st {}">{}<span>{}</span></span>', look, icon(picture), str(FINDING_STATES[found]))


@register.simple_tag
def marks_of(marks: Mapping[UUID, str], stop_id: UUID) -> str:
    """By which a phone without a signal knows the labels of a stop."""
    return marks.get(stop_id, "")


@register.simple_tag
def stop_state(state: StopState) -> SafeString:
    """How far the stop has come."""
    found = StopState(state)
    return format_html('<span class="st {}"><span>{}</span></span>', TONES.get(found, ""), str(STATES[found]))


@register.simple_tag
def flag_kind(kind: FlagKind) -> str:
    """What was noticed about a record."""
    return str(FLAG_KINDS[FlagKind(kind)])


@register.simple_tag
def flag_state(state: FlagState) -> SafeString:
    """Whether somebody looked at it."""
    found = FlagState(state)
    look, picture = FLAG_LOOKS[found]
    return format_html('<span class="st {}">{}<span>{}</span></span>', look, icon(picture), str(FLAG_STATES[found]))


@register.simple_tag
def answered(item: AskedItem, value: object) -> str:
    """What was written down for an item, in words."""
    if isinstance(value, dict):
        return gettext("can't be had")
    if value is True:
        return gettext("yes")
    if item.kind == "photo" and isinstance(value, int):
        return ngettext("%(n)s photo", "%(n)s photos", value) % {"n": value}
    if isinstance(value, int | float):
        return f"{value:g} {item.unit}".strip()
    return str(value)
