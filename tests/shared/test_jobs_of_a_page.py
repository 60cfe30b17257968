"""Jobs are run by the page; one that fails stands alone."""

import pytest
from django.db import connection

from guanjia.shared import jobs
from guanjia.shared.riding import ask

pytestmark = pytest.mark.django_db
RAN: list[str] = []


@jobs.job
def note(*, word: str) -> None:
    """For these tests: remembers, or fails when told to."""
    if word == "fail":
        raise ValueError(word)
    RAN.append(word)
    if word == "more":
        jobs.defer(note, word="one more")


@pytest.fixture(autouse=True)
def _anew() -> None:
    RAN.clear()


def left() -> list[str]:
    return [state for (state,) in ask("select status::text from procrastinate_jobs order by id")]


def test_all_that_wait_are_run_in_order_and_what_they_set_off_after_them() -> None:
    jobs.defer_all(note, [{"word": "more"}, {"word": "second"}])
    assert jobs.run_waiting() == 3
    assert RAN == ["more", "second", "one more"]
    assert left() == []


def test_one_that_fails_is_marked_raised_and_leaves_those_before_it_done() -> None:
    jobs.defer_all(note, [{"word": "first"}, {"word": "fail"}, {"word": "later"}])
    with pytest.raises(ValueError, match="fail"):
        jobs.run_waiting()
    assert left() == ["failed", "todo"]
    assert jobs.run_waiting() == 1
    assert RAN[-1] == "later"
    assert connection.is_usable()


def test_more_than_a_page_are_all_run() -> None:
    jobs.defer_all(note, [{"word": str(number)} for number in range(jobs.MOST + 7)])
    assert jobs.run_waiting() == jobs.MOST + 7
