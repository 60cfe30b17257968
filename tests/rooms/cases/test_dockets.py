"""A case that others follow by numbers of their own: the hotline, the street office, a department of the house."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.models import Case, Docket
from guanjia.rooms.cases.types import Because
from guanjia.rooms.cases.types.dockets import DocketState, NewDocket
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as engine
from guanjia.shared import jobs
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


@pytest.fixture
def case(house: Cast) -> UUID:
    return house.opened_case()


def registered(house: Cast, case: UUID, party: str = "gov_hotline", **given: object) -> UUID:
    wanted = NewDocket(**{"party": party, "number": "202603020017", **given})  # type: ignore[arg-type]
    return services.open_docket(house.actor(house.ma), case, wanted, at=house.now)


def owed(house: Cast, docket: UUID) -> dict[str, tuple[str, datetime | None]]:
    return {row.code: (row.state, row.due_at) for row in promises.of_subject("docket", docket, at=house.now)}


def test_an_order_of_the_hotline_has_its_own_number_and_clocks_beside_those_of_the_case(
    house: Cast, case: UUID
) -> None:
    docket = registered(house, case, text="业主反映漏水未修")
    row = selectors.dockets(house.actor(house.ma), case, at=house.now)[0]
    assert (row.number, row.party_title, row.outside, row.state) == (
        "202603020017",
        "12345 热线",
        True,
        DocketState.OPEN,
    )
    # two working hours from 9:00 to speak with the resident; five workdays to answer, through Monday next
    found = owed(house, docket)
    assert found["A45"] == ("running", datetime(2026, 3, 2, 3, tzinfo=UTC))
    assert found["A47"] == ("running", datetime(2026, 3, 9, 16, tzinfo=UTC))
    assert "A45" not in {one.code for one in promises.of_subject("case", case, at=house.now)}


def test_spoken_to_and_answered_keep_its_promises_and_the_case_goes_on_by_itself(house: Cast, case: UUID) -> None:
    docket, ma = registered(house, case), house.actor(house.ma)
    services.docket_contacted(ma, docket, "已电话联系业主", at=house.later(minutes=50))
    services.docket_contacted(ma, docket, at=house.later(minutes=1))
    with pytest.raises(Invalid):
        services.answer_docket(ma, docket, " ", at=house.now)
    services.answer_docket(ma, docket, "已修复，业主认可", at=house.later(days=1))
    services.answer_docket(ma, docket, "已修复，业主认可", at=house.later(minutes=1))
    assert {code: state for code, (state, _) in owed(house, docket).items()} == {"A45": "met", "A47": "met"}
    told = [row.kind for row in selectors.timeline(ma, case, at=house.now) if row.kind.startswith("docket.")]
    assert told == ["docket.opened", "docket.contacted", "docket.answered"]
    assert selectors.case(ma, case, at=house.now).is_open
    assert engine.audit().is_clean


def test_the_case_stands_in_the_queue_by_what_is_due_first_on_it_to_whomever(house: Cast, case: UUID) -> None:
    ma = house.actor(house.ma)
    other = house.opened_case()
    own = Case.objects.get(pk=case).due_at
    works = registered(house, case, "works", number="", until=house.now + timedelta(minutes=2))
    assert Case.objects.get(pk=case).due_at == house.now + timedelta(minutes=2) < own
    rows = selectors.queue(ma, at=house.now).rows
    assert [row.id for row in rows] == [case, other]
    assert rows[0].promise is not None
    assert rows[0].promise.code == "B49"
    services.move_docket(ma, works, Because("part_missing", "等配件", house.now + timedelta(days=9)), at=house.now)
    assert Case.objects.get(pk=case).due_at == own
    services.move_docket(ma, works, Because("part_missing", "配件到", house.now + timedelta(minutes=3)), at=house.now)
    assert Case.objects.get(pk=case).due_at == house.now + timedelta(minutes=3)
    services.answer_docket(ma, works, at=house.later(minutes=1))
    assert Case.objects.get(pk=case).due_at == own
    assert engine.audit().is_clean


def test_a_promise_under_a_number_that_is_waived_leaves_the_queue(house: Cast, case: UUID) -> None:
    until = house.now + timedelta(minutes=2)
    works = registered(house, case, "works", number="", until=until)
    promise = next(row for row in promises.of_subject("docket", works, at=house.now) if row.code == "B49")
    jobs.run_waiting()
    engine.waive(house.actor(house.zhao), promise.id, "resident_wish", at=house.now, note="业主要求改期")
    jobs.run_waiting()
    assert Case.objects.get(pk=case).due_at != until


def test_each_body_counts_by_itself_on_one_case(house: Cast, case: UUID) -> None:
    hotline = registered(house, case)
    street = registered(house, case, "street_office", number="街2026-08", until=house.now + timedelta(days=2))
    works = registered(house, case, "works", number="", until=house.now + timedelta(hours=6))
    assert set(owed(house, hotline)) == {"A45", "A47"}
    assert owed(house, street) == {"A51": ("running", house.now + timedelta(days=2))}
    assert owed(house, works) == {"B49": ("running", house.now + timedelta(hours=6))}
    numbers = [row.number for row in selectors.dockets(house.actor(house.ma), case, at=house.now)]
    assert numbers == ["202603020017", "街2026-08", "0302-01-3"]
    services.answer_docket(house.actor(house.ma), works, at=house.later(hours=7))
    assert owed(house, works)["B49"][0] == "late"
    assert owed(house, street)["A51"][0] == "running"


def test_another_time_counts_only_for_a_reason_of_its_standard_and_before_it_is_over(house: Cast, case: UUID) -> None:
    until, ma = house.now + timedelta(hours=6), house.actor(house.ma)
    street = registered(house, case, "street_office", number="1", until=until)
    services.move_docket(ma, street, Because("part_missing", "配件", until + timedelta(hours=9)), at=house.now)
    assert owed(house, street)["A51"] == ("running", until)  # the street office did not agree to that
    services.move_docket(ma, street, Because("more_time", "李科长同意", until + timedelta(days=1)), at=house.now)
    assert owed(house, street)["A51"] == ("running", until + timedelta(days=1))
    house.later(days=2)
    services.move_docket(ma, street, Because("more_time", "又同意", house.now + timedelta(days=1)), at=house.now)
    assert owed(house, street)["A51"][0] == "missed"
    assert engine.audit().is_clean


def test_a_time_agreed_later_starts_the_clock_it_did_not_have(house: Cast, case: UUID) -> None:
    street = registered(house, case, "street_office", number="1")
    assert owed(house, street) == {}
    until = house.now + timedelta(days=1)
    services.move_docket(house.actor(house.ma), street, Because("more_time", "说定", until), at=house.now)
    assert owed(house, street) == {"A51": ("running", until)}


def test_sent_back_ends_what_is_in_time_and_leaves_a_breach(house: Cast, case: UUID) -> None:
    docket, ma = registered(house, case), house.actor(house.ma)
    with pytest.raises(Invalid):
        services.return_docket(ma, docket, Because("not_fixed"), at=house.now)
    services.return_docket(ma, docket, Because("not_ours", "属自来水公司"), at=house.later(hours=4))
    services.return_docket(ma, docket, Because("not_ours", "属自来水公司"), at=house.now)
    assert {code: state for code, (state, _) in owed(house, docket).items()} == {"A45": "missed", "A47": "void"}
    with pytest.raises(Refused):
        services.answer_docket(ma, docket, "x", at=house.now)


def test_the_same_number_comes_once_and_stays_on_its_case(house: Cast, case: UUID) -> None:
    docket = registered(house, case)
    assert registered(house, case, number=" 202603020017 ") == docket
    with pytest.raises(Refused, match="0302-01"):
        registered(house, house.opened_case())
    row = Docket.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Docket.objects.create(
            community_id=row.community_id,
            case_id=case,
            party=row.party,
            outside=True,
            number=row.number,
            opened_at=row.opened_at,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Docket.objects.update(state="answered")


def test_what_cannot_be_registered_is_refused_with_its_field(house: Cast, case: UUID) -> None:
    for given, field in (
        ({"number": ""}, "number"),
        ({"party": "nobody"}, "party"),
        ({"urgency": "u9"}, "urgency"),
        ({"until": house.now}, "until"),
    ):
        with pytest.raises(Invalid) as wrong:
            registered(house, case, **given)  # type: ignore[arg-type]
        assert wrong.value.field == field
    assert not Docket.objects.exists()


def test_only_who_may_and_who_serves_here_comes_near_it(house: Cast, case: UUID) -> None:
    docket = registered(house, case)
    with pytest.raises(Denied):
        services.answer_docket(house.actor(house.li), docket, "x", at=house.now)
    with pytest.raises(Denied):
        services.open_docket(house.actor(house.li), case, NewDocket(party="works"), at=house.now)
    with pytest.raises(Denied):
        services.answer_docket(house.resident(), docket, "x", at=house.now)
    with pytest.raises(Missing):
        services.docket_contacted(house.actor(house.ma), UUID(int=1), at=house.now)
    assert selectors.dockets(house.resident(), case, at=house.now) == []
