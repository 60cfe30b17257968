"""Django's PostgreSQL backend with fewer trips: begin, savepoints and writes ride with the next statement.

A trip to the server costs more than most statements do. What brings nothing back (the beginning of a transaction,
a savepoint, a row to be written) is kept until something must be asked or the block ends, and is sent in front of
it, in order, in one message. Nothing else changes: whatever is read later in the transaction sees it. Its error is
raised by the trip that carries it, at the latest at the commit, and undoes the whole transaction; who wants to catch
one inside sends what waits there (`riding.sent`).
"""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import psycopg
from django.db import DatabaseError
from django.db.backends.postgresql import base
from psycopg.adapt import Transformer
from psycopg.pq import Format, TransactionStatus

from guanjia.shared.riding import trip
from guanjia.shared.riding.ready import Ready
from guanjia.shared.riding.trip import Entry

_INSTANT = psycopg.adapters.types["timestamptz"].oid
_LOADER = psycopg.adapters.get_loader(_INSTANT, Format.TEXT)
"""psycopg's own reader of instants. Django's gives the same ones where the server speaks UTC, and takes ten times as
long: it is written in Python, and every row has some."""


class Cursor(psycopg.ClientCursor[Any]):
    """A cursor that takes along what is waiting on its connection."""

    house: "DatabaseWrapper | None" = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> "Cursor":
        """Send what waits, then `query`; the result is the query's own."""
        if self.house is None or not self.house.riding:
            return super().execute(query, params, **options)
        text = self.mogrify(query, params) if params is not None else _plain(query, self.connection)
        riding = self.house.taken()
        super().execute(";\n".join([*(one for one, _ in riding), text]), **options)
        for number, (_, rows) in enumerate(riding):
            if rows is not None and self.set_result(number).rowcount != rows:
                raise psycopg.DatabaseError(trip.GONE)
        self.set_result(-1)
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        """Send what waits in a trip of its own first."""
        if self.house is not None:
            self.house.send_riding()
        super().executemany(query, params_seq, **options)

    def copy(self, *words: Any, **options: Any) -> Any:
        """Send what waits in a trip of its own first."""
        if self.house is not None:
            self.house.send_riding()
        return super().copy(*words, **options)


