"""What every test may ask for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from guanjia.shared.time import use_clock


@pytest.fixture
def cast(db: None, worlds: Callable[[], Any]) -> Iterator[Any]:
    """The cast on Monday, 2 March 2026, 9:00 in Shanghai; the clock stands still until the test moves it."""
    from tests.cast import MONDAY, Cast

    use_clock(lambda: MONDAY)
    if connection.in_atomic_block:
        with worlds().borrowed() as lent:
            yield lent
    else:
        made = Cast()
        use_clock(made.clock)
        yield made
    use_clock()
