"""What the room tells the ground floor at start: who acts on a page, who owns a token, what stands around pages."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from guanjia.rooms.people import access, selectors
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.api import token_owner
from guanjia.shared.web import actor_by, surrounding

CHOSEN = "community"
"""Name in the session of the one community a person looks at, of several they serve."""


@actor_by
def signed_in(request: HttpRequest) -> Actor | None:
    """The person of this session, looking at one community where one was chosen."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    actor = access.actor_of(user)
    request.served = actor.community_ids  # type: ignore[attr-defined]
    return _looking(actor, request.session)


def _looking(actor: Actor, session: Any) -> Actor:
    if session.get("shared"):
        session.modified = True  # the minutes of a shared computer count from the last page
    chosen = session.get(CHOSEN)
    if chosen and UUID(chosen) in actor.community_ids:
        return replace(actor, community_ids=(UUID(chosen),))
    return actor


@token_owner
def with_token(token: str) -> Actor | None:
    """The person a bearer token stands for."""
    return access.owner_of(token)


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