def _plain(query: Any, connection: Any) -> str:
    return query if isinstance(query, str) else str(query.as_string(connection))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with what waits to be sent. Transactions are begun and ended here; psycopg begins none itself."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.riding: list[Entry] = []
        self._never_made: set[str] = set()
        self._light: Cursor | None = None
        self._turn: Any = None
        self._ready: Ready | None = None

    # What waits ---------------------------------------------------------------------------------------------------

    def ride(self, text: str, params: Any = None, *, rows: int | None = None) -> None:
        """Send the statement with the next one; at once outside a transaction.

        With `rows` it must touch so many, else DatabaseError is raised by the trip that carries it.
        """
        self.ensure_connection()
        if not self.in_atomic_block:
            cursor = self.light()
            cursor.execute(text, params)
            if rows is not None and cursor.rowcount != rows:
                raise DatabaseError(trip.GONE)
            return
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            self.riding.append((self._filled(text, params or ()), rows))

    def ask(self, text: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Send what waits and the statement; the rows it brings back, all at once."""
        if self.queries_logged:  # who looks at the statements wants to read them
            cursor = self.light()
            cursor.execute(text, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            filled = self._filled(text, params)
            return trip.rows(self._turning(), trip.made(self.connection, [*self.taken(), (filled, None)]))

    def ask_all(self, asked: Sequence[tuple[str, Sequence[Any]]], *, anew: bool) -> list[list[tuple[Any, ...]]]:
        """Send what waits and several statements in one trip; the rows of each. `anew`: never by a kept plan."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_no_broken_transaction()
        if self.queries_logged:
            return self._read_out(asked)
        with self.wrap_database_errors:
            fill = self._one().mogrify if anew else self._filled
            filled = [(fill(text, params), None) for text, params in asked]
            results = trip.each(self.connection, [*self.taken(), *filled])
            turn = self._turning()
            return [trip.rows(turn, result) for result in results[-len(asked) :]]

    def _read_out(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        one, cursor = self._one(), self.light()
        cursor.execute(";\n".join(one.mogrify(text, params) for text, params in asked))
        found = []
        for number in range(-len(asked), 0):
            one.set_result(number)
            found.append(one.fetchall())
        return found

    def _filled(self, text: str, params: Sequence[Any]) -> str:
        if self.queries_logged or self._ready is None:
            return self._one().mogrify(text, params)
        if self._idle():
            self._ready.prepare()
        return self._ready.text(text, params)

    def taken(self) -> list[Entry]:
        """What waits, in order; it waits no longer."""
        riding, self.riding = self.riding, []
        return riding

    def send_riding(self) -> None:
        """Send what waits in a trip of its own."""
        if self.riding:
            with self.wrap_database_errors:
                trip.made(self.connection, self.taken())

    def light(self) -> Any:
        """A cursor for one short question whose answer is fetched at once: the same one each time, never closed."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        return self._prepare_cursor(self._one())  # type: ignore[attr-defined] # the stubs don't know it

    def _one(self) -> Cursor:
        if self._light is None or self._light.connection is not self.connection or self._light.closed:
            self._light = self.create_cursor()
            self._turn = Transformer.from_context(self._light)
        return self._light

    def _turning(self) -> Any:
        """What turns the rows that come back, as Django's own cursor would."""
        self._one()
        return self._turn

    # Connections and cursors --------------------------------------------------------------------------------------

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with the cursor that takes along."""
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def connect(self) -> None:
        """Connect; what waited for an earlier connection is gone with it."""
        self.riding.clear()
        self._never_made.clear()
        super().connect()
        self._ready = Ready(self.connection)

    def close(self) -> None:
        """Close; what waited is lost with the transaction it belonged to."""
        self.riding.clear()
        super().close()

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor; a named one reads in steps, so it begins after what waits."""
        if name:
            self.send_riding()
            holds = not self.in_atomic_block  # psycopg knows of no transaction here, so it can't tell by itself
            return base.ServerSideCursor(  # type: ignore[call-arg] # the stubs don't know its words
                self.connection, name=name, scrollable=False, withhold=holds
            )
        cursor = super().create_cursor()
        cursor.house = self
        if self.timezone is UTC:
            cursor.adapters.register_loader(_INSTANT, _LOADER)
        return cursor

    # Transactions -------------------------------------------------------------------------------------------------

    def _idle(self) -> bool:
        return bool(self.connection.info.transaction_status == TransactionStatus.IDLE)

    def _set_autocommit(self, autocommit: bool) -> None:
        if not self.connection.autocommit:
            self.connection.autocommit = True
        if not autocommit:
            self.riding.append(("BEGIN", None))

    def _commit(self) -> None:
        if self.connection is None:
            return
        if self._idle() and not any(_writes(text) for text, _ in self.riding):
            self.riding.clear()
            return
        self.riding.append(("COMMIT", None))
        self.send_riding()

    def _rollback(self) -> None:
        self.riding.clear()
        if self.connection is not None and not self._idle():
            self.riding.append(("ROLLBACK", None))
            self.send_riding()

    def _savepoint(self, sid: str) -> None:
        self.riding.append((self.ops.savepoint_create_sql(sid), None))

    def _savepoint_commit(self, sid: str) -> None:
        """A block in which nothing was sent leaves no trace; what was written inside goes on riding."""
        if sid in self._never_made:  # rolled back before it was sent; Django releases what it rolled back
            self._never_made.discard(sid)
            return
        created = self._waits(sid)
        if created is not None:  # nothing was asked inside: what it wrote belongs to the block around it
            del self.riding[created]
            return
        self.riding.append((self.ops.savepoint_commit_sql(sid), None))

    def _savepoint_rollback(self, sid: str) -> None:
        created = self._waits(sid)
        if created is not None:
            del self.riding[created:]
            self._never_made.add(sid)
            return
        self.riding[:] = [(self.ops.savepoint_rollback_sql(sid), None)]
        self.send_riding()

    def _waits(self, sid: str) -> int | None:
        """The place of a savepoint that was not sent yet."""
        mark = (self.ops.savepoint_create_sql(sid), None)
        return self.riding.index(mark) if mark in self.riding else None


def _writes(text: str) -> bool:
    return not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))
