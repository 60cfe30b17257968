"""Which states of a stop follow each other. What was done is done, also when it is told late."""

from collections.abc import Mapping

from guanjia.rooms.rounds.types import StopState
from guanjia.shared.errors import Refused, gettext_noop

PLANNED, DONE, ABSENT = StopState.PLANNED, StopState.DONE, StopState.ABSENT
MOVED, DROPPED = StopState.MOVED, StopState.DROPPED

MOVES: Mapping[StopState, frozenset[StopState]] = {
    PLANNED: frozenset({DONE, ABSENT, MOVED, DROPPED}),
    ABSENT: frozenset({DONE}),  # they came back later the same day
    MOVED: frozenset({DONE, ABSENT}),  # told late, by a phone without a signal
    DROPPED: frozenset({DONE, ABSENT}),
    DONE: frozenset(),
}


def check_move(now: StopState, to: StopState) -> None:
    """Raises Refused for a move that is none."""
    if to not in MOVES[now]:
        raise Refused("rounds.over", gettext_noop("This stop is over; its record stands."))
