"""The house's short ways to PostgreSQL, and the backend that makes them short (Django's ENGINE, see base)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db import connections

if TYPE_CHECKING:
    from guanjia.shared.riding.base import DatabaseWrapper


def ask(text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows a statement brings back, all at once."""
    return _house().ask(text, values)


def ask_all(*asked: tuple[str, Sequence[Any]], anew: bool = False) -> list[list[tuple[Any, ...]]]:
    """The rows of several statements, each with its values, in one trip; `anew`: planned for these values."""
    return _house().ask_all(asked, anew=anew)


def write(text: str, values: Sequence[Any] = (), *, rows: int | None = None) -> None:
    """Let a statement that brings nothing back ride with the next one of the transaction (see base).

    Whatever is read later sees what it wrote. With `rows` it must touch so many, else DatabaseError is raised when
    it is sent: with the next statement, with `sent`, or at the commit.
    """
    _house().ride(text, values, rows=rows)


def sent() -> None:
    """Send what waits now, for a block that means to catch its error itself."""
    _house().send_riding()


def _house() -> "DatabaseWrapper":
    return cast("DatabaseWrapper", connections["default"])
