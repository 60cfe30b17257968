"""What every test may ask for."""

from collections.abc import Iterator
from typing import Any

import pytest

from guanjia.shared.time import use_clock


@pytest.fixture
def cast(db: None) -> Iterator[Any]:
    """The cast on Monday, 2 March 2026, 9:00 in Shanghai; the clock stands still until the test moves it."""
    from tests.cast import MONDAY, Cast

    use_clock(lambda: MONDAY)
    made = Cast()
    use_clock(made.clock)
    yield made
    use_clock()
