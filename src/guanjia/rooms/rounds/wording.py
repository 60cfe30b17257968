"""How kinds and states of stops are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

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
WHY_SHORT: Mapping[Why, Promise] = {
    Why.NO_DAY: pgettext_lazy("short", "no day is left for it"),
    Why.NOBODY: pgettext_lazy("short", "nobody who may go is there"),
    Why.TOO_NEAR: pgettext_lazy("short", "too near to the other acts there"),
    Why.FULL: pgettext_lazy("short", "all days are full"),
}
