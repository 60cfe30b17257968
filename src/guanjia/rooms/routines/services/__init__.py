"""Verbs of routine work."""

from guanjia.rooms.routines.services.laying import lay_everywhere, lay_out
from guanjia.rooms.routines.services.papers import enter_routine, enter_stop, paper_file
from guanjia.rooms.routines.services.printing import ask_for_sheet, make_sheet, sheet_file
from guanjia.rooms.routines.services.recording import keep_picture, picture_file, record
from guanjia.rooms.routines.services.things import look_after, look_after_known, look_after_these, strike_off

__all__ = [
    "ask_for_sheet",
    "enter_routine",
    "enter_stop",
    "keep_picture",
    "lay_everywhere",
    "lay_out",
    "look_after",
    "look_after_known",
    "look_after_these",
    "make_sheet",
    "paper_file",
    "picture_file",
    "record",
    "sheet_file",
    "strike_off",
]
