"""The desk's world: the cast with its handbook in force."""

import pytest

from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast
