"""What may be said of something found, and when it counts as put right and as looked at again."""

from collections.abc import Sequence

from guanjia.rooms.rounds.types import AskedItem, Recording
from guanjia.rooms.rounds.types.findings import FindingState
from guanjia.shared.errors import Invalid, Refused, gettext_noop

AFTER = "+after"
"""Ends the item's name of a photo taken afterwards."""
OVER = frozenset({FindingState.VERIFIED, FindingState.ENDED})
MOVES = {
    FindingState.OPEN: frozenset({FindingState.FIXED, FindingState.ENDED}),
    FindingState.FIXED: frozenset({FindingState.VERIFIED, FindingState.OPEN, FindingState.ENDED}),
    FindingState.VERIFIED: frozenset[FindingState](),
    FindingState.ENDED: frozenset[FindingState](),
}


def check_move(now: FindingState, to: FindingState) -> None:
    """Raises Refused where nothing leads from `now` to `to`."""
    if to not in MOVES[now]:
        raise Refused("rounds.not_fixed", gettext_noop("This is not put right yet, or somebody looked at it already."))


def check_mended(item: AskedItem, said: Recording) -> None:
    """Raises Invalid for something put right on the spot without a photo afterwards."""
    if item.code in said.fixed and not said.fixed[item.code]:
        message = gettext_noop("%(item)s: put right on the spot needs a photo afterwards.")
        raise Invalid("rounds.no_after", message, {"item": item.title}, field=f"after_{item.code}")


def check_breach(item: AskedItem, said: Recording, kinds: Sequence[str]) -> None:
    """Raises Invalid for a kind of breach that isn't the handbook's, and for one put right on the spot as well."""
    kind = said.breaches.get(item.code)
    if kind is not None and kind not in kinds:
        raise unknown_kind(f"breach_{item.code}")
    if kind is not None and item.code in said.fixed:
        message = gettext_noop("%(item)s: either it was put right on the spot, or it is a resident's breach.")
        raise Invalid("rounds.one_way", message, {"item": item.title}, field=f"breach_{item.code}")


def unknown_kind(field: str) -> Invalid:
    """A kind of breach that isn't the handbook's."""
    return Invalid("rounds.breach_kind", gettext_noop("Choose a kind of breach of the handbook."), field=field)


def check_looking(state: FindingState, photos: Sequence[bytes]) -> None:
    """Raises Refused for what was not put right, or looked at already; Invalid without a photo."""
    if state is not FindingState.FIXED:
        check_move(FindingState.OPEN, FindingState.VERIFIED)
    check_photo(photos)


def check_photo(photos: Sequence[bytes]) -> None:
    """Raises Invalid where nothing shows how it is."""
    if not photos:
        raise Invalid("rounds.no_after", gettext_noop("Take a photo of how it is now."), field="photos")


def check_leading(*, grave: bool, over: bool) -> None:
    """Raises Refused for what nobody above need lead."""
    if not grave or over:
        raise Refused("rounds.not_grave", gettext_noop("Only something grave that isn't over is led by a superior."))
