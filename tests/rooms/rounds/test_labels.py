"""Labels at doors and in stairwells: made once, scanned with time and place, refused where they don't belong."""

from uuid import UUID

import pytest

from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Flag, Spot, Stop, Trace
from guanjia.rooms.rounds.rules.codes import LONG, mark, new_code, read_code
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.rules.proving import PhoneSaid
from guanjia.rooms.rounds.types import Recording
from guanjia.shared.errors import Denied, Missing, Refused
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast
from tests.rooms.rounds.test_proof import recorded, vacant


def hung(cast: Cast, steward: UUID) -> tuple[Stop, Spot]:
    """Zhou's home stands empty, and has a label."""
    stop = vacant(cast)
    assert services.hang_labels(cast.actor(cast.he), cast.garden.id, "3", at=cast.now) >= 2
    return stop, Spot.objects.get(home=stop.home_id)


def test_labels_are_made_once_and_none_is_like_another(cast: Cast, steward: UUID) -> None:
    _, spot = hung(cast, steward)
    assert services.hang_labels(cast.actor(cast.he), cast.garden.id, "3", at=cast.now) == 0
    codes = [one.code for one in selectors.labels(cast.actor(cast.he), cast.garden.id, "3")]
    assert len(set(codes)) == len(codes)
    assert spot.code in codes
    with pytest.raises(Denied):
        services.hang_labels(cast.actor(steward), cast.garden.id, "3", at=cast.now)


def test_a_code_is_read_however_it_was_typed() -> None:
    code = "10AB7XKZ"
    assert read_code(" ioab-7xkz ") == code
    for wrong in ("", "10AB", "10AB7XKU", "10AB7XKZZ", "<script>"):
        assert read_code(wrong) == ""
    assert len({new_code() for _ in range(500)}) == 500
    assert len(new_code()) == LONG
    assert mark(code) != mark("10AB7XKY")


def test_a_label_leads_to_the_stop_of_today_and_a_made_up_one_nowhere(cast: Cast, steward: UUID) -> None:
    stop, spot = hung(cast, steward)
    cast.later(days=(stop.day - cast.now.date()).days)
    actor = cast.actor(steward)
    assert [one.id for one in selectors.stops_at(actor, spot.code.lower(), at=cast.now)] == [stop.pk]
    stairs = Spot.objects.get(unit__homes=stop.home_id)
    assert stop.pk in [one.id for one in selectors.stops_at(actor, stairs.code, at=cast.now)]
    with pytest.raises(Missing, match="none of ours"):
        selectors.spot(actor, "ZZZZZZZZ")
    with pytest.raises(Missing):
        selectors.spot(cast.actor(cast.gao), spot.code)


def test_a_scan_goes_with_the_record_with_its_time_and_place(cast: Cast, steward: UUID) -> None:
    stop, spot = hung(cast, steward)
    scanned = cast.now
    cast.later(minutes=10)
    said = PhoneSaid(Point(30.27, 120.15, 8), code=spot.code, scanned_at=scanned)
    recorded(cast, steward, stop, Recording(phone=said))
    trace = Trace.objects.get(act="scan")
    assert (trace.spot_id, trace.at, trace.latitude) == (spot.pk, scanned, 30.27)
    assert not Flag.objects.exists()


def test_a_label_of_elsewhere_is_refused_in_words_and_nothing_is_written(cast: Cast, steward: UUID) -> None:
    stop, _ = hung(cast, steward)
    other = Spot.objects.create(community_id=cast.garden.id, home=cast_home(cast), code="ABCD1234", made_at=cast.now)
    for code in (other.code, "ZZZZZZZZ", "garbage"):
        with pytest.raises(Refused, match="This label is not of 3-2-1402"):
            services.record(cast.actor(steward), stop.pk, Recording(phone=PhoneSaid(code=code)), at=cast.now)
    stop.refresh_from_db()
    assert stop.ended_at is None


def cast_home(cast: Cast) -> object:
    return Stop.objects.exclude(home=cast.home.id).select_related("home")[0].home


def test_a_label_that_hangs_there_and_was_not_scanned_is_flagged(cast: Cast, steward: UUID) -> None:
    stop, _ = hung(cast, steward)
    recorded(cast, steward, stop)
    assert list(Flag.objects.values_list("kind", flat=True)) == ["no_label"]


def test_a_lost_label_opens_nothing_any_more(cast: Cast, steward: UUID) -> None:
    _, spot = hung(cast, steward)
    services.renew_spot(cast.actor(cast.he), spot.pk, at=cast.now)
    with pytest.raises(Missing):
        selectors.spot(cast.actor(steward), spot.code)


def test_who_stands_at_a_label_keeps_its_place(cast: Cast, steward: UUID) -> None:
    stop, spot = hung(cast, steward)
    services.place_spot(cast.actor(cast.he), spot.pk, Point(30.27, 120.15, 9), at=cast.now)
    far = PhoneSaid(Point(30.27, 120.19, 20), code=spot.code)
    recorded(cast, steward, stop, Recording(phone=far))
    run_waiting()
    assert list(Flag.objects.values_list("kind", flat=True)) == ["wrong_place"]
