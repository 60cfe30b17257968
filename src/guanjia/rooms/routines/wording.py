"""How states and kinds of routine work are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from guanjia.rooms.routines.types import RoutineState

STATES: Mapping[RoutineState, Promise] = {
    RoutineState.PLANNED: pgettext_lazy("routine", "To do"),
    RoutineState.DONE: pgettext_lazy("routine", "Done"),
    RoutineState.PASSED: pgettext_lazy("routine", "Not done on its day"),
    RoutineState.DROPPED: pgettext_lazy("routine", "Dropped"),
}


def building_said(code: str) -> str:
    """A building as one says it."""
    return gettext("Building %(code)s") % {"code": code}
