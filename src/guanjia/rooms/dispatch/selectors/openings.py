"""Work that lies open for everybody of a role."""

from datetime import datetime

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.dispatch import access
from guanjia.rooms.dispatch.types import OpeningRow, OpeningState
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

SHOWN = 20


def openings(actor: Actor, *, at: datetime, after: str | None = None, size: int = SHOWN) -> Page[OpeningRow]:
    """What lies open for this person's roles, the oldest first. Two queries, one more for the words."""
    rows = access.openings(actor).filter(state=OpeningState.OPEN, role__in=actor.roles)
    page = keyset(rows, by="opened_at", after=after, size=size)
    if not page.rows:
        return Page([])
    refs, words = cases.live_cases(row.case_id for row in page), cases.BookWords(at)
    return page.map(
        lambda row: OpeningRow(
            id=row.pk,
            case_id=row.case_id,
            number=refs[row.case_id].number,
            title=refs[row.case_id].title,
            topic_title=words.of("topics", row.community_id, refs[row.case_id].topic),
            urgency_title=words.of("urgencies", row.community_id, refs[row.case_id].urgency),
            place=refs[row.case_id].place,
            closes_at=row.closes_at,
        )
    )
