"""What the page of communities shows: where each lies, and which rules are in force there for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.handbook import access, selectors
from guanjia.rooms.handbook.rules.divisions import divisions_of
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.house import Division
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page
from guanjia.shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Lying:
    """A community with the divisions of its book it lies in, and the standards in force that are for places only."""

    community: CommunityRow
    divisions: tuple[str, ...]
    """Their names in the reader's language."""
    local: tuple[StandardPart, ...] = ()
    known: tuple[Division, ...] = ()
    """Every division of the book."""

    def out(self) -> dict[str, object]:
        """For a program."""
        here = self.community
        own = {"id": here.id, "code": here.code, "name": here.name, "division": here.division}
        return {**own, "lies_in": list(self.divisions), "local": [one.code for one in self.local]}


def communities(actor: Actor, at: datetime, after: str | None = None) -> Page[Lying]:
    """A page of the communities this person serves, by name. A query, and one for each shown whose book is kept."""
    rows = places.communities(actor)
    first = next((number for number, row in enumerate(rows, start=1) if str(row.id) == after), 0)
    shown = rows[first : first + PAGE]
    following = str(shown[-1].id) if first + PAGE < len(rows) else None
    return Page([_lying(row, at) for row in shown], following)


def community(actor: Actor, community_id: UUID, at: datetime) -> Lying:
    """One of them. Raises Missing."""
    access.community_of(actor, community_id)
    return next(_lying(row, at) for row in places.communities(actor) if row.id == community_id)


def _lying(row: CommunityRow, at: datetime) -> Lying:
    try:
        content = selectors.edition_in_force(row.id, at).content
    except Refused:  # no edition yet
        return Lying(row, ())
    language = get_language() or "zh"
    names = tuple(content.divisions[one].title.told_in(language) for one in divisions_of(content, row.division))
    local = tuple(one for one in content.standards.values() if one.only_in and one.enabled)
    return Lying(row, names, local, tuple(content.divisions.values()))
