"""Going on when the database goes away meanwhile."""

import time as wall
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, connections

T = TypeVar("T")
TRIES = 600
PAUSE = 0.2
"""Seconds between two tries; the parent starts the server again meanwhile."""


def surely(act: Callable[[], T], lost: Callable[[], None] = lambda: None) -> T:
    """What `act` brings, done again from its beginning when the database went away; `lost` is told each time."""
    for _ in range(TRIES):
        try:
            return act()
        except (OperationalError, InterfaceError):
            connections.close_all()
            lost()
            wall.sleep(PAUSE)  # noqa: TID251 - waiting for a server that starts again, outside of any test
    connection.ensure_connection()
    return act()
