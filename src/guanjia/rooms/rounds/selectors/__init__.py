"""Reads of rounds."""

from guanjia.rooms.rounds.selectors.day import day, stop, waiting_today
from guanjia.rooms.rounds.selectors.overview import chosen, overview, owed

__all__ = ["chosen", "day", "overview", "owed", "stop", "waiting_today"]
