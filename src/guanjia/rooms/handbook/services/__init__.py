"""Verbs of the handbook."""

from guanjia.rooms.handbook.services.loading import (
    check_pack,
    diff,
    export,
    known_world,
    load_files,
    load_pack,
    load_pack_for,
    read_folder,
)
from guanjia.rooms.handbook.services.printing import ask_for_print, make_print, print_digest, print_pack
from guanjia.rooms.handbook.services.publishing import adopt, approve, publish, review
from guanjia.rooms.handbook.services.trying import book_to_try, is_folder
from guanjia.rooms.handbook.services.wording import script
from guanjia.rooms.handbook.services.years import keep_year_table, load_year_table

__all__ = [
    "adopt",
    "approve",
    "ask_for_print",
    "book_to_try",
    "check_pack",
    "diff",
    "export",
    "is_folder",
    "keep_year_table",
    "known_world",
    "load_files",
    "load_pack",
    "load_pack_for",
    "load_year_table",
    "make_print",
    "print_digest",
    "print_pack",
    "publish",
    "read_folder",
    "review",
    "script",
]
