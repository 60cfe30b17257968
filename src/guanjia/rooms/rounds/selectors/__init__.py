"""Reads of rounds."""

from guanjia.rooms.rounds.selectors.day import day, stop, stops_at, waiting_today
from guanjia.rooms.rounds.selectors.feed import feed_of
from guanjia.rooms.rounds.selectors.findings import finding, findings_at, found_breach, to_lead, to_look_at
from guanjia.rooms.rounds.selectors.overview import chosen, overview, owed
from guanjia.rooms.rounds.selectors.printed import PrintedStop, sheets_of_stops
from guanjia.rooms.rounds.selectors.proving import flag, flagged, flags
from guanjia.rooms.rounds.selectors.seen import last_seen
from guanjia.rooms.rounds.selectors.spots import labels, spot
from guanjia.rooms.rounds.selectors.tried import tries_shown, unreached
from guanjia.rooms.rounds.selectors.visits import coming, offered, own_visit, own_visits, preparation, promised
from guanjia.rooms.rounds.selectors.week import picked, short, week

__all__ = [
    "PrintedStop",
    "chosen",
    "coming",
    "day",
    "feed_of",
    "finding",
    "findings_at",
    "flag",
    "flagged",
    "flags",
    "found_breach",
    "labels",
    "last_seen",
    "offered",
    "overview",
    "owed",
    "own_visit",
    "own_visits",
    "picked",
    "preparation",
    "promised",
    "sheets_of_stops",
    "short",
    "spot",
    "stop",
    "stops_at",
    "to_lead",
    "to_look_at",
    "tries_shown",
    "unreached",
    "waiting_today",
    "week",
]
