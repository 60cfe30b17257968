"""A figure against its limit: answers worked out by hand."""

from fractions import Fraction
from typing import Any

import pytest

from guanjia.rooms.promises.rules.target import Quotient, is_alarming, verdict_of

NINETY: dict[str, Any] = {"direction": "at_least", "limit": 90, "small_n": 10}


@pytest.mark.parametrize(
    ("good", "all_of_them", "verdict"),
    [
        (9, 10, "met"),  # ninety on the line
        (89, 99, "missed"),  # 89.9 rounds to 90 for people and is less
        (8, 9, "small"),  # nine cases are shown and not judged
        (10, 10, "met"),
        (0, 0, "none"),
    ],
)
def test_a_share_is_judged_exactly_and_from_the_least_number_on(good: int, all_of_them: int, verdict: str) -> None:
    made = Quotient(Fraction(good), Fraction(all_of_them), all_of_them)
    assert verdict_of(NINETY, made.value(100), made.n) == verdict


@pytest.mark.parametrize(
    ("spec", "value", "before", "verdict"),
    [
        ({"direction": "at_most", "limit": 2}, 2, None, "met"),
        ({"direction": "at_most", "limit": 2}, Fraction(201, 100), None, "missed"),
        ({"direction": "between", "low": 3, "limit": 5}, 3, None, "met"),
        ({"direction": "between", "low": 3, "limit": 5}, Fraction(51, 10), None, "missed"),
        ({"direction": "falling"}, 4, 5, "met"),
        ({"direction": "falling"}, 6, 5, "missed"),
        ({"direction": "falling"}, 6, None, "watch"),
        ({"direction": "rising"}, 6, 5, "met"),
        ({"direction": "watch"}, 6, 5, "watch"),
    ],
)
def test_every_direction_has_its_verdict(spec: dict[str, Any], value: Any, before: Any, verdict: str) -> None:
    past = None if before is None else Fraction(before)
    assert verdict_of({**spec, "small_n": 1}, Fraction(value), 20, past) == verdict


def test_the_alert_line_lies_before_the_limit() -> None:
    spec = {**NINETY, "alert": 92}
    assert is_alarming(spec, Fraction(91))
    assert not is_alarming(spec, Fraction(92))
    assert not is_alarming(spec, None)
