"""Reads of rounds."""

from guanjia.rooms.rounds.selectors.day import day, stop, waiting_today
from guanjia.rooms.rounds.selectors.overview import chosen, overview, owed
from guanjia.rooms.rounds.selectors.printed import PrintedStop, sheets_of_stops
from guanjia.rooms.rounds.selectors.seen import last_seen
from guanjia.rooms.rounds.selectors.week import picked, short, week

__all__ = [
    "PrintedStop",
    "chosen",
    "day",
    "last_seen",
    "overview",
    "owed",
    "picked",
    "sheets_of_stops",
    "short",
    "stop",
    "waiting_today",
    "week",
]
