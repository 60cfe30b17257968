"""Decisions of rounds, without tables."""

from guanjia.rooms.rounds.rules.checking import check_recording, moved_items
from guanjia.rooms.rounds.rules.moves import check_move

__all__ = ["check_move", "check_recording", "moved_items"]
