"""A steward of building 3 in the garden, with the base handbook in force, and a breach they wrote down."""

from uuid import UUID

import pytest

from guanjia.rooms.breaches import services
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.rounds.types.findings import ByTheWay
from tests.cast import Cast
from tests.rooms.rounds.conftest import sweep


@pytest.fixture
def steward(cast: Cast) -> UUID:
    """Somebody who looks after building 3."""
    cast.publish()
    found = cast.hired("steward", "steward")
    people_verbs.look_after(found, cast.garden.id, "steward", ["3"])
    sweep(cast)
    return found


def written_down(cast: Cast, who: UUID, kind: str = "animals", words: str = "阳台养鸡，清早打鸣") -> UUID:
    """A breach at Zhou's home, written down by the way."""
    seen = ByTheWay(kind=kind, words=words, home_id=cast.home.id)
    return services.open_breach(cast.actor(who), cast.garden.id, seen, at=cast.now)
