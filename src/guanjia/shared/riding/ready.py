"""Statements a connection's server keeps ready: what is sent often is parsed and planned once, then only named.

A statement is told to the server (`prepare`) when it was sent a few times with values of the same types, and only
between transactions, so that one the server can't prepare harms nothing: it is sent whole as before. Values travel
as the same literals in either form, so both mean the same.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.adapt import Transformer

OFTEN = 4
"""The sending at which a statement is worth its preparation."""
MOST = 300
"""Statements kept ready on one connection; the server holds some tens of kilobytes for each."""
LONGEST = 8000
"""Signs of a statement that may be kept: longer ones write many rows at once, each time another number of them."""

Key = tuple[str, tuple[str, ...]]


class Ready:
    """What one connection's server has been told."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = Transformer.from_context(connection)
        self._names: dict[Key, str] = {}
        self._sent: Counter[Key] = Counter()
        self._wanted: list[Key] = []

    def text(self, query: str, values: Sequence[Any]) -> str:
        """The statement with its values filled in, by its name where the server knows it."""
        literals = [self._turn.as_literal(value).decode() for value in values]
        if len(query) > LONGEST:
            return _joined(_parts(query), literals)
        key = query, tuple(_type(one) for one in literals)
        name = self._names.get(key)
        if name:
            return f"execute {name} ({', '.join(literals)})" if literals else f"execute {name}"
        self._count(key)
        return _joined(_parts(query), literals)

    def _count(self, key: Key) -> None:
        self._sent[key] += 1
        if self._sent[key] == OFTEN and UNKNOWN not in key[1] and len(self._names) + len(self._wanted) < MOST:
            self._wanted.append(key)
        if len(self._sent) > 10 * MOST:  # statements of many shapes, each sent once: count anew
            self._sent.clear()

    def prepare(self) -> None:
        """Tell the server what is wanted. Call it only while no transaction is open."""
        wanted, self._wanted = self._wanted, []
        for key in wanted:
            query, types = key
            name = f"guanjia_{len(self._names) + 1}"
            places = [f"${number}{'::' + type_ if type_ else ''}" for number, type_ in enumerate(types, 1)]
            try:
                self._connection.execute(f"prepare {name} as {_joined(_parts(query), places)}")
            except psycopg.Error:
                continue
            self._names[key] = name


PLACE = re.compile(r"(?<!%)%s")
UNKNOWN = "?"
"""The type of a literal whose text doesn't say it."""


def _type(literal: str) -> str:
    """The type the server gives a literal; empty for what takes its type from where it stands."""
    if literal.endswith("'") or literal == "NULL":
        return ""
    _, cast, type_ = literal.rpartition("'::")
    if cast:
        return type_
    if literal in {"true", "false"}:
        return "bool"
    number = literal.strip().removeprefix("-")
    if not number.isdecimal():
        return UNKNOWN
    return "int4" if len(number) < 10 else "int8" if len(number) < 19 else UNKNOWN


@lru_cache(maxsize=10 * MOST)
def _parts(query: str) -> tuple[str, ...]:
    """The statement between its values."""
    return tuple(part.replace("%%", "%") for part in PLACE.split(query))


def _joined(parts: Sequence[str], filled: Sequence[str]) -> str:
    if len(parts) != len(filled) + 1:
        raise psycopg.ProgrammingError(f"{len(parts) - 1} places, {len(filled)} values")
    return "".join(_woven(parts, filled))


def _woven(parts: Sequence[str], filled: Sequence[str]) -> Iterator[str]:
    yield parts[0]
    for part, value in zip(parts[1:], filled, strict=True):
        yield value
        yield part
