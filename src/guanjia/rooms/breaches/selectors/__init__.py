"""Reads of breaches."""

from guanjia.rooms.breaches.selectors.book import book, book_sheet
from guanjia.rooms.breaches.selectors.choices import authorities, kinds, suggested
from guanjia.rooms.breaches.selectors.lists import breaches, chosen, waiting
from guanjia.rooms.breaches.selectors.one import breach, owed

__all__ = [
    "authorities",
    "book",
    "book_sheet",
    "breach",
    "breaches",
    "chosen",
    "kinds",
    "owed",
    "suggested",
    "waiting",
]
