"""What every browser test stands on."""

import pytest


@pytest.fixture(scope="session")
def base_url() -> str:
    """None: each test names the address of its own server."""
    return ""
