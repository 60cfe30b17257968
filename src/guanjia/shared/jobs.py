"""Work for later: queued together with the caller's rows, run by any worker, safe to come twice.

A job has no time of its own: what must happen at a moment is found by a sweep (`every`) that asks what is due.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import IntegrityError, connection, transaction

from guanjia.shared.riding import ask, write


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of work; calling it runs it at once, `defer` queues it."""

    name: str
    call: Callable[..., None]
    cron: str = ""
    light: bool = False

    def __call__(self, **values: Any) -> None:
        self.call(**values)


JOBS: dict[str, Job] = {}
"""Every declared job by its name; the queue is told of them at start (shared/apps.py)."""


def _declared(call: Callable[..., None], cron: str = "", *, light: bool = False) -> Job:
    made = Job(f"{call.__module__.removeprefix('guanjia.')}.{call.__name__}", call, cron, light)
    JOBS[made.name] = made
    return made


def job(call: Callable[..., None]) -> Job:
    """Declare a job. Its values must be plain (text, numbers, lists): they are kept as JSON."""
    return _declared(call)


def light_job(call: Callable[..., None]) -> Job:
    """Declare a job that writes a few rows and does nothing else: a worker runs many in a row (`run_light`)."""
    return _declared(call, light=True)


def every(cron: str) -> Callable[[Callable[[], None]], Job]:
    """Declare a job that runs by itself on this schedule. It asks what is due, never what is due in this tick."""

    def keep(call: Callable[[], None]) -> Job:
        return _declared(call, cron)

    return keep


_queue = ["default"]


def use_queue(name: str = "default") -> None:
    """Queue under this name from now on in this process, and let `run_waiting` take from it only.

    Workers take from every queue; a name of its own keeps what one process does in its own order.
    """
    _queue[:] = [name]


_ONE = "row(%s, %s, 0, null, %s, %s::jsonb, null)::procrastinate_job_to_defer_v1"
_DEFER = f"select procrastinate_defer_jobs_v1(array[{_ONE}])"


_COUNT = [0]


def deferred() -> int:
    """How many jobs this process has queued so far: while it stays the same, it left nothing more to run."""
    return _COUNT[0]


def defer_all(what: Job, each: Sequence[Mapping[str, Any]]) -> None:
    """Queue `what` once for each of these values, in one statement; joins the caller's transaction as `defer` does."""
    if not each:
        return
    _COUNT[0] += len(each)
    queue, name = _queue[0], what.name
    rows = ", ".join([_ONE] * len(each))
    arguments = [part for values in each for part in (queue, name, None, json.dumps(values))]
    write(f"select procrastinate_defer_jobs_v1(array[{rows}])", arguments)


def defer(what: Job, *, once: str | None = None, **values: Any) -> None:
    """Queue `what` together with the caller's rows: both are committed or neither is.

    With `once` (a key) nothing is queued while a job with that key waits. The queue's own function is called in
    Django's connection, so it joins the transaction in web and worker alike.
    """
    if once is None:
        defer_all(what, [values])
        return
    _COUNT[0] += 1
    arguments = [_queue[0], what.name, once, json.dumps(values)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DEFER, arguments)
    except IntegrityError:
        return  # one with this key waits already


MOST = 50
_LIGHT = """
delete from procrastinate_jobs where id = (
    select id from procrastinate_jobs where status = 'todo' and attempts = 0 and task_name = any(%s)
     order by priority desc, id limit 1 for update skip locked
) returning task_name, args
"""


def run_light() -> int:
    """Run light jobs that wait, the oldest first and a page of them at most; returns how many ran.

    For a worker that has just run a job: taking one the queue's own way, with its beginning and its end written down,
    costs several times what the job does. Here a job, its rows and its end are one transaction: one that is killed
    waits as before. One that fails raises and waits as well, to be taken the queue's own way, which shows it as failed.
    """
    names = [one.name for one in JOBS.values() if one.light]
    for done in range(MOST):
        with transaction.atomic():
            taken = ask(_LIGHT, [names])
            for name, words in taken:
                JOBS[name](**_values(words))
        if not taken:
            return done
    return MOST


def _values(words: Any) -> dict[str, Any]:
    values = json.loads(words) if isinstance(words, str) else words
    return {name: value for name, value in values.items() if name != "timestamp"}


_TAKEN = """
delete from procrastinate_jobs where id in (
    select id from procrastinate_jobs where status = 'todo' and queue_name = %s order by id limit %s
) returning id, task_name, args
"""
_FAILED = "update procrastinate_jobs set status = 'failed' where id = %s"


def run_waiting() -> int:
    """Run every waiting job in this process, one after the other, oldest first; returns how many ran.

    For the demo's simulated days and the tests: the same jobs from the same queue as a worker would take, with
    nobody else at that queue. A page of jobs and their ends are one transaction; where one fails each gets one of its
    own, the one that fails leaves nothing behind, is marked as failed, and its error is raised.
    """
    done, seen, most = 0, -1, MOST
    while seen != deferred():
        seen = deferred()
        try:
            ran = _run(most)
        except Exception:
            if most == 1:
                raise
            most, seen = 1, -1
            continue
        done += ran
        if ran == most:
            seen = -1
    return done


def _run(most: int) -> int:
    key = None
    try:
        with transaction.atomic():
            taken = sorted(ask(_TAKEN, [_queue[0], most]), key=itemgetter(0))
            for key, name, words in taken:  # noqa: B007 - which one failed
                JOBS[name](**_values(words))
    except Exception:
        if most == 1 and key is not None:
            with connection.cursor() as cursor:
                cursor.execute(_FAILED, [key])
        raise
    return len(taken)
