"""The company's fixed wording, said."""

from guanjia.rooms.handbook.rules.wording import said
from guanjia.rooms.handbook.types.editions import Book
from guanjia.shared.errors import Missing, gettext_noop


def script(book: Book, code: str, /, language: str = "zh", **slots: str) -> str:
    """The words of a script of the book. Raises Missing for a code it does not have, Refused for a missing slot."""
    found = book.scripts.get(code)
    if found is None:
        message = gettext_noop("The handbook has no wording %(code)s. Add it to scripts/.")
        raise Missing("handbook.no_script", message, {"code": code})
    return said(found, language, **slots)
