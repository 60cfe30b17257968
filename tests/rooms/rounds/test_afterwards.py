"""After a visit, made or not: thanks with the numbers, the card and another day, and letting go with tries shown."""

from datetime import timedelta
from uuid import UUID

import pytest

from guanjia.rooms.cases.models import Case
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.promises.models import Waiver
from guanjia.rooms.promises.services import audit
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.rules.booking import Way
from guanjia.rooms.rounds.types import Attempt, Recording, StopState
from guanjia.shared.errors import Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.rounds.test_bookings import at_work
from tests.rooms.rounds.test_bookings import visit as visit


def told(cast: Cast) -> list[str]:
    run_waiting()
    rows = Message.objects.filter(conversation__contact=cast.zhou_contact, author="machine").order_by("id")
    return [row.text for row in rows]


def again(visit: Stop) -> Stop:
    return Stop.objects.get(home=visit.home_id, kind="visit", state=StopState.PLANNED, due_at=visit.due_at)


def test_a_household_is_thanked_once_with_the_numbers_of_what_it_asked_for(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    said = Recording(met="周敏", matters=("楼道灯不亮", "健身房几点开门"))
    services.record(cast.actor(steward), visit.pk, said, at=cast.now)
    (words,) = told(cast)
    services.thank(visit.pk, at=cast.now)
    assert told(cast) == [words]
    numbers = Case.objects.filter(origin="round").values_list("number", flat=True)
    assert len(numbers) == 2
    assert all(number in words for number in numbers)
    assert JournalEvent.objects.filter(kind="visit.thanked").count() == 1


def test_what_was_promised_has_its_times_and_stands_before_the_next_visit(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    actor = cast.actor(steward)
    services.record(actor, visit.pk, Recording(met="周敏", words="聊得很好", matters=("厨房水龙头漏水",)), at=cast.now)
    run_waiting()
    (one,) = selectors.promised(actor, visit.pk, at=cast.now)
    assert one.owed is not None
    assert one.owed.due_at is not None
    next_one = Stop.objects.exclude(pk=visit.pk).filter(kind="visit", state=StopState.PLANNED, staff=steward)[0]
    next_one.home_id = visit.home_id
    next_one.save(update_fields=["home"])
    found = selectors.preparation(actor, next_one.pk, at=cast.now)
    assert found.last is not None
    assert (found.last.met, found.last.words) == ("周敏", "聊得很好")
    assert [row.case.number for row in found.last.promised] == [one.case.number]
    assert [row.number for row in found.open_cases] == [one.case.number]
    assert [row.name for row in found.household.residents] == ["周*"]


def test_nobody_home_is_told_by_message_and_finds_another_day_at_once(cast: Cast, steward: UUID, visit: Stop) -> None:
    services.absent(cast.actor(steward), visit.pk, Attempt(knocks=3, card=True), at=cast.now)
    (words,) = told(cast)
    assert "您不在家" in words
    found = again(visit)
    assert found.day > cast.now.date()
    services.try_again(visit.pk, card=True, at=cast.now)
    assert told(cast) == [words]
    assert [one.id for one in selectors.own_visits(cast.resident())] == [found.pk]


def test_a_visit_is_let_go_only_with_enough_tries_and_they_stand_in_the_waiver(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    at_work(cast, steward, range(40, 60))
    he, actor = cast.actor(cast.he), cast.actor(steward)
    services.absent(actor, visit.pk, Attempt(knocks=3, card=True, words="留条一张"), at=cast.now)
    run_waiting()
    services.note_try(actor, again(visit).pk, Way.PHONE, "无人接听", at=cast.later(minutes=5))
    with pytest.raises(Refused, match="2"):
        promise_verbs.waive(he, visit.promise, "household_unreached", at=cast.now)
    services.note_try(actor, again(visit).pk, Way.PHONE, at=cast.later(days=1))
    (row,) = selectors.unreached(he, at=cast.now).rows
    assert (row.home, row.tries, row.days, row.enough) == ("3-2-1402", 3, 2, True)
    promise_verbs.waive(he, visit.promise, "household_unreached", at=cast.later(minutes=1))
    note = Waiver.objects.get(promise=visit.promise).note
    assert note.count("\n") == 2
    assert "留条一张" in note
    assert "无人接听" in note
    services.lay_out(cast.garden.id, at=cast.later(minutes=1))
    assert not Stop.objects.filter(promise=visit.promise, state=StopState.PLANNED).exists()
    assert selectors.unreached(he, at=cast.now).rows == []
    assert audit(cast.garden.id).differences == []


def test_another_reason_to_waive_needs_no_tries(cast: Cast, steward: UUID, visit: Stop) -> None:
    promise_verbs.waive(cast.actor(cast.he), visit.promise, "resident_wish", at=cast.now, note="春节不在")
    assert Waiver.objects.get(promise=visit.promise).note == "春节不在"


def test_the_list_of_tried_homes_asks_the_same_however_long(
    cast: Cast, steward: UUID, visit: Stop, django_assert_max_num_queries: object
) -> None:
    actor = cast.actor(steward)
    for stop in Stop.objects.filter(kind="visit", state=StopState.PLANNED, staff=steward)[:6]:
        services.absent(actor, stop.pk, Attempt(knocks=3, card=True), at=cast.now)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert len(selectors.unreached(cast.actor(cast.he), at=cast.now + timedelta(minutes=1)).rows) >= 4
