"""From actor to the books and editions they may read."""

from datetime import datetime
from uuid import UUID

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, Refused, gettext_noop


def community_of(actor: Actor, community_id: UUID | None = None) -> UUID:
    """The community whose book is read: the one asked for, else the first served. Raises Missing."""
    if community_id is None and actor.community_ids:
        return actor.community_ids[0]
    if community_id is None or community_id not in actor.community_ids:
        raise Missing("handbook.no_community", gettext_noop("There is no such community."))
    return community_id


def book(actor: Actor, at: datetime, community_id: UUID | None = None) -> Book:
    """The book in force for this person. Raises Missing, also when no edition is in force: then there is none."""
    try:
        return selectors.edition_in_force(community_of(actor, community_id), at)
    except Refused as none:
        raise Missing(none.code, none.message, none.params) from none


def edition_of(actor: Actor, edition_id: UUID) -> UUID:
    """The id itself. Raises Missing for an edition of another company: outside, both look the same."""
    if selectors.company_of(edition_id) != company_of(actor):
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    return edition_id


def company_of(actor: Actor) -> UUID:
    """The company whose editions this person may see. Raises Missing for somebody who serves nowhere."""
    return places.community(community_of(actor)).company_id


def open_book(code: str, at: datetime) -> tuple[CommunityRow, Book]:
    """A community and its book, for whoever reads the residents' part. Raises Missing."""
    here = places.community_by_code(code)
    if here is None:
        raise Missing("handbook.no_community", gettext_noop("There is no such community."))
    try:
        return here, selectors.edition_in_force(here.id, at)
    except Refused as none:
        raise Missing(none.code, none.message, none.params) from none
