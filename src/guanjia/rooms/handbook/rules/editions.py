"""The road of an edition: drafted, reviewed, approved, published; never back once published."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.shared.errors import Refused, gettext_noop

DRAFT, REVIEWED, APPROVED, PUBLISHED = EditionState
MOVES: Mapping[EditionState, frozenset[EditionState]] = {
    DRAFT: frozenset({REVIEWED}),
    REVIEWED: frozenset({APPROVED, DRAFT}),
    APPROVED: frozenset({PUBLISHED, DRAFT}),
    PUBLISHED: frozenset(),
}


def check_move(now: EditionState, to: EditionState) -> None:
    """Raises Refused when no verb leads from `now` to `to`."""
    if to in MOVES[now]:
        return
    if now is PUBLISHED:
        message = gettext_noop("This edition is published and does not change. Load a new one.")
        raise Refused("handbook.published", message)
    message = gettext_noop("An edition is reviewed, then approved, then published. This one is still %(now)s.")
    raise Refused("handbook.move", message, {"now": now.value})


def check_effective(effective_from: datetime, at: datetime) -> None:
    """Raises Refused for a date before the publication: what began before can't be judged by it."""
    if effective_from < at:
        message = gettext_noop("An edition can't hold from a date before it is published. Choose now or later.")
        raise Refused("handbook.back_dated", message)


def check_communities(content: HandbookContent, communities: Iterable[str]) -> None:
    """Raises Refused when an override names a community the company does not serve."""
    known = set(communities)
    for override in content.overrides.values():
        for code in override.communities:
            if code not in known:
                message = gettext_noop("The override %(override)s names %(code)s, which is no community of yours.")
                raise Refused("handbook.no_community", message, {"override": override.code, "code": code})
