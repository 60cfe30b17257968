"""Finds at start what the rooms declare: facts, reactions, jobs. The only app configuration of the house."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules

from guanjia.shared import jobs
from guanjia.shared.actor import coming_from
from guanjia.shared.time import follow_clock


class SharedConfig(AppConfig):
    """The bottom floor."""

    name = "guanjia.shared"
    label = "shared"

    def ready(self) -> None:
        if settings.DEMO_CLOCK and settings.DEMO_CLOCK.exists():
            follow_clock(settings.DEMO_CLOCK)
        autodiscover_modules("events", "reactions", "tasks")


def tell_queue(app: Any) -> None:
    """Make every declared job known to the queue; called by the queue itself when it is ready."""
    autodiscover_modules("events", "reactions", "tasks")
    for one in jobs.JOBS.values():
        task = app.task(name=one.name, pass_context=False)(_for_worker(one))
        if one.cron:
            app.periodic(cron=one.cron)(task)


def _for_worker(one: jobs.Job) -> Any:
    def run(*_: Any, **values: Any) -> None:
        values.pop("timestamp", None)
        close_old_connections()
        try:
            with coming_from("job"):
                one(**values)
        finally:
            close_old_connections()

    run.__name__ = one.name.rpartition(".")[2]
    run.__module__ = one.call.__module__
    return run
