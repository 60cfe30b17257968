"""Who looks after a home in the handbook's sense: whose role owes what follows a breach, and whose building it is."""

from datetime import datetime
from uuid import UUID

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.clocks import Clock
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds.events.findings import FindingBreach


def steward_of(community_id: UUID, home_id: UUID | None, *, at: datetime) -> UUID | None:
    """Who looks after the building of a home, by the role that owes the standard a breach begins; None for nobody, or
    without a home. Source: handbook E27."""
    home = places.homes([home_id]).get(home_id) if home_id is not None else None
    if home is None:
        return None
    book, looking = handbook.edition_in_force(community_id, at), people.looking_after(community_id)
    owing = [one for one in book.standards.values() if isinstance(one, Clock) and one.enabled]
    roles = {one.owed_by for one in owing if any(told.event == FindingBreach.kind for told in one.start)}
    return next((who for role in sorted(roles) for who in looking.get((role, home.building), ())), None)
