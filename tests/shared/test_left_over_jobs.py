"""Jobs of a worker that was killed are taken up again."""

import pytest
from django.db import connection

from guanjia.shared import jobs, tasks

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
