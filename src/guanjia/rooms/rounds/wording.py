"""How kinds and states of stops are said."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import dateformat, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from guanjia.rooms.rounds.rules.booking import Slot, Way
from guanjia.rooms.rounds.rules.proving import FlagKind, FlagState
from guanjia.rooms.rounds.rules.work import Why
from guanjia.rooms.rounds.types import StopKind, StopState
from guanjia.rooms.rounds.types.findings import FindingState

KINDS: Mapping[StopKind, Promise] = {
    StopKind.VISIT: pgettext_lazy("round", "Home visit"),
    StopKind.VACANT: pgettext_lazy("round", "Vacant home"),
    StopKind.RENOVATION: pgettext_lazy("round", "Renovation"),
}
STATES: Mapping[StopState, Promise] = {
    StopState.PLANNED: pgettext_lazy("stop", "To go"),
    StopState.DONE: pgettext_lazy("stop", "Done"),
    StopState.ABSENT: pgettext_lazy("stop", "Nobody home"),
    StopState.MOVED: pgettext_lazy("stop", "Moved"),
    StopState.DROPPED: pgettext_lazy("stop", "Dropped"),
}
WAYS: Mapping[Way, Promise] = {
    Way.PHONE: pgettext_lazy("way", "by phone"),
    Way.MESSAGE: pgettext_lazy("way", "by message"),
    Way.PAGE: pgettext_lazy("way", "on their page"),
    Way.DOOR: pgettext_lazy("way", "at the door"),
}
WHY_SHORT: Mapping[Why, Promise] = {
    Why.NO_DAY: pgettext_lazy("short", "no day is left for it"),
    Why.NOBODY: pgettext_lazy("short", "nobody who may go is there"),
    Why.TOO_NEAR: pgettext_lazy("short", "too near to the other acts there"),
    Why.FULL: pgettext_lazy("short", "all days are full"),
}
FINDING_STATES: Mapping[FindingState, Promise] = {
    FindingState.OPEN: pgettext_lazy("finding", "In hand"),
    FindingState.FIXED: pgettext_lazy("finding", "To look at again"),
    FindingState.VERIFIED: pgettext_lazy("finding", "Put right"),
}
FLAG_KINDS: Mapping[FlagKind, Promise] = {
    FlagKind.SAME_PHOTO: pgettext_lazy("flag", "Photo used again"),
    FlagKind.ALIKE_PHOTO: pgettext_lazy("flag", "Photo nearly the same"),
    FlagKind.OLD_PHOTO: pgettext_lazy("flag", "Photo older than the stop"),
    FlagKind.WRONG_PLACE: pgettext_lazy("flag", "Not at the place"),
    FlagKind.TOO_FAST: pgettext_lazy("flag", "Too fast from stop to stop"),
    FlagKind.HASTY: pgettext_lazy("flag", "Answered in seconds"),
    FlagKind.AFTERWARDS: pgettext_lazy("flag", "Filled in afterwards"),
    FlagKind.NO_LABEL: pgettext_lazy("flag", "Label not scanned"),
}
FLAG_STATES: Mapping[FlagState, Promise] = {
    FlagState.OPEN: pgettext_lazy("flag", "To be looked at"),
    FlagState.EXPLAINED: pgettext_lazy("flag", "Explained"),
    FlagState.CONFIRMED: pgettext_lazy("flag", "Confirmed"),
}


FLAG_WORDS: Mapping[str, Promise] = {
    "same_photo": gettext_lazy("The same photo as at %(other)s on %(day)s."),
    "alike_photo": gettext_lazy("Nearly the same photo as at %(other)s on %(day)s: of 128 signs %(apart)s differ."),
    "old_photo": gettext_lazy("The camera says that the photo was taken at %(taken)s, long before this stop."),
    "wrong_place": gettext_lazy("Recorded %(metres)s m away from the place."),
    "too_fast": gettext_lazy("In another building than %(other)s, %(seconds)s s apart."),
    "too_fast metres": gettext_lazy("%(metres)s m between here and %(other)s in %(seconds)s s."),
    "hasty": gettext_lazy("%(items)s items were answered within %(seconds)s s."),
    "afterwards hours": gettext_lazy("It reached us %(hours)s h after it was done."),
    "afterwards minutes": gettext_lazy("The time was set by hand and lies %(minutes)s min before it was written."),
    "no_label": gettext_lazy("A label hangs there, and it was not scanned."),
}
"""By kind, and by the figure that tells two cases of a kind apart."""


def flag_words(kind: FlagKind, figures: Mapping[str, object], other: str, day: str) -> str:
    """Why a record was flagged, with its figures. `other` and `day`: the other stop, where there is one."""
    told = {**figures, "other": other, "day": day}
    if kind is FlagKind.OLD_PHOTO:
        told["taken"] = f"{timezone.localtime(datetime.fromisoformat(str(figures['taken']))):%Y-%m-%d %H:%M}"
    named = (f"{kind.value} {figure}" for figure in ("metres", "hours", "minutes") if figure in figures)
    found = next((FLAG_WORDS[name] for name in named if name in FLAG_WORDS), None) or FLAG_WORDS[kind.value]
    return str(found) % told


def grouped_slots(slots: Iterable[Slot]) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Times as a field offers them, day by day; none is chosen beforehand."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in slots:
        start, end = timezone.localtime(one.start), timezone.localtime(one.end)
        day = dateformat.format(start, gettext("D j M"))
        found.setdefault(day, []).append((one.start.isoformat(), f"{day} {start:%H:%M}–{end:%H:%M}"))
    return [("", gettext("choose a time")), *found.items()]
