"""Fixed wording with its slots filled."""

from collections.abc import Iterable, Mapping

from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Script
from guanjia.shared.errors import Refused, gettext_noop

BLANK = "____"
"""Stands where only the writer knows; what still holds it isn't sent."""


def said(script: Script, language: str = "zh", /, **slots: str) -> str:
    """The words of a script. Raises Refused when a slot it needs is not given; slots it has not are left alone."""
    missing = [slot for slot in script.slots if slot not in slots]
    if missing:
        message = gettext_noop("The wording %(code)s needs %(slots)s. Fill it in and send again.")
        raise Refused("handbook.slot", message, {"code": script.code, "slots": ", ".join(missing)})
    text = script.text.told_in(language)
    for slot in script.slots:
        text = text.replace("{" + slot + "}", slots[slot])
    return text


def filled(script: Script, known: Mapping[str, str], language: str = "zh") -> str:
    """The words of a script with what is known filled in, and a blank for the rest."""
    return said(script, language, **{slot: known.get(slot) or BLANK for slot in script.slots})


def spoken(book: Book, code: str | None, known: Mapping[str, str]) -> str:
    """The words of a script by its code, filled in; empty when there is none."""
    found = book.scripts.get(code) if code else None
    return filled(found, known) if found is not None else ""


def of_moment(book: Book, guide: str, standards: Iterable[str], ways: frozenset[str]) -> list[Script]:
    """The wordings of a guide's steps, then of these standards, each once, for these ways of speaking."""
    steps = book.guides[guide].steps if guide in book.guides else ()
    kept = [book.standards[code] for code in standards if code in book.standards]
    codes = [step.script for step in steps if step.script] + [code for one in kept for code in one.scripts]
    found = (book.scripts[code] for code in dict.fromkeys(codes) if code in book.scripts)
    return [one for one in found if one.channel in ways]
