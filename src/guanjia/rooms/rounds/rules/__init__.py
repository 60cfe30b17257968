"""Decisions of rounds, without tables."""

from guanjia.rooms.rounds.rules.checking import check_recording, moved_items
from guanjia.rooms.rounds.rules.laying import Laid, Owed, Walker, lay
from guanjia.rooms.rounds.rules.moves import check_move

__all__ = ["Laid", "Owed", "Walker", "check_move", "check_recording", "lay", "moved_items"]
