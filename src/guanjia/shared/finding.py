"""Finding words in the rows of a large table: pieces of fixed length in an index, exact by LIKE (decision 6)."""

import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

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
    if len(text) < length:
        return None
    asked = (
        f"select {key} from {table} where community_id = any(%s) and text_pieces({words}, {length}) @> "  # noqa: S608
        f"text_pieces(%s, {length}) and {words} like %s limit {MANY + 1}"
    )
    with connection.cursor() as cursor:  # planned for these words: how rare they are decides the way (decision 6)
        cursor.execute(asked, [list(communities), text, inside(text)])
        found = cursor.fetchall()
    return None if len(found) > MANY else [key for (key,) in found]
