"""The JSON API: one description, one form of error, a router per room."""

from importlib import import_module
from importlib.util import find_spec

from ninja import NinjaAPI

from guanjia.shared.api import bearer, handle_errors

ROUTERS: dict[str, str] = {
    "": "guanjia.rooms.people.api",
    "/homes": "guanjia.rooms.places.api",
    "/handbook": "guanjia.rooms.handbook.api",
    "/promises": "guanjia.rooms.promises.api",
    "/conversations": "guanjia.rooms.conversations.api",
    "/messages": "guanjia.rooms.conversations.api.messages",
    "/cases": "guanjia.rooms.cases.api",
    "/assignments": "guanjia.rooms.dispatch.api",
    "/repairs": "guanjia.rooms.repairs.api",
    "/approvals": "guanjia.rooms.approvals.api",
    "/breaches": "guanjia.rooms.breaches.api",
    "/rounds/findings": "guanjia.rooms.rounds.finding_api",
    "/rounds/routines": "guanjia.rooms.routines.api",
    "/rounds": "guanjia.rooms.rounds.api",
    "/follow-ups": "guanjia.rooms.surveys.api",
    "/conformance": "guanjia.rooms.insights.api",
    "/channels": "guanjia.rooms.channels.api",
}

api = NinjaAPI(
    title="Guanjia",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    auth=bearer(),
    description="Everything a page can do. Bearer tokens; errors as problem+json; Idempotency-Key on what creates.",
)
handle_errors(api)
for prefix, module in ROUTERS.items():
    if find_spec(module):
        api.add_router(prefix, import_module(module).router)
