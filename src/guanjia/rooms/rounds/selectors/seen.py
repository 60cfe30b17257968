"""When somebody was last at each home, and how often this year."""

from datetime import datetime
from uuid import UUID

from guanjia.shared.riding import ask

_LAST = """
select home_id, max(ended_at), count(*) filter (where ended_at >= %s) from rounds_stop
 where community_id = %s and state = 'done' group by home_id
"""


def last_seen(community_id: UUID, since: datetime) -> dict[UUID, tuple[datetime, int]]:
    """By home: when a stop was last done there, and how many were since. One light query."""
    return {home: (last, int(many)) for home, last, many in ask(_LAST, [since, community_id])}
