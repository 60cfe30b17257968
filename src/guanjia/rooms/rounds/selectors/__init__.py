"""Reads of rounds."""

from guanjia.rooms.rounds.selectors.day import day, stop, waiting_today
from guanjia.rooms.rounds.selectors.overview import chosen, overview, owed
from guanjia.rooms.rounds.selectors.proving import flag, flagged, flags
from guanjia.rooms.rounds.selectors.week import picked, short, week

__all__ = [
    "chosen",
    "day",
    "flag",
    "flagged",
    "flags",
    "overview",
    "owed",
    "picked",
    "short",
    "stop",
    "waiting_today",
    "week",
]
