"""Finding words in the rows of a large table: pieces of fixed length in an index, exact by LIKE (decision 6)."""

import unicodedata
from collections.abc import Sequence
from uuid import UUID

from guanjia.shared.riding import ask_all

MANY = 2000
"""So many hits are listed; what has more is so frequent that the list itself comes upon it soon."""


def plain(text: str) -> str:
    """Text as it is looked for: full-width signs half-width, letters small, as the database's `text_plain` does it."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def inside(text: str) -> str:
    """The pattern of LIKE for any text with this inside."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def keys_with(  # noqa: PLR0913 - where, and what
    table: str, words: str, length: int, communities: Sequence[UUID], text: str, *, key: str = "id"
) -> list[UUID] | None:
    """The `key` of rows whose `words` (an expression with a GIN index over its pieces of `length`) hold this text.

    The text is plain. None when there are more than MANY, and for one shorter than a piece. One query. `table`,
    `words` and `key` are ours.
    """
    return keys_in_each((table,), words, length, communities, text, key=key)[0]


def keys_in_each(  # noqa: PLR0913 - where, and what
    tables: Sequence[str], words: str, length: int, communities: Sequence[UUID], text: str, *, key: str = "id"
) -> list[list[UUID] | None]:
    """The same of several tables, asked for in one trip."""
    if len(text) < length:
        return [None] * len(tables)
    asked = [
        f"select {key} from {table} where community_id = any(%s) and text_pieces({words}, {length}) @> "  # noqa: S608
        f"text_pieces(%s, {length}) and {words} like %s limit {MANY + 1}"
        for table in tables
    ]
    # planned for these words: how rare they are decides the way (decision 6)
    found = ask_all(*((one, [list(communities), text, inside(text)]) for one in asked), anew=True)
    return [None if len(rows) > MANY else [row[0] for row in rows] for rows in found]
