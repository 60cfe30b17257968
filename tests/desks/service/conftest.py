"""The desk's world: the cast with its handbook in force, pages in English."""

from typing import Any

import pytest

from tests.cast import Cast


@pytest.fixture(autouse=True)
def english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast
