"""What about a round's record is flagged, who settles it, and that nothing of it changes a verdict."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import services as promises
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Flag, Shot, Sight, Spot, Stop
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.rules.proving import FlagKind, FlagState, PhoneSaid
from guanjia.rooms.rounds.types import Recording, StopKind, StopState
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.rounds.conftest import sweep
from tests.rooms.rounds.test_sights import jpeg, scene


def vacant(cast: Cast) -> Stop:
    """Zhou's home stands empty; the stop at which it is looked at."""
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.VACANT, at=cast.now)
    sweep(cast)
    services.lay_out(cast.garden.id, at=cast.now)
    return Stop.objects.get(kind=StopKind.VACANT, state=StopState.PLANNED)


def another(stop: Stop, **other: Any) -> Stop:
    """A stop like it that waits as well, for another day."""
    found = Stop.objects.get(pk=stop.pk)
    found.pk, found._state.adding, found.state = UUID(int=stop.pk.int + 1), True, StopState.PLANNED.value
    found.started_at = found.ended_at = None
    found.day += timedelta(days=1)
    for name, value in other.items():
        setattr(found, name, value)
    found.save()
    return found


def recorded(cast: Cast, steward: UUID, stop: Stop, said: Recording | None = None, at: datetime | None = None) -> None:
    services.record(cast.actor(steward), stop.pk, said or Recording(), at=at or cast.now)
    run_waiting()


def flagged(stop: Stop) -> set[str]:
    return set(Flag.objects.filter(stop=stop).values_list("kind", flat=True))


def photo(content: bytes) -> Recording:
    return Recording(photos={"litter": [content]})


def test_a_photo_used_again_is_flagged_and_told_in_the_journal_and_the_verdict_stands(
    cast: Cast, steward: UUID
) -> None:
    first = vacant(cast)
    second = another(first)
    recorded(cast, steward, first, photo(jpeg(scene(1))))
    cast.later(days=1)
    recorded(cast, steward, second, photo(jpeg(scene(1))))
    assert (flagged(first), flagged(second)) == (set(), {"same_photo"})
    fact = JournalEvent.objects.get(kind="round.flagged")
    assert (fact.refs["stop"], fact.refs["other_stop"], fact.data["what"]) == (
        str(second.pk),
        str(first.pk),
        "same_photo",
    )
    second.refresh_from_db()
    assert second.state == StopState.DONE
    assert not promises.audit().differences


def test_a_whole_record_taken_over_from_another_is_one_question(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    second = another(first)
    taken = Recording(photos={"litter": [jpeg(scene(1)), jpeg(scene(2)), jpeg(scene(3))]})
    recorded(cast, steward, first, taken)
    cast.later(days=1)
    recorded(cast, steward, second, taken)
    assert list(Flag.objects.values_list("kind", "stop")) == [("same_photo", second.pk)]


def test_nearly_the_same_photo_is_flagged_and_another_of_the_same_room_is_not(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    second, third = another(first), another(first, pk=UUID(int=3), day=first.day + timedelta(days=2))
    picture = scene(2)
    recorded(cast, steward, first, photo(jpeg(picture)))
    cast.later(days=1)
    recorded(cast, steward, second, photo(jpeg(picture.resize((640, 480)), 50)))
    recorded(cast, steward, third, photo(jpeg(scene(5))), at=cast.later(hours=1))
    assert (flagged(second), flagged(third)) == ({"alike_photo"}, set())


def test_one_photo_for_two_items_of_a_stop_is_no_reuse(cast: Cast, steward: UUID) -> None:
    stop, content = vacant(cast), jpeg(scene(1))
    recorded(cast, steward, stop, Recording(photos={"litter": [content], "fittings": [content]}))
    assert flagged(stop) == set()


def test_a_photo_taken_long_before_is_flagged(cast: Cast, steward: UUID) -> None:
    stop, picture = vacant(cast), scene(1)
    exif = picture.getexif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:01 09:00:00"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    recorded(cast, steward, stop, photo(out.getvalue()))
    assert flagged(stop) == {"old_photo"}


def test_far_from_the_label_is_flagged_and_an_unsure_phone_is_not(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    second = another(first)
    Spot.objects.create(
        community_id=cast.garden.id, home=first.home, code="X", made_at=cast.now, latitude=30.27, longitude=120.15
    )
    far = PhoneSaid(Point(30.27, 120.17, 20))
    recorded(cast, steward, first, Recording(phone=far))
    recorded(cast, steward, second, Recording(phone=PhoneSaid(Point(30.27, 120.17, 3000))), at=cast.later(hours=1))
    assert (flagged(first), flagged(second)) == ({"wrong_place", "no_label"}, {"no_label"})
    rows = selectors.flags(cast.actor(cast.he), cast.garden.id).rows
    assert [row.words for row in rows if row.kind == "wrong_place"] == ["记录时离现场 1471 米。"]  # map grids let go


def test_two_buildings_within_seconds_are_flagged_at_the_later_record(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    elsewhere = Stop.objects.exclude(home__building__code="3").filter(state=StopState.PLANNED).first()
    if elsewhere is None:
        place_verbs.add_homes(cast.garden.id, [_home("5", "101")], at=cast.now)
        elsewhere = another(first, home_id=_home_id(cast, "5-101"))
    recorded(cast, steward, first)
    recorded(cast, steward, elsewhere, at=cast.later(seconds=10))
    assert (flagged(first), flagged(elsewhere)) == (set(), {"too_fast"})


def _home(building: str, number: str) -> Any:
    from guanjia.rooms.places.types import NewHome

    return NewHome(building=building, number=number)


def _home_id(cast: Cast, label: str) -> UUID:
    from guanjia.rooms.places import selectors as places

    found = places.home_by_label([cast.garden.id], label)
    assert found is not None
    return found.id


def test_all_items_in_seconds_are_flagged_by_the_handbooks_figure(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    second = another(first)
    recorded(cast, steward, first, Recording(phone=ticked(cast.now, each=1)))
    recorded(cast, steward, second, Recording(phone=ticked(cast.now, each=5)), at=cast.later(hours=1))
    assert (flagged(first), flagged(second)) == ({"hasty"}, set())


def ticked(end: datetime, each: int) -> PhoneSaid:
    """Five items, so many seconds each."""
    return PhoneSaid(answered={f"item_{n}": end - timedelta(seconds=each * n) for n in range(5)})


def test_a_time_set_by_hand_is_flagged_and_a_record_kept_by_the_phone_is_not(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    second = another(first)
    there = cast.now
    cast.later(hours=3)
    by_hand, kept = PhoneSaid(by_hand=True, written_at=cast.now), PhoneSaid(by_hand=True, written_at=there)
    recorded(cast, steward, first, Recording(phone=by_hand), at=there)
    recorded(cast, steward, second, Recording(phone=kept), at=there)
    assert (flagged(first), flagged(second)) == ({"afterwards"}, set())


def test_a_record_that_reaches_us_after_the_handbooks_time_is_flagged(cast: Cast, steward: UUID) -> None:
    stop, there = vacant(cast), cast.now
    cast.later(hours=30)
    recorded(cast, steward, stop, at=there)
    assert flagged(stop) == {"afterwards"}


def one(cast: Cast, steward: UUID) -> Flag:
    stop = vacant(cast)
    recorded(cast, steward, stop, Recording(phone=ticked(cast.now, each=1)))
    return Flag.objects.get(stop=stop)


def test_who_was_there_explains_and_a_colleague_settles_with_a_reason(cast: Cast, steward: UUID) -> None:
    flag, he = one(cast, steward), cast.actor(cast.he)
    services.explain(cast.actor(steward), flag.pk, "先看完再一起勾的", at=cast.now)
    with pytest.raises(Invalid):
        services.settle(he, flag.pk, " ", confirmed=False, at=cast.now)
    services.settle(he, flag.pk, "有照片为证", confirmed=False, at=cast.now)
    seen = selectors.flag(he, flag.pk)
    assert (seen.state, seen.explanation, seen.reason) == (FlagState.EXPLAINED, "先看完再一起勾的", "有照片为证")
    assert JournalEvent.objects.get(kind="round.flag_settled").data["confirmed"] is False
    with pytest.raises(Refused):
        services.settle(he, flag.pk, "再看一次", confirmed=True, at=cast.now)


def test_nobody_settles_their_own_and_strangers_see_none(cast: Cast, steward: UUID) -> None:
    flag = one(cast, steward)
    with pytest.raises(Denied):
        services.settle(cast.actor(steward), flag.pk, "没事", confirmed=False, at=cast.now)
    Flag.objects.filter(pk=flag.pk).update(staff=cast.he)
    with pytest.raises(Denied, match="own round"):
        services.settle(cast.actor(cast.he), flag.pk, "没事", confirmed=False, at=cast.now)
    for stranger in (cast.actor(cast.gao), cast.resident()):
        with pytest.raises(Missing):
            selectors.flag(stranger, flag.pk)


def test_looking_again_flags_nothing_twice(cast: Cast, steward: UUID) -> None:
    flag = one(cast, steward)
    assert services.prove(flag.stop_id, at=cast.now) == 0
    assert Flag.objects.count() == JournalEvent.objects.filter(kind="round.flagged").count() == 1


def test_the_list_of_flags_takes_the_same_queries_for_one_and_for_sixty(cast: Cast, steward: UUID) -> None:
    flag, he = one(cast, steward), cast.actor(cast.he)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert selectors.flags(he, cast.garden.id).rows
        return len(found)

    alone = queries()
    Flag.objects.bulk_create(
        Flag(
            community_id=flag.community_id,
            stop=flag.stop,
            staff_id=steward,
            kind=FlagKind.OLD_PHOTO.value,
            about=UUID(int=number),
            figures={"taken": "2026-03-01T09:00:00+08:00"},
            at=flag.at,
        )
        for number in range(1, 61)
    )
    assert queries() == alone <= 5  # flags with stops, other stops, homes, names


def test_a_photo_is_found_by_index_however_many_there_are(cast: Cast, steward: UUID) -> None:
    first = vacant(cast)
    recorded(cast, steward, first, photo(jpeg(scene(1))))
    sight = Sight.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        for rows, index in (
            (Sight.objects.filter(keys__overlap=sight.keys), "sight_alike"),
            (Sight.objects.filter(community=sight.community_id, kept=sight.kept), "sight_same"),
        ):
            assert index in rows.explain()


def test_the_thresholds_are_the_handbooks(cast: Cast, steward: UUID) -> None:
    from guanjia.rooms.handbook import selectors as handbook

    terms = handbook.edition_in_force(cast.garden.id, cast.now).terms.round
    looser = terms.model_copy(update={"proof": terms.proof.model_copy(update={"hasty_items": 9})})
    from guanjia.rooms.rounds.rules.proving import noticed
    from guanjia.rooms.rounds.services.proving import _limits, _seen

    stop = one(cast, steward).stop
    seen = _seen(stop, terms, cast.now)
    assert [found.kind for found in noticed(seen, _limits(terms))] == [FlagKind.HASTY]
    assert not list(noticed(seen, _limits(looser)))
    assert not list(noticed(replace(seen, told_at=datetime(2026, 3, 2, tzinfo=UTC)), _limits(looser)))
    assert Shot.objects.count() == 0
