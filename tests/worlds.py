"""The cast made once a process, and once more with the base handbook in force; each test takes back what it wrote.

Each of the two stands in a database of its own. A test whose rows are rolled back begins in the first, and goes on in
the second when it publishes the handbook before it wrote anything: rows, ids and clock are those it would have made.
A test that commits makes a cast of its own, by the same verbs.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from guanjia.rooms.cases.services import learning
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.shared import time
from guanjia.shared.riding import ask
from tests.cast import MONDAY, Cast

UNTOUCHED = "select pg_current_xact_id_if_assigned() is null"


class World:
    """A database whose rows are committed, this process's connection to it, and the last id that was made for it."""

    def __init__(self, database: str) -> None:
        self.connection: Any = connections["default"].copy()
        self.connection.settings_dict["NAME"] = database
        self.last = 0

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Django's connection leads here while the block lasts."""
        before, connections["default"] = connections["default"], self.connection
        try:
            yield
        finally:
            connections["default"] = before

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """The same in one transaction, which is checked and rolled back, as Django's tests are."""
        with self.inside():
            block = transaction.atomic()
            block._from_testcase = True  # type: ignore[attr-defined] # what must be the outermost block may be inside
            block.__enter__()
            try:
                yield
                if not self.connection.needs_rollback and self.connection.is_usable():
                    self.connection.check_constraints()
            finally:
                transaction.set_rollback(True)
                block.__exit__(None, None, None)

    def ids_rise(self) -> None:
        """New ids come after those of this world."""
        time._source.last = max(time._source.last, self.last)


class Worlds:
    """Both, for one process. `copied` makes a database like another one, by their names."""

    def __init__(self, copied: Callable[[str, str], str], plain: str) -> None:
        self.cast = World(copied(plain, "cast"))
        with self.cast.inside():
            made = Cast()
        self.cast.last = time._source.last
        self.cast.connection.close()  # who copies a database is alone with it
        self.book = World(copied(self.cast.connection.settings_dict["NAME"], "book"))
        with self.book.inside():
            self.edition = made.publish()
        self.book.last = time._source.last
        self.made = vars(made)

    @contextmanager
    def borrowed(self, test: str) -> Iterator[Cast]:
        """The cast, for one test, whose clock is followed; ids and secrets are drawn by its name."""
        _forget()
        with ExitStack() as left:
            left.enter_context(self.cast.borrowed())
            made = Borrowed(self, left)
            time.use_clock(made.clock, seed=test)
            self.cast.ids_rise()
            yield made

    def close(self) -> None:
        """Close the connections."""
        self.cast.connection.close()
        self.book.connection.close()


class Borrowed(Cast):
    """The cast of a test that is rolled back."""

    def __init__(self, worlds: Worlds, left: ExitStack) -> None:
        vars(self).update({name: dict(one) if isinstance(one, dict) else one for name, one in worlds.made.items()})
        self._worlds, self._left, self._published = worlds, left, False

    def publish(self) -> UUID:
        """The base handbook comes into force; where nothing was written yet, it is already."""
        first, self._published = not self._published, True
        if first and self.now == MONDAY and ask(UNTOUCHED)[0][0]:
            self._left.enter_context(self._worlds.book.borrowed())
            self._worlds.book.ids_rise()
            return self._worlds.edition
        return super().publish()


def _forget() -> None:
    """What this process remembers of a community for a while, and another test may have changed."""
    places._known.clear()
    learning._layers.clear()
    handbook._still.clear()
