"""When something found counts as put right, and as looked at again."""

from collections.abc import Sequence

from guanjia.rooms.rounds.types import AskedItem, FindingState, Recording
from guanjia.shared.errors import Invalid, Refused, gettext_noop

AFTER = "+after"
"""Ends the item's name of a photo taken afterwards."""


def check_mended(item: AskedItem, said: Recording) -> None:
    """Raises Invalid for something put right on the spot without a photo afterwards."""
    if item.code in said.fixed and not said.fixed[item.code]:
        message = gettext_noop("%(item)s: put right on the spot needs a photo afterwards.")
        raise Invalid("rounds.no_after", message, {"item": item.title}, field=f"after_{item.code}")


def check_verifying(state: FindingState, photos: Sequence[bytes]) -> None:
    """Raises Refused for what was not put right, or looked at already; Invalid without a photo."""
    if state is not FindingState.FIXED:
        raise Refused("rounds.not_fixed", gettext_noop("This is not put right yet, or somebody looked at it already."))
    if not photos:
        raise Invalid("rounds.no_after", gettext_noop("Take a photo of how it is now."), field="photos")
