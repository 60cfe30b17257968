"""What the verbs of rounds stand on: the state of a stop moves here and nowhere else."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.cases.types import OpenCase, Origin
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import rules
from guanjia.rooms.rounds.events import RoundFact
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.types import StopState
from guanjia.rooms.rounds.types.findings import Scene
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Denied, gettext_noop


def zone_of(community_id: UUID) -> ZoneInfo:
    """The clock of a community."""
    return ZoneInfo(places.community(community_id).zone)


def move(stop: Stop, to: StopState, *columns: str) -> None:
    """Bring a stop into another state, together with these columns. Raises Refused for a move that is none."""
    rules.check_move(StopState(stop.state), to)
    stop.state = to.value
    change(stop, ["state", *columns])


def told(stop: Stop, fact: type[RoundFact], staff_id: UUID, at: datetime, **more: Any) -> RoundFact:
    """A fact about the home of a stop."""
    refs = {"staff_id": staff_id, "stop_id": stop.pk}
    return fact(community_id=stop.community_id, subject_id=stop.home_id, at=at, **refs, **more)


def who_goes(actor: Actor) -> UUID:
    """Who was there. Raises Denied for who isn't staff."""
    if actor.staff_id is None:
        raise Denied("rounds.staff_only", gettext_noop("Only staff go on rounds."))
    return actor.staff_id


IN_PERSON = "counter"
"""The way a need came in: said or seen on the spot."""


def need_of(stop: Stop, text: str) -> OpenCase:
    """A need that came up at a stop, with its place."""
    return OpenCase(
        community_id=stop.community_id,
        text=text,
        channel=IN_PERSON,
        origin=Origin.ROUND,
        home_id=stop.home_id,
        place_text=places.label(stop.home_id),
    )


def scene_of(stop: Stop) -> Scene:
    """Where something is found at a stop."""
    label = places.label(stop.home_id)
    return Scene(community_id=stop.community_id, home_id=stop.home_id, place=label, stop_id=stop.pk)
