"""What every test may ask for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from guanjia.shared.time import use_clock


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None, worlds: Callable[[], Any]) -> Iterator[Any]:
    """The cast on Monday, 2 March 2026, 9:00 in Shanghai; the clock stands still until the test moves it.

    Ids and secrets are drawn by the name of the test: what it finds once it finds each time.
    """
    from tests.cast import MONDAY, Cast

    use_clock(lambda: MONDAY, seed="cast")
    if connection.in_atomic_block:
        with worlds().borrowed(request.node.name) as lent:
            yield lent
    else:
        made = Cast()
        use_clock(made.clock, seed=request.node.name)
        yield made
    use_clock()
