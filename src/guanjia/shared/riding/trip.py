"""One trip to the server: statements sent as one message, their results in order.

What psycopg's cursor does besides (names of columns, several result sets, fetching in steps) the house's short ways
never ask for, and it costs more than the trip; so they go by psycopg's lower floor, with its own adapters.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.generators import execute
from psycopg.pq import ConnStatus, ExecStatus

Entry = tuple[str, int | None]
"""A statement with its values filled in, and how many rows it must touch (None: any number)."""

GONE = "A row that was to be changed is gone."
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY)


def made(connection: Any, entries: Sequence[Entry]) -> Any:
    """Send the statements; the last one's result. Raises psycopg's error of the first that fails."""
    return each(connection, entries)[-1]


def each(connection: Any, entries: Sequence[Entry]) -> Sequence[Any]:
    """The same; the result of each."""
    with connection.lock:
        connection.pgconn.send_query(";\n".join(text for text, _ in entries).encode())
        results = connection.wait(execute(connection.pgconn))
    for result in results:
        if result.status not in _DONE:
            raise _error(connection, result)
    for (_, rows), result in zip(entries, results, strict=True):
        if rows is not None and result.command_tuples != rows:
            raise psycopg.DatabaseError(GONE)
    return results  # type: ignore[no-any-return] # psycopg's lower floor is untyped


def rows(turn: Any, result: Any) -> list[tuple[Any, ...]]:
    """The rows of a result, turned into Python's values by `turn`."""
    turn.set_pgresult(result)
    loaded: list[tuple[Any, ...]] = turn.load_rows(0, result.ntuples, tuple)
    return loaded


def _error(connection: Any, result: Any) -> psycopg.Error:
    if connection.pgconn.status == ConnStatus.BAD:
        return psycopg.OperationalError(result.get_error_message())
    return error_from_result(result)
