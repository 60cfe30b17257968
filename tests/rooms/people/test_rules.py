"""Masking, phones and names, without a database."""

from datetime import timedelta

import pytest

from guanjia.rooms.people import rules
from guanjia.shared.errors import Denied, Invalid


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812346027", "138****6027"),
        ("138 1234 6027", "138****6027"),
        ("62345678", "******78"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_phone_is_masked_so_that_nobody_can_be_called(phone: str, shown: str) -> None:
    assert rules.masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("周敏", "周*"), ("欧阳小明", "欧***"), ("Zhou Min", "Z*** M**"), ("周", "周"), ("", "")]
)
def test_a_name_is_masked_to_its_first_sign(name: str, shown: str) -> None:
    assert rules.masked_name(name) == shown


@pytest.mark.parametrize(
    ("name", "read"),
    [("李建军", "li jian jun"), ("曾丽", "zeng li"), ("尉迟恭", "yu chi gong"), ("John Smith", "john smith"), ("", "")],
)
def test_lists_run_by_a_names_reading_with_the_surname_read_as_one(name: str, read: str) -> None:
    assert rules.reading(name) == read


def test_a_phone_is_kept_as_digits_however_it_is_typed() -> None:
    assert rules.dialled("+86 138-1234-6027") == "13812346027"
    assert rules.dialled("021-62345678") == "02162345678"
    with pytest.raises(Invalid) as refused:
        rules.dialled("李先生")
    assert refused.value.field == "phone"


def test_names_are_read_so_that_lists_run_as_a_phone_book_does() -> None:
    names = ["赵敏", "陈悦", "李建军", "Adam"]
    assert sorted(names, key=rules.reading) == ["Adam", "陈悦", "李建军", "赵敏"]


def test_a_callers_number_is_known_from_the_outside_id() -> None:
    assert rules.phone_in("13812346027") == "13812346027"
    assert rules.phone_in("oABC-openid") == ""


def test_after_too_many_tries_the_answer_says_how_long_to_wait() -> None:
    rules.check_tries(7, 8, timedelta(minutes=15))
    with pytest.raises(Denied) as denied:
        rules.check_tries(8, 8, timedelta(minutes=15))
    assert "15" in str(denied.value)


def test_a_duty_no_door_asks_for_is_refused() -> None:
    rules.check_duties(["see_queue"])
    with pytest.raises(Invalid, match="fly"):
        rules.check_duties(["see_queue", "fly"])
