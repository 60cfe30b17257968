"""The editions of a community, made ready for the engine and kept in this process until one changes."""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book as EditionBook
from guanjia.rooms.promises.rules.book import ALWAYS, Book, Shelf, read_book
from guanjia.rooms.promises.rules.duty import duty_of
from guanjia.rooms.promises.types import instant
from guanjia.shared.facts import KINDS


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: tuple[object, ...]
    shelf: Shelf


SHELVES, BOOKS = 1024, 64
"""Kept in memory by one process, the least recently asked for go first. A shelf is light: communities whose books say
the same share one book, and books that have the same hours share their calendars."""

PLACES = ("home", "building", "area")
"""What much happens at: only facts about themselves say who looks after them."""

_kept: OrderedDict[UUID, _Kept] = OrderedDict()
_ready: OrderedDict[tuple[UUID, str], Book] = OrderedDict()
_lock = threading.Lock()


def shelf_of(community_id: UUID) -> Shelf:
    """The standards of a community by the instant they came into force. One light query while nothing is new."""
    stamp = handbook.stamp(community_id)
    kept = _kept.get(community_id)
    if kept is not None and kept.stamp == stamp:
        return kept.shelf
    books = handbook.books(community_id)
    placed = ((instant(book.effective_from), _book(book)) for book in books if book.effective_from is not None)
    naming = {kind: fact for kind, fact in KINDS.items() if fact.names is not None}
    only = {about: frozenset(kind for kind, fact in naming.items() if fact.about == about) for about in PLACES}
    shelf = Shelf(placed, {kind: fact.names for kind, fact in naming.items() if fact.names is not None}, only)
    with _lock:
        _kept[community_id] = _Kept(stamp, shelf)
        _kept.move_to_end(community_id)
        while len(_kept) > SHELVES:
            _kept.popitem(last=False)
    return shelf


@dataclass(frozen=True, slots=True)
class PlainBook:
    """A book in plain data, which may go to another process."""

    edition: str
    standards: tuple[Mapping[str, Any], ...]
    calendars: Mapping[str, Mapping[str, Any]]

    def ready(self) -> Book:
        """The book made ready for the fold."""
        duties = {name: duty_of(json.dumps(spec, sort_keys=True), name) for name, spec in self.calendars.items()}
        return read_book(self.edition, self.standards, duties)


def plain_book(source: EditionBook) -> PlainBook:
    """What a book judges by the journal, with what the rest of the handbook says of it."""
    standards = tuple(_standard(source, spec) for spec in (*source.clocks, *source.further))
    named = {spec.get("calendar", ALWAYS) for spec in standards}
    names = sorted(named | {spec["not_in"] for spec in standards if spec.get("not_in")})
    return PlainBook(str(source.id), standards, {name: source.calendar(name).model_dump(mode="json") for name in names})


def _book(source: EditionBook) -> Book:
    key = (source.id, source.stamp)
    with _lock:
        found = _ready.get(key)
    if found is None:
        found = plain_book(source).ready()
    with _lock:
        _ready[key] = found
        _ready.move_to_end(key)
        while len(_ready) > BOOKS:
            _ready.popitem(last=False)
    return found


def _standard(source: EditionBook, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The plain form with what the rest of the handbook says: caps of listed reasons, whether the role goes to work,
    and for a gate who stands above whom."""
    reasons = {code: _cap(source, code, cap) for code, cap in (spec.get("reasons") or {}).items()}
    role = source.roles.get(spec["owed_by"])
    ranks = {"ranks": source.ranks} if spec.get("kind") == "gate" else {}
    return {**spec, "reasons": reasons, "works": role is not None and role.works, **ranks}


def _cap(source: EditionBook, code: str, cap: Any) -> dict[str, int] | None:
    if cap != "listed":
        return cap or None
    listed = source.reasons[code].cap
    return None if listed is None else listed.model_dump(mode="json")


def plain_standard(shelf: Shelf, edition: str, code: str) -> Mapping[str, Any]:
    """What the edition says of a standard. Raises KeyError for an edition or a standard that isn't there."""
    return shelf.book(edition).rules[code].spec
