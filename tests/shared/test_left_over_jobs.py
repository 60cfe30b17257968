"""Jobs of a worker that was killed, or whose database went away, are taken up again."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection
from procrastinate.jobs import Job

from guanjia.shared import jobs, tasks
from guanjia.shared.time import outside_now

pytestmark = pytest.mark.django_db


@jobs.job
def carry_the_post() -> None:
    """Nothing to carry."""


def _state() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("select status::text from procrastinate_jobs order by id")
        return list(cursor.fetchall())


def _left(worker: str) -> None:
    jobs.defer(carry_the_post)
    with connection.cursor() as cursor:
        cursor.execute(f"update procrastinate_jobs set status = 'doing', worker_id = {worker}")


def test_a_job_whose_worker_is_gone_waits_again_and_runs() -> None:
    _left("null")
    tasks.take_up_left_over()
    assert _state() == [("todo",)]
    assert jobs.run_waiting() == 1


def test_of_two_left_over_with_one_key_one_waits_and_the_other_after_it() -> None:
    _left("null")
    _left("null")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set queueing_lock = 'the post'")
    tasks.take_up_left_over()
    assert _state() == [("todo",), ("doing",)]
    assert jobs.run_waiting() == 1
    tasks.take_up_left_over()
    assert jobs.run_waiting() == 1


def test_a_job_whose_worker_lives_is_left_to_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now()) returning id")
        (worker,) = cursor.fetchone()
    _left(str(worker))
    tasks.take_up_left_over()
    assert _state() == [("doing",)]


def test_a_job_whose_workers_heart_stopped_waits_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour') returning id"
        )
        (worker,) = cursor.fetchone()
    _left(str(worker))
    tasks.take_up_left_over()
    assert _state() == [("todo",)]


# What a worker is told of a job that failed ------------------------------------------------------------------------


def _again(error: BaseException, attempts: int = 0) -> datetime | None:
    """When the queue runs a job again that failed like this; None: not at all."""
    from procrastinate.contrib.django import app

    queued = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="", attempts=attempts)
    found = app.tasks[tasks.take_up_left_over.name].get_retry_exception(error, queued)
    return found.retry_decision.retry_at if found else None


def _lost() -> Exception:
    """What a job meets whose server takes the connection away."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    except DatabaseError as error:
        return error
    finally:
        other.close()
    raise AssertionError("the connection is still there")


def test_a_job_whose_database_went_away_runs_again_each_time_a_little_later() -> None:
    before = outside_now()
    first, later, last = (_again(_lost(), attempts) for attempts in (0, 3, 1000))
    assert first
    assert later
    assert last
    assert before < first < later < last < before + timedelta(minutes=2)


def test_an_error_met_while_looking_away_from_the_database_counts_as_its_own() -> None:
    looking_away = KeyError("what was being cleared up")
    looking_away.__context__ = _lost()
    assert _again(looking_away)


def test_a_job_that_fails_for_a_reason_of_its_own_is_shown_as_failed() -> None:
    assert _again(LookupError("no such address")) is None
    assert _again(IntegrityError("twice")) is None


# Light jobs, many in a row -----------------------------------------------------------------------------------------

RUN: list[int] = []


@jobs.light_job
def water_a_plant(*, number: int) -> None:
    """One of many; the thirteenth is a cactus."""
    if number == 13:
        raise LookupError("a cactus")
    RUN.append(number)


def test_light_jobs_run_in_a_row_oldest_first_and_others_wait() -> None:
    RUN.clear()
    jobs.defer(carry_the_post)
    jobs.defer_all(water_a_plant, [{"number": number} for number in (3, 1, 2)])
    assert (jobs.run_light(), RUN) == (3, [3, 1, 2])
    assert _state() == [("todo",)]


def test_a_light_job_that_fails_is_left_to_the_queue_and_so_is_one_that_failed_before() -> None:
    RUN.clear()
    jobs.defer_all(water_a_plant, [{"number": number} for number in (1, 13, 2)])
    with pytest.raises(LookupError):
        jobs.run_light()
    assert (RUN, _state()) == ([1], [("todo",), ("todo",)])
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set attempts = 1 where args ->> 'number' = '13'")
    assert (jobs.run_light(), RUN) == (1, [1, 2])


def test_a_row_of_light_jobs_ends_so_that_others_have_their_turn() -> None:
    RUN.clear()
    jobs.defer_all(water_a_plant, [{"number": 1}] * (jobs.MOST + 2))
    assert (jobs.run_light(), jobs.run_light(), len(RUN)) == (jobs.MOST, 2, jobs.MOST + 2)
