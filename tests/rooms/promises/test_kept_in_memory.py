"""What a process keeps of handbooks: once for all who say the same, and not for ever."""

from datetime import timedelta

import pytest

from guanjia.rooms.cases.rules import lexicon
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places.models import Community, Company
from guanjia.rooms.promises.selectors import shelves
from tests.rooms.promises.conftest import LIGHT, MONDAY, Ground

pytestmark = pytest.mark.django_db


def grounds(number: int, company: str) -> list[Ground]:
    owner = Company.objects.create(code=company, name=company)
    codes = [f"{company}-{place}" for place in range(number)]
    return [Ground(owner.id, Community.objects.create(company=owner, code=code, name=code).id) for code in codes]


def test_communities_whose_handbooks_say_the_same_share_what_was_read() -> None:
    first, second = grounds(2, "one")
    first.publish(LIGHT, at=MONDAY)
    (other,) = grounds(1, "two")
    other.publish(LIGHT, at=MONDAY)
    one, same, elsewhere = (handbook.edition_in_force(ground.community, MONDAY) for ground in (first, second, other))
    assert one.content is same.content is elsewhere.content
    assert one.community_id != same.community_id
    mine, theirs, others = (shelves.shelf_of(ground.community) for ground in (first, second, other))
    assert next(iter(mine.books())) is next(iter(theirs.books()))
    assert next(iter(mine.books())).rules["L1"].duty is next(iter(others.books())).rules["L1"].duty


def test_only_so_many_handbooks_stay_in_memory_and_each_is_read_again_when_asked_for(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handbook, "CONTENTS", 2)
    monkeypatch.setattr(shelves, "SHELVES", 2)
    monkeypatch.setattr(shelves, "BOOKS", 2)
    for day in range(1, 5):
        ground.publish({**LIGHT, "weight": day}, at=MONDAY + timedelta(days=day))
    weights = [shelf_weight(ground, day) for day in (1, 2, 3, 4, 1)]
    assert weights == [1, 2, 3, 4, 1]
    more = grounds(3, "more")
    more[0].publish(LIGHT, at=MONDAY)
    for other in more:
        shelves.shelf_of(other.community)
    assert len(handbook._contents) <= 2
    assert {key[2] for key in handbook._books} <= handbook._contents.keys()
    assert len(shelves._kept) <= 2
    assert len(shelves._ready) <= 2


def shelf_weight(ground: Ground, day: int) -> object:
    at = MONDAY + timedelta(days=day, hours=1)
    return handbook.edition_in_force(ground.community, at).content.standards["L1"].weight


def test_the_compared_form_of_messages_is_not_kept_for_ever() -> None:
    assert lexicon.plain.cache_info().maxsize is not None
