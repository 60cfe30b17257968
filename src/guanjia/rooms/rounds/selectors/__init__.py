"""Reads of rounds."""

from guanjia.rooms.rounds.selectors.day import day, stop, waiting_today
from guanjia.rooms.rounds.selectors.findings import finding, to_look_at
from guanjia.rooms.rounds.selectors.overview import chosen, overview, owed
from guanjia.rooms.rounds.selectors.proving import flag, flagged, flags
from guanjia.rooms.rounds.selectors.spots import labels, spot, stops_at
from guanjia.rooms.rounds.selectors.week import picked, short, week

__all__ = [
    "chosen",
    "day",
    "finding",
    "flag",
    "flagged",
    "flags",
    "labels",
    "overview",
    "owed",
    "picked",
    "short",
    "spot",
    "stop",
    "stops_at",
    "to_look_at",
    "waiting_today",
    "week",
]
