"""What a case may never be, whoever asks: kept by the table itself, and by verbs that undo all they refuse."""

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.cases import services
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import CaseState, Origin
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.models import JournalEvent
from tests.cast import Cast


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"is_open": False}, "case_open_by_state"),
        ({"state": "merged", "is_open": False}, "case_merged_into_one"),
        ({"state": "paused"}, "case_paused_for_a_reason"),
        ({"topic": ""}, "case_classified_after_taken"),
    ],
)
def test_the_table_itself_keeps_a_case_sound(house: Cast, changes: dict[str, object], name: str) -> None:
    case_id = house.taken_case()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Case.objects.filter(pk=case_id).update(**changes)


def test_one_number_is_given_once(house: Cast) -> None:
    one, other = house.opened_case(), house.opened_case()
    number = Case.objects.get(pk=one).number
    with pytest.raises(IntegrityError, match="case_number_once"), transaction.atomic():
        Case.objects.filter(pk=other).update(number=number)


def test_a_refused_verb_leaves_everything_as_it_was(house: Cast) -> None:
    case_id = house.opened_case()
    before = Case.objects.filter(pk=case_id).values().get()
    count = JournalEvent.objects.count()
    resident = house.resident()
    for act in (
        lambda: services.accept(resident, case_id, at=house.now),
        lambda: services.refuse(resident, case_id, "not_fixed", at=house.now),
        lambda: services.close(house.actor(house.ma), case_id, at=house.now),
        lambda: services.reopen(resident, case_id, "", at=house.now),
        lambda: services.classify(resident, case_id, "rep.drain", at=house.now),
    ):
        with pytest.raises(GuanjiaError), transaction.atomic():
            act()
    assert Case.objects.filter(pk=case_id).values().get() == before
    assert JournalEvent.objects.count() == count


def test_origin_and_state_words_are_the_designs() -> None:
    assert [one.value for one in Origin] == ["resident", "staff", "follow_up", "round"]
    assert len(CaseState) == 12
