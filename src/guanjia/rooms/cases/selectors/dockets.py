"""The dockets of a case, for its page and for programs."""

from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Docket
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types.dockets import DocketRow, DocketState
from guanjia.shared.actor import Actor


def dockets(actor: Actor, case_id: UUID, *, at: datetime) -> list[DocketRow]:
    """Every number under which somebody else follows the case, the oldest first. Raises Missing. Two queries."""
    found = access.case(actor, case_id)
    return dockets_of(found.pk, at=at) if actor.staff_id else []


def dockets_of(case_id: UUID, *, at: datetime) -> list[DocketRow]:
    """The same of a case that was reached already, for staff. One query."""
    words = BookWords(at)
    rows = Docket.objects.filter(case=case_id).order_by("opened_at", "id")
    return [
        DocketRow(
            id=row.pk,
            number=row.number,
            party=row.party,
            party_title=words.of("departments", row.community_id, row.party),
            outside=row.outside,
            urgency=row.urgency,
            urgency_title=words.of("urgencies", row.community_id, row.urgency),
            until=row.until,
            state=DocketState(row.state),
            opened_at=row.opened_at,
            contacted_at=row.contacted_at,
            ended_at=row.ended_at,
            text=row.text,
            answer=row.answer,
        )
        for row in rows
    ]
