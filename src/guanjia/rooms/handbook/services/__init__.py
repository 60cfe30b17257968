"""Verbs of the handbook."""

from guanjia.rooms.handbook.services.comparing import changed, difference_in_words, difference_of_folders
from guanjia.rooms.handbook.services.divisions import set_division
from guanjia.rooms.handbook.services.drafting import (
    change_standard,
    check,
    draft_from,
    draft_of_pack,
    rewrite,
    throw_away,
)
from guanjia.rooms.handbook.services.loading import (
    check_pack,
    diff,
    export,
    known_world,
    load_files,
    load_pack,
    load_pack_for,
    notes_of_pack,
    read_folder,
)
from guanjia.rooms.handbook.services.printing import ask_for_print, make_print, print_digest, print_pack
from guanjia.rooms.handbook.services.publishing import (
    adopt,
    approve,
    publish,
    put_forward,
    put_in_force,
    return_to_draft,
    review,
    send_back,
    stand_for,
)
from guanjia.rooms.handbook.services.trying import book_to_try, is_folder
from guanjia.rooms.handbook.services.wording import script
from guanjia.rooms.handbook.services.years import keep_year_table, load_year_table

__all__ = [
    "adopt",
    "approve",
    "ask_for_print",
    "book_to_try",
    "change_standard",
    "changed",
    "check",
    "check_pack",
    "diff",
    "difference_in_words",
    "difference_of_folders",
    "draft_from",
    "draft_of_pack",
    "export",
    "is_folder",
    "keep_year_table",
    "known_world",
    "load_files",
    "load_pack",
    "load_pack_for",
    "load_year_table",
    "make_print",
    "notes_of_pack",
    "print_digest",
    "print_pack",
    "publish",
    "put_forward",
    "put_in_force",
    "read_folder",
    "return_to_draft",
    "review",
    "rewrite",
    "script",
    "send_back",
    "set_division",
    "stand_for",
    "throw_away",
]
