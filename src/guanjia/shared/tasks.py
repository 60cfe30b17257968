"""The queue looks after itself."""

from django.db import connection

from guanjia.shared import jobs

_LEFT = """
update procrastinate_jobs set status = 'todo', worker_id = null where id in (
    select distinct on (coalesce(queueing_lock, id::text)) id from procrastinate_jobs as left_over
     where status = 'doing'
       and not exists (select from procrastinate_workers as worker where worker.id = left_over.worker_id
                          and worker.last_heartbeat > now() - interval '30 seconds')
       and not exists (select from procrastinate_jobs as other where other.status = 'todo'
                          and other.queueing_lock = left_over.queueing_lock)
     order by coalesce(queueing_lock, id::text), id
)
"""
"""Of several with the same key one waits at a time; the others' turn comes when it has run."""


@jobs.every("* * * * *")
def take_up_left_over() -> None:
    """Jobs that a killed worker left half done are queued again; each is safe to come twice."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
