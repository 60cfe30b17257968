"""How kinds and states of stops are said."""

from collections.abc import Iterable, Mapping

from django.utils import dateformat, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from guanjia.rooms.rounds.rules.booking import Slot, Way
from guanjia.rooms.rounds.rules.work import Why
from guanjia.rooms.rounds.types import StopKind, StopState

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


def grouped_slots(slots: Iterable[Slot]) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Times as a field offers them, day by day; none is chosen beforehand."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in slots:
        start, end = timezone.localtime(one.start), timezone.localtime(one.end)
        day = dateformat.format(start, gettext("D j M"))
        found.setdefault(day, []).append((one.start.isoformat(), f"{day} {start:%H:%M}–{end:%H:%M}"))
    return [("", gettext("choose a time")), *found.items()]
