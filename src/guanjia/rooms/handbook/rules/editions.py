"""The road of an edition: drafted, reviewed, approved, published; never back once published."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.rooms.handbook.types.life import StandardChange
from guanjia.shared.errors import Denied, Refused, gettext_noop

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


def check_draft(now: EditionState) -> None:
    """Raises Refused for an edition that is no draft: only a draft is changed."""
    if now is PUBLISHED:
        check_move(now, DRAFT)
    if now is not DRAFT:
        message = gettext_noop("Only a draft can be changed. Send this edition back to draft first.")
        raise Refused("handbook.no_draft", message)


def check_unpublished(now: EditionState) -> None:
    """Raises Refused for a published edition: it is never thrown away."""
    if now is PUBLISHED:
        check_move(now, DRAFT)


def check_source(now: EditionState) -> None:
    """Raises Refused for what is not published: a draft is copied from an edition that holds or held."""
    if now is not PUBLISHED:
        raise Refused(
            "handbook.copy", gettext_noop("A draft is made from a published edition. Change this one instead.")
        )


def check_approver(approver: UUID | None, authors: Collection[UUID]) -> None:
    """Raises Denied for a leader who wrote in it: nobody stands for their own draft alone."""
    if approver is not None and approver in authors:
        message = gettext_noop("You drafted or changed this edition yourself. Another leader must approve it.")
        raise Denied("handbook.own_draft", message)


def check_remark(remark: str) -> None:
    """Raises Refused without a word on what is to be changed."""
    if not remark.strip():
        raise Refused("handbook.remark", gettext_noop("Write what has to be changed, so that it can be."))


def check_rests(change: StandardChange) -> None:
    """Raises Refused for nothing changed, and for a community's own figure that rests on nothing."""
    if not change.keys:
        raise Refused("handbook.nothing", gettext_noop("Nothing was changed. Change a figure or a text, then save."))
    if change.community and not change.rests_on.strip():
        message = gettext_noop("Write what this community's own figure rests on: a contract, a resolution, a visit.")
        raise Refused("handbook.rests_on", message)


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
