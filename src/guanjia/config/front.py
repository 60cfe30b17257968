"""The front of the house: the way to one's desk, the language, and what machines ask about its health."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as speak

from guanjia.rooms.people import services
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises.selectors.sweeps import swept_at
from guanjia.shared.actor import Actor
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, error_page, open_door

DESKS: tuple[tuple[Duty, str], ...] = (
    (Duty.AS_RESIDENT, "resident:cases"),
    (Duty.MANAGE, "manager:today"),
    (Duty.SEE_QUEUE, "service:desk"),
    (Duty.DO_WORK, "field:tasks"),
    (Duty.ASK_RESIDENTS, "surveys:waiting"),
    (Duty.SEE_SCORE, "insights:conformance"),
    (Duty.SEE_APPROVALS, "approvals:waiting"),
    (Duty.SEE_HANDBOOK, "handbook:handbook"),
    (Duty.SEE_OPS, "ops:overview"),
    (Duty.SEE_RESIDENTS, "people:homes"),
)
"""Where each duty is done; the first that fits is where a person starts."""


@require_GET
@door(None)
def home(request: StaffRequest) -> HttpResponse:
    """Send each person to their desk."""
    to = desk_of(request.actor)
    if to is None:
        return error_page(request, 403, _("Your account has no duties here yet. Ask your supervisor for a post."))
    return redirect(to)


def desk_of(actor: Actor) -> str | None:
    """The address where this person starts; None for somebody without any duty."""
    for duty, page in DESKS:
        if actor.may(duty):
            try:
                return reverse(page)
            except NoReverseMatch:
                continue
    return None


@require_POST
@open_door
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language for this device and go back to the page."""
    actor, language = getattr(request, "actor", None), request.POST.get("language", "")
    if actor and actor.id and language in dict(settings.LANGUAGES):
        services.speak(actor.id, language)
    answer = speak(request)
    return answer if isinstance(answer, HttpResponseRedirect) else redirect("home")


@never_cache
@require_GET
@open_door
def healthz(request: HttpRequest) -> HttpResponse:
    """This process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_GET
@open_door
def readyz(request: HttpRequest) -> HttpResponse:
    """This process can serve: the database answers, its tables are those of this release, and the sweep runs."""
    found = checks(at=now())
    ready = all(value == "ok" for value in found.values())
    return JsonResponse(found, status=200 if ready else 503)


def checks(*, at: datetime) -> dict[str, str]:
    """What readiness depends on, each "ok" or what is wrong."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if behind:
            return {"database": "ok", "tables": f"{len(behind)} migrations missing"}
        swept = swept_at()
    except DatabaseError:
        return {"database": "unreachable"}
    late = swept is not None and at - swept > timedelta(minutes=settings.SWEEP_LATE_MINUTES)
    return {"database": "ok", "tables": "ok", "sweep": f"last at {swept:%Y-%m-%dT%H:%M:%SZ}" if late else "ok"}


@never_cache
@require_GET
@open_door
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: numbers only, nothing of a person."""
    return HttpResponse(_figures(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _figures() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select status::text, count(*) from procrastinate_jobs group by status")
        jobs: dict[str, int] = dict(cursor.fetchall())
        cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
        connections = cursor.fetchone()
    swept = swept_at()
    age = int((now() - swept).total_seconds()) if swept else 0
    return "".join(
        [
            _gauge("guanjia_jobs", "Jobs in the queue by status"),
            *(f'guanjia_jobs{{status="{word}"}} {jobs.get(word, 0)}\n' for word in ("todo", "doing", "failed")),
            _gauge("guanjia_database_connections", "Connections to the database"),
            f"guanjia_database_connections {connections[0] if connections else 0}\n",
            _gauge("guanjia_sweep_age_seconds", "Seconds since the sweep last found nothing left to tell"),
            f"guanjia_sweep_age_seconds {age}\n",
        ]
    )


def _gauge(name: str, about: str) -> str:
    return f"# HELP {name} {about}.\n# TYPE {name} gauge\n"
