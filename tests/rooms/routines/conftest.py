"""A guard, a supervisor and a guarded area in the garden, with the base handbook in force."""

from uuid import UUID

import pytest

from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.routines import services
from guanjia.rooms.routines.types import NewThing
from tests.cast import Cast


@pytest.fixture
def guards(cast: Cast) -> list[UUID]:
    """The two guards who are on duty all day, and an area they walk."""
    cast.publish()
    found = [cast.sun, cast.hired("guard-2", "guard")]
    services.look_after_these(
        cast.garden.id, [NewThing(kind="guard_area", label="一区", buildings=("3",))], at=cast.now
    )
    sweep(cast)
    return found


def sweep(cast: Cast) -> None:
    """Let time work until now."""
    while promise_verbs.sweep(at=cast.now):
        pass
