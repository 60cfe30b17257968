"""A steward in the garden, with the base handbook in force."""

from uuid import UUID

import pytest

from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.promises import services as promise_verbs
from tests.cast import Cast


@pytest.fixture
def steward(cast: Cast) -> UUID:
    """Somebody who looks after building 3."""
    cast.publish()
    found = cast.hired("steward", "steward")
    people_verbs.look_after(found, cast.garden.id, "steward", ["3"])
    sweep(cast)
    return found


def sweep(cast: Cast) -> None:
    """Let time work until now."""
    while promise_verbs.sweep(at=cast.now):
        pass
