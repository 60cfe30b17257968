"""The road of a round: lived in, owed, planned, done; and what nobody looked at in its month is missed."""

from uuid import UUID

from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.rounds import services
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.types import Recording, StopKind, StopState
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.rounds.conftest import sweep

TICKS = ("notebook", "covers", "badge", "asked_in", "chairs", "thanks", "contact", "door")
NOTES = ("views", "household", "fees", "open_matters")
VISITED = {**dict.fromkeys(TICKS, True), **dict.fromkeys(NOTES, "都好")}


def states(cast: Cast, code: str) -> list[str]:
    """What became of the promises of a standard about the home."""
    rows = promises.of_subject("home", cast.home.id, at=cast.now)
    return [one.state for one in rows if one.code == code]


def test_a_home_that_is_lived_in_is_owed_two_visits_planned_and_kept(cast: Cast, steward: UUID) -> None:
    assert states(cast, "E01") == ["running"]
    assert services.lay_out(cast.garden.id, at=cast.now) > 0
    stop = Stop.objects.filter(staff=steward, kind=StopKind.VISIT).order_by("place")[0]
    actor = cast.actor(steward)
    services.start(actor, stop.pk, at=cast.now)
    services.record(actor, stop.pk, Recording(met="周女士", given=VISITED), at=cast.later(minutes=20))
    stop.refresh_from_db()
    assert (stop.state, stop.met) == (StopState.DONE, "周女士")
    fact = JournalEvent.objects.get(kind="visit.done")
    assert (fact.refs["home"], fact.refs["staff"]) == (str(stop.home_id), str(steward))
    row = next(one for one in promises.of_subject("home", stop.home_id, at=cast.now) if one.code == "E04")
    assert row.state == "met"


def test_an_empty_home_nobody_looked_at_in_its_month_is_missed(cast: Cast, steward: UUID) -> None:
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.VACANT, at=cast.now)
    assert states(cast, "E19") == ["running"]
    cast.later(days=31)
    sweep(cast)
    assert states(cast, "E19") == ["missed", "running"]
