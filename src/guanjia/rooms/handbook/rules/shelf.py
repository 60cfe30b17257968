"""How a book is laid out for reading: by touchpoint, with a search over codes and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.house import Touchpoint
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.shared.errors import Invalid, Missing, gettext_noop

Coded = TypeVar("Coded", StandardPart, Topic)

MOST = 60
"""Lines of a search; who wants more says more."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One touchpoint with its standards; `open` when they are shown."""

    touchpoint: Touchpoint
    standards: tuple[StandardPart, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Near:
    """One standard with what belongs to it."""

    standard: StandardPart
    touchpoint: Touchpoint | None
    beside: tuple[StandardPart, ...]
    """The other standards of its touchpoint that begin with the same event."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[Coded]):
    """One page of a list of the book; `next` goes back as `after` and is None on the last page."""

    rows: tuple[Coded, ...]
    next: str | None


def sliced(rows: tuple[Coded, ...], after: str = "", size: int = MOST) -> Slice[Coded]:
    """The rows behind the one with the code `after`. Raises Invalid for a code that is not in the list."""
    start = 0
    if after:
        places = [number for number, one in enumerate(rows, 1) if one.code == after]
        if not places:
            message = gettext_noop("This page of the list can't be found. Start again from its beginning.")
            raise Invalid("list.page", message)
        start = places[0]
    page = rows[start : start + size]
    return Slice(page, page[-1].code if page and start + size < len(rows) else None)


def shelves(book: Book, opened: str = "", *, kind: str = "", role: str = "") -> list[Shelf]:
    """The touchpoints that have standards, in the book's order; `opened` is the code of one.

    With a kind or a role only such standards stand there, and all of them are shown.
    """
    by_touchpoint: dict[str, list[StandardPart]] = {}
    for one in book.standards.values():
        if (kind and one.kind != kind) or (role and one.owed_by != role):
            continue
        by_touchpoint.setdefault(one.touchpoint, []).append(one)
    return [
        Shelf(touchpoint, tuple(by_touchpoint[code]), code == opened or bool(kind or role))
        for code, touchpoint in book.touchpoints.items()
        if code in by_touchpoint
    ]


def for_residents(book: Book) -> list[Shelf]:
    """What residents are promised, by touchpoint: standards in force that say so in a resident's words."""
    told = [
        Shelf(one.touchpoint, tuple(each for each in one.standards if each.enabled and each.promise), open=True)
        for one in shelves(book)
        if one.touchpoint.for_residents
    ]
    return [one for one in told if one.standards]


def search(book: Book | HandbookContent, words: str) -> tuple[StandardPart, ...]:
    """Standards whose code, title or text holds every word; those whose code or title does come first."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    found = [
        (not all(word in _title(one) for word in wanted), number, one)
        for number, one in enumerate(book.standards.values())
        if all(word in _all_words(one) for word in wanted)
    ]
    return tuple(one for _, _, one in sorted(found, key=lambda row: row[:2])[:MOST])


def _title(one: StandardPart) -> str:
    return f"{one.code} {one.title.zh} {one.title.en}".casefold()


def _all_words(one: StandardPart) -> str:
    texts = [text for text in (one.text, one.why, one.promise) if text is not None]
    return " ".join([_title(one), *(f"{text.zh} {text.en}" for text in texts)]).casefold()


def check_standard(found: StandardPart | None, code: str) -> StandardPart:
    """The standard itself. Raises Missing where there is none of this code."""
    if found is None:
        message = gettext_noop("The handbook has no standard %(code)s. Search for a word of it.")
        raise Missing("handbook.no_standard", message, {"code": code})
    return found


def standard_of(book: Book, code: str) -> Near:
    """A standard with its surroundings. Raises Missing."""
    found = check_standard(book.standards.get(code), code)
    beside = tuple(
        one
        for one in book.standards.values()
        if one.code != code and one.touchpoint == found.touchpoint and _starts(one) & _starts(found)
    )
    return Near(found, book.touchpoints.get(found.touchpoint), beside[:6])


def _starts(one: StandardPart) -> set[str]:
    triggers = [*getattr(one, "start", ()), *getattr(one, "activity", ()), *getattr(one, "reaches", ())]
    return {trigger.event for trigger in triggers}


def topics_by_class(book: Book) -> Iterator[tuple[str, list[Topic]]]:
    """The topics in the book's order, by class."""
    classes: dict[str, list[Topic]] = {}
    for topic in book.topics.values():
        classes.setdefault(topic.class_, []).append(topic)
    yield from classes.items()


def topic_of(book: Book, code: str) -> Topic:
    """Raises Missing for a topic the book does not have."""
    found = book.topics.get(code)
    if found is None:
        message = gettext_noop("The handbook has no topic %(code)s. Choose one from the list.")
        raise Missing("handbook.no_topic", message, {"code": code})
    return found
