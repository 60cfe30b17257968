"""Opening communities and adding homes, on the real database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction

from guanjia.rooms.places import selectors, services
from guanjia.rooms.places.models import Area, Building, Community, Home, Unit
from guanjia.rooms.places.types import NewCommunity, NewHome, Occupancy
from guanjia.shared.errors import Invalid, Missing, Refused
from guanjia.shared.time import new_id
from tests.cast import Cast


def test_thousands_of_homes_are_added_in_a_few_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    homes = [
        NewHome(str(b), f"{f}{d:02d}", unit="1") for b in range(20, 40) for f in range(1, 31) for d in (1, 2, 3, 4)
    ]
    with django_assert_max_num_queries(24):  # savepoint, counts, buildings and units, inserts; three batches are told
        assert services.add_homes(cast.garden.id, homes) == 2400
    assert services.add_homes(cast.garden.id, homes) == 0


def test_a_list_sent_with_one_mistake_adds_nothing(cast: Cast) -> None:
    before = Home.objects.count()
    with pytest.raises(Invalid):
        services.add_homes(cast.garden.id, [NewHome("50", "101"), NewHome("50", "")])
    assert Home.objects.count() == before


def test_a_home_is_found_however_it_is_said(cast: Cast) -> None:
    for said in ("3-2-1402", "3栋2单元1402", "３幢2单元1402室", "我家3-2-1402漏水"):
        found = selectors.home_by_label([cast.garden.id], said)
        assert found is not None and found.id == cast.home.id
    assert selectors.home_by_label([cast.orchard.id], "9-1-101") is None


def test_a_home_said_without_its_stairwell_is_found_only_when_there_is_one(cast: Cast) -> None:
    assert selectors.home_by_label([cast.garden.id], "3-1402") is None  # 3-1-1402 and 3-2-1402
    services.add_homes(cast.garden.id, [NewHome("7", "1402", unit="1"), NewHome("8", "1402")])
    first, second = (selectors.home_by_label([cast.garden.id], said) for said in ("7栋1402", "8-1402"))
    assert first is not None and first.label == "7-1-1402"
    assert second is not None and second.label == "8-1402"


def test_homes_run_as_people_count(cast: Cast) -> None:
    services.add_homes(cast.garden.id, [NewHome("10", "101"), NewHome("2", "9901", unit="1")])
    labels = [row.label for row in selectors.find_homes(cast.actor(cast.ma), size=200)]
    assert labels.index("2-1-9901") < labels.index("3-1-101") < labels.index("10-101")


def test_a_code_is_given_once(cast: Cast) -> None:
    with pytest.raises(Refused):
        services.open_company("anhe", "另一家")
    with pytest.raises(Refused):
        services.open_community(cast.company_id, NewCommunity("garden", "另一个"))


def test_an_unknown_zone_is_refused_by_the_verb_and_by_the_table(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.open_community(cast.company_id, NewCommunity("moon", "月亮湾", zone="Moon/Base"))
    with pytest.raises((DataError, IntegrityError)), transaction.atomic():
        Community.objects.create(company_id=cast.company_id, code="moon", name="月亮湾", zone="Moon/Base")


def test_the_tables_refuse_what_must_never_be(cast: Cast) -> None:
    building = Building.objects.filter(community=cast.garden.id).first()
    assert building is not None
    home = {"community_id": cast.garden.id, "building": building, "floor": 1, "number": "1", "place_order": "1"}
    wrong: list[Callable[[], object]] = [
        lambda: Home.objects.create(**home, label="3-2-1402"),
        lambda: Home.objects.create(**home, label="x", area=0),
        lambda: Home.objects.create(**home, label="x", occupancy="haunted"),
        lambda: Building.objects.create(community_id=cast.garden.id, code=building.code),
        lambda: Unit.objects.create(community_id=cast.garden.id, building=building, code="1"),
        lambda: Area.objects.create(community_id=cast.garden.id, name="北门"),
        lambda: Area.objects.create(community_id=cast.garden.id, name=""),
        lambda: Community.objects.create(company_id=cast.company_id, code="", name="x"),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_community_is_read_once_a_minute(cast: Cast, django_assert_num_queries: Any) -> None:
    selectors.community(cast.garden.id)
    with django_assert_num_queries(0):  # it is fresh
        assert selectors.community(cast.garden.id).company_name == "安和物业"
    with pytest.raises(Missing):
        selectors.community(new_id())


def test_a_changed_number_is_known_at_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.set_service_phone(cast.garden.id, "021-61111111")
    assert selectors.community(cast.garden.id).phone == "021-61111111"


def test_occupancy_is_noted_in_the_own_community_only(cast: Cast) -> None:
    services.set_occupancy(cast.garden.id, cast.home.id, Occupancy.VACANT)
    assert selectors.homes([cast.home.id])[cast.home.id].occupancy is Occupancy.VACANT
    with pytest.raises(Missing):
        services.set_occupancy(cast.orchard.id, cast.home.id, Occupancy.VACANT)
