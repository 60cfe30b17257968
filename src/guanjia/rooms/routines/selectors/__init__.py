"""What can be read of routine work."""

from guanjia.rooms.routines.selectors.coverage import building, coverage
from guanjia.rooms.routines.selectors.day import day, planned_on, routine, rows_of_routines, waiting_today
from guanjia.rooms.routines.selectors.here import chosen, here, kinds_here, standing, things
from guanjia.rooms.routines.selectors.sheets import papers, sheets

__all__ = [
    "building",
    "chosen",
    "coverage",
    "day",
    "here",
    "kinds_here",
    "papers",
    "planned_on",
    "routine",
    "rows_of_routines",
    "sheets",
    "standing",
    "things",
    "waiting_today",
]
