"""What the room tells the ground floor at start: who acts on a page, who owns a token, what stands around pages."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from guanjia.rooms.people import access, selectors, services
from guanjia.rooms.people.views.entering import must_first
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.api import token_owner
from guanjia.shared.time import now
from guanjia.shared.web import actor_by, surrounding

SEEN_EVERY = timedelta(minutes=5)
"""How exactly the list of sessions knows when one was used last."""

CHOSEN = "community"
"""Name in the session of the one community a person looks at, of several they serve."""


@actor_by
def signed_in(request: HttpRequest) -> Actor | None:
    """The person of this session, looking at one community where one was chosen."""
    session: Any = request.session
    actor = session.actor() or _by_django(request.user)
    if actor is None:
        return None
    request.served = actor.community_ids  # type: ignore[attr-defined]
    _seen(request)
    return _looking(actor, request.session)


def _by_django(user: Any) -> Actor | None:
    """For a session of which nothing was written down, or whose password or secret has changed."""
    return access.actor_of(user.pk) if user.is_authenticated else None


def _seen(request: HttpRequest) -> None:
    """The minutes of a shared computer count from the last page somebody asked for, not from what pages ask alone."""
    session = request.session
    request.must_first = must_first(request)  # type: ignore[attr-defined]
    request.idle_minutes = session.get("shared", 0)  # type: ignore[attr-defined]
    if not request.method or (request.method == "GET" and "HX-Request" in request.headers):
        return  # what listens, or asks anew by itself
    if session.get("shared"):
        session.modified = True
    _note_seen(session, now())


def _note_seen(session: Any, at: datetime) -> None:
    seen = session.get("seen")
    if seen and datetime.fromisoformat(seen) + SEEN_EVERY < at:
        session["seen"] = at.isoformat()
        services.note_seen(session.session_key or "", at=at)


def _looking(actor: Actor, session: Any) -> Actor:
    chosen = session.get(CHOSEN)
    if chosen and UUID(chosen) in actor.community_ids:
        return replace(actor, community_ids=(UUID(chosen),))
    return actor


@token_owner
def with_token(token: str) -> Actor | None:
    """The person a bearer token stands for."""
    return access.owner_of(token, now())


@surrounding
def around(request: HttpRequest) -> dict[str, Any]:
    """The community shown, those to choose from, and what the person is there."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.community_ids:
        return {}
    rows = places.communities_by_id(getattr(request, "served", actor.community_ids))
    shown = [row for row in rows if row.id in actor.community_ids]
    titles = selectors.titles(actor)
    post = " · ".join(titles[role] for role in sorted(actor.roles) if role in titles)
    return {"community": shown[0] if len(shown) == 1 else None, "communities": rows, "post": post}
