"""Finds at start what the rooms declare: facts, reactions, jobs. The only app configuration of the house."""

import logging
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.module_loading import autodiscover_modules
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job as Queued

from guanjia.shared import jobs
from guanjia.shared.actor import coming_from
from guanjia.shared.time import follow_clock

logger = logging.getLogger(__name__)


class SharedConfig(AppConfig):
    """The bottom floor."""

    name = "guanjia.shared"
    label = "shared"

    def ready(self) -> None:
        if settings.DEMO_CLOCK and settings.DEMO_CLOCK.exists():
            follow_clock(settings.DEMO_CLOCK)
        autodiscover_modules("events", "reactions", "tasks")


class OnceItAnswers(BaseRetryStrategy):
    """A job that failed because the database was away, or had no room for it just now, waits and runs again.

    What fails for a reason of its own is shown as failed: it would fail again.
    """

    LONGEST = 60

    def get_retry_decision(self, *, exception: BaseException, job: Queued) -> RetryDecision | None:
        """Again after a pause that grows, however often it takes: nothing is given up because a server was down."""
        if not _of_database(exception):
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 6), self.LONGEST)})


def _of_database(error: BaseException | None) -> bool:
    """Whether an error is the database's passing trouble, or was met while looking away from it."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def tell_queue(app: Any) -> None:
    """Make every declared job known to the queue; called by the queue itself when it is ready."""
    autodiscover_modules("events", "reactions", "tasks")
    for one in jobs.JOBS.values():
        task = app.task(name=one.name, pass_context=False, retry=OnceItAnswers())(_for_worker(one))
        if one.cron:
            app.periodic(cron=one.cron)(task)


def _for_worker(one: jobs.Job) -> Any:
    def run(*_: Any, **values: Any) -> None:
        values.pop("timestamp", None)
        close_old_connections()
        try:
            with coming_from("job"):
                one(**values)
                _run_light()
        finally:
            close_old_connections()

    run.__name__ = one.name.rpartition(".")[2]
    run.__module__ = one.call.__module__
    return run


def _run_light() -> None:
    try:
        jobs.run_light()
    except Exception as error:  # noqa: BLE001 - it waits, and is shown when the queue takes it by itself
        logger.warning("job.left_waiting", extra={"error": type(error).__name__})
