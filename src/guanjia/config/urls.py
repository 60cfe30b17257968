"""Every address of the house. Mounts what rooms and desks declare, decides nothing."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from guanjia.config import front
from guanjia.config.api import api

PAGES: tuple[tuple[str, str], ...] = (
    ("", "guanjia.rooms.people.views"),
    ("places/", "guanjia.rooms.places.views"),
    ("handbook/", "guanjia.rooms.handbook.views"),
    ("promises/", "guanjia.rooms.promises.views"),
    ("conversations/", "guanjia.rooms.conversations.views"),
    ("cases/", "guanjia.rooms.cases.views"),
    ("dispatch/", "guanjia.rooms.dispatch.views"),
    ("repairs/", "guanjia.rooms.repairs.views"),
    ("approvals/", "guanjia.rooms.approvals.views"),
    ("rounds/routines/", "guanjia.rooms.routines.views"),
    ("breaches/", "guanjia.rooms.breaches.views"),
    ("rounds/", "guanjia.rooms.rounds.views"),
    ("follow-ups/", "guanjia.rooms.surveys.views"),
    ("conformance/", "guanjia.rooms.insights.views"),
    ("channels/", "guanjia.rooms.channels.views"),
    ("", "guanjia.desks.service.views"),
    ("tasks/", "guanjia.desks.field.views"),
    ("my/", "guanjia.desks.resident.views"),
    ("today/", "guanjia.desks.manager.views"),
    ("ops/", "guanjia.desks.ops.views"),
)


def _mounted() -> list[URLResolver]:
    standing = [(prefix, module) for prefix, module in PAGES if find_spec(module)]
    return [path(prefix, include(import_module(module).__name__)) for prefix, module in standing]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.home, name="home"),
    path("language/", front.set_language, name="set_language"),
    path("healthz", front.healthz, name="healthz"),
    path("readyz", front.readyz, name="readyz"),
    path("metrics", front.metrics, name="metrics"),
    path("api/v1/", api.urls),
    *_mounted(),
]


handler403 = "guanjia.shared.web.forged"
handler404 = "guanjia.shared.web.not_found"
handler500 = "guanjia.shared.web.failed"
